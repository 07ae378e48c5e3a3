/** The loop and the words of every expectation: retried until it holds (or, negated, until it does not), woken by signals. */
import type { NodeReading } from '../contracts/accessibility.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { Selector } from '../contracts/selector.ts';
import { Deadline } from '../support/deadline.ts';
import { assertStillRuns, type Found, locatorWords, look, onlyOne } from './find.ts';
import { nearMisses } from './near-misses.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import type { Stage } from './stage.ts';

/** What expectations are about: a locator, a window or an application. */
export interface Subject {
  readonly stage: Stage;
  readonly selector: Selector;
}

export interface ExpectOptions {
  /** 0 means no limit. */
  readonly timeoutMs: number;
  /** True under `.not`: waits until the condition no longer holds. */
  readonly negate: boolean;
}

export interface Outcome {
  /** Whether the condition itself holds in the end: under `.not` a good outcome is false. */
  readonly pass: boolean;
  readonly expected: unknown;
  readonly received: unknown;
  /** Why it failed, ready to be shown; also filled when it passed, for the other way round. */
  readonly message: string;
}

/** One look at the subject. */
export interface Sight {
  readonly holds: boolean;
  readonly received: unknown;
  /** `it had the text "41"` */
  readonly words: string;
  /** Where nothing matched: what came near, one line each. */
  readonly misses?: () => readonly string[];
}

export interface Claim {
  readonly expected: unknown;
  /** `to have the text "42"` */
  readonly words: string;
  /** What is spoken about: `getByRole('textbox') in application "calculator"`. */
  readonly about: string;
}

/**
 * Looks until the claim is settled. An answer taken from a mirror is confirmed by a fresh walk before it counts.
 * @throws LOCATOR_NOT_UNIQUE, APP_CRASHED, APP_UNRESPONSIVE, SESSION_LOST
 */
export async function settleClaim(
  session: DriverSession,
  claim: Claim,
  options: ExpectOptions,
  see: (fresh: boolean) => Promise<Sight>,
): Promise<Outcome> {
  const deadline = Deadline.after(options.timeoutMs);
  const good = !options.negate;
  let last: Sight = { holds: false, received: undefined, words: 'it was not looked at' };
  await retry(session, deadline, async (fresh): Promise<Attempt<true>> => {
    last = await see(fresh);
    if (last.holds !== good) return again;
    if (fresh) return done(true);
    last = await see(true);
    return last.holds === good ? done(true) : again;
  });
  return {
    pass: last.holds,
    expected: claim.expected,
    received: last.received,
    message: messageFor(claim, last, options),
  };
}

/** A claim about the one element of a locator, decided from its live reading. Absence is `whenAbsent`. */
export function elementClaim(
  subject: Subject,
  claim: Omit<Claim, 'about'>,
  options: ExpectOptions,
  judge: (reading: NodeReading, found: Found) => Pick<Sight, 'holds' | 'received' | 'words'>,
  whenAbsent = false,
): Promise<Outcome> {
  const { stage, selector } = subject;
  const about = locatorWords(selector);
  return settleClaim(stage.session, { ...claim, about }, options, async (fresh) => {
    const seen = await look(stage.session, selector, fresh);
    const found = onlyOne(seen, selector);
    if (found !== undefined) return judge(found.reading, found);
    if (!whenAbsent && !options.negate) assertStillRuns(stage.session, selector);
    return {
      holds: whenAbsent,
      received: undefined,
      words: 'it was not there',
      misses: () => nearMisses(seen.forest, selector),
    };
  });
}

function messageFor(claim: Claim, last: Sight, options: ExpectOptions): string {
  const not = options.negate ? 'not ' : '';
  const sentence = `EXPECTATION_FAILED: expected ${claim.about} ${not}${claim.words}, but ${last.words}`;
  const misses = last.misses?.() ?? [];
  const waited = ` (waited ${options.timeoutMs} ms)`;
  return misses.length === 0 ? sentence + waited : `${sentence}${waited}; last seen:\n    ${misses.join('\n    ')}`;
}
