/** What happens between two attempts of whoever waits: a detour may clear what stands in the way. */
import type { DriverSession } from '../contracts/driver.ts';

export interface Interlude {
  /** Called after an attempt that did not succeed; never while an action is being carried out. */
  pass(): Promise<void>;
}

const interludes = new WeakMap<DriverSession, Interlude>();

/** One a session: the desktop of the test that has it. */
export function setInterlude(session: DriverSession, interlude: Interlude): void {
  interludes.set(session, interlude);
}

export function interludeOf(session: DriverSession): Interlude | undefined {
  return interludes.get(session);
}
