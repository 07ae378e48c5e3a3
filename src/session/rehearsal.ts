/** A dry run of one test: what would be done is looked for and told, and nothing is sent. What depends on it cannot be reached. */
import type { Effect } from '../contracts/action.ts';
import { CodexqaError, type ErrorCode } from '../contracts/errors.ts';
import type { Verdict } from '../contracts/gate.ts';
import type { RehearsedAs } from '../contracts/journal.ts';

export interface Rehearsed {
  readonly as: RehearsedAs;
  /** `click getByRole('button', { name: '7' })`, `toHaveText`. */
  readonly what: string;
  /** Why it is so; empty where nothing has to be said. */
  readonly why: string;
}

type Allowed = Extract<Verdict, { readonly kind: 'allow' }>;

/** Behind the first thing that was not done nobody waits long for what may never come. */
const shortMs = 500;

/** What an earlier action would have changed; every other error is as real as ever. */
const dependent: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ACTION_NO_EFFECT',
  'ACTION_NOT_POSSIBLE',
  'BATCH_FAILED',
  'CHECKLIST_FAILED',
  'CHECKPOINT_NOT_VERIFIED',
  'DEADLINE_EXCEEDED',
  'ELEMENT_NOT_ACTIONABLE',
  'EXPECTATION_FAILED',
  'LOCATOR_NOT_FOUND',
  'LOCATOR_NOT_UNIQUE',
  'TEXT_NOT_ENTERED',
  'WINDOW_NOT_FOUND',
]);

const nothingSent: Effect = { verdict: 'unverifiable', evidence: ['a dry run: nothing was sent'], waitedMs: 0 };

export class Rehearsal {
  readonly #note: (rehearsed: Rehearsed) => void;
  #withheld = 0;

  constructor(note: (rehearsed: Rehearsed) => void) {
    this.#note = note;
  }

  /** Something was not done: from here on the application is not where the test believes it to be. */
  get isBehind(): boolean {
    return this.#withheld > 0;
  }

  /** Found, ready, allowed, and not done. */
  withhold(what: string, { rule, inputs }: Allowed): Effect {
    const asks = inputs?.['approvedBy'] !== undefined;
    // without a policy there are no inputs, and nothing to tell
    this.skip(what, inputs === undefined ? '' : `rule "${rule}" ${asks ? 'asks a person first' : 'allows it'}`);
    return nothingSent;
  }

  /** A step of the spec that is not carried out. */
  skip(what: string, why: string): void {
    this.#withheld++;
    this.tell(what, why);
  }

  /** What changes nothing in the application and is not done all the same. */
  tell(what: string, why: string): void {
    this.#note({ as: 'would', what, why });
  }

  /** An expectation about what was not done. */
  leaveOpen(what: string, why = 'it depends on what was not done'): void {
    this.#note({ as: 'not-judged', what, why });
  }

  /** What cannot be found behind something that was not done is no failure: it is told, and the test goes on. */
  async attempt<T>(what: string, body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      if (!this.excuses(error)) throw error;
      this.#note({ as: 'not-reachable', what, why: sentenceOf(error) });
      return undefined as T;
    }
  }

  excuses(error: unknown): boolean {
    if (!this.isBehind) return false;
    return error instanceof CodexqaError ? isDependent(error.code) : true;
  }

  /** Milliseconds; 0 means no limit. */
  patience(timeoutMs: number): number {
    if (!this.isBehind) return timeoutMs;
    return timeoutMs === 0 ? shortMs : Math.min(timeoutMs, shortMs);
  }
}

/** May it come of something that was not done? */
export function isDependent(code: ErrorCode): boolean {
  return dependent.has(code);
}

function sentenceOf(error: unknown): string {
  const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return sentence.replace(/[;,] (last seen:|nothing similar was seen)$/, '');
}
