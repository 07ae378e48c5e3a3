/** The loop under everything that waits: try, sleep until a signal, try again, walk afresh from time to time. */
import type { DriverSession, Signal } from '../contracts/driver.ts';
import type { Deadline } from '../support/deadline.ts';
import { assertSession } from './alive.ts';
import { interludeOf } from './interlude.ts';
import { changesContent, Wake } from './wake.ts';

/** Signals can be missing (a toolkit that never sends one), so the trees are walked again after so long. */
const freshWalkMs = 100;

export type Attempt<T> = { readonly done: true; readonly value: T } | { readonly done: false };

export function done<T>(value: T): Attempt<T> {
  return { done: true, value };
}

export const again: Attempt<never> = { done: false };

/**
 * Repeats `attempt` until it is done; undefined when the deadline passed first. The last attempt before giving up is a
 * fresh one: a mirror's answer is never the last word. Errors of an attempt end the loop at once.
 * @throws SESSION_LOST
 */
export async function retry<T>(
  session: DriverSession,
  deadline: Deadline,
  attempt: (fresh: boolean) => Promise<Attempt<T>>,
  relevant: (signal: Signal) => boolean = changesContent,
): Promise<T | undefined> {
  using wake = new Wake(session, relevant);
  let freshAt = performance.now();
  let fresh = false;
  for (;;) {
    assertSession(session);
    const result = await attempt(fresh);
    if (result.done) return result.value;
    await interludeOf(session)?.pass();
    if (deadline.passed && fresh) return undefined;
    if (fresh) freshAt = performance.now();
    if (!deadline.passed) await wake.next(Math.min(freshWalkMs, deadline.leftMs));
    fresh = deadline.passed || performance.now() - freshAt >= freshWalkMs;
  }
}
