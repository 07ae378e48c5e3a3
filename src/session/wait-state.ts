/** Waiting for an element to appear or to go. */
import type { DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { assertStillRuns, locatorWords, look, notFound, onlyOne } from './find.ts';
import type { Forest } from './forest.ts';
import { nodeLine } from './near-misses.ts';
import { type Attempt, again, done, retry } from './retry.ts';

/** `attached`: in the tree, hidden or not. `hidden`: absent or not shown. `detached`: absent. */
export type ElementState = 'attached' | 'detached' | 'hidden' | 'visible';

/** @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE, DEADLINE_EXCEEDED when it does not go away, APP_CRASHED, SESSION_LOST */
export async function waitForState(
  session: DriverSession,
  selector: Selector,
  wanted: ElementState,
  deadline: Deadline,
): Promise<void> {
  const toBeThere = wanted === 'visible' || wanted === 'attached';
  let forest: Forest | undefined;
  let still = '';
  const reached = await retry(session, deadline, async (fresh): Promise<Attempt<true>> => {
    const seen = await look(session, selector, fresh);
    forest = seen.forest;
    const found = onlyOne(seen, selector);
    still = found === undefined ? '' : nodeLine(found.node);
    const there =
      found !== undefined && (wanted === 'attached' || wanted === 'detached' || found.reading.states.visible);
    if (toBeThere && !there) assertStillRuns(session, selector);
    if (there !== toBeThere) return again;
    // absence is believed only after a walk of its own
    return toBeThere || fresh || (await isAbsent(session, selector, wanted)) ? done(true) : again;
  });
  if (reached === true) return;
  if (toBeThere) throw notFound(selector, forest, deadline);
  throw new CodexqaError(
    'DEADLINE_EXCEEDED',
    `waited ${deadline.timeoutMs} ms for ${locatorWords(selector)} to be ${wanted}, but ${still} is still there`,
    { fix: 'check what should have removed it, or give it more time with { timeout }' },
  );
}

async function isAbsent(session: DriverSession, selector: Selector, wanted: ElementState): Promise<boolean> {
  const { found } = await look(session, selector, true);
  return wanted === 'hidden' ? found.every(({ reading }) => !reading.states.visible) : found.length === 0;
}
