/** What happens between two attempts of whoever waits: a detour may clear what stands in the way. */
import type { DriverSession } from '../contracts/driver.ts';

export interface Interlude extends Disposable {
  /** Called after an attempt that did not succeed; never while an action is being carried out. */
  pass(): Promise<void>;
}

const interludes = new WeakMap<DriverSession, Interlude>();

/** One a session, that of the test that has it: a session goes from test to test, and the earlier one must not go on listening. */
export function setInterlude(session: DriverSession, interlude: Interlude): void {
  interludes.get(session)?.[Symbol.dispose]();
  interludes.set(session, interlude);
}

export function interludeOf(session: DriverSession): Interlude | undefined {
  return interludes.get(session);
}
