/** Proof by reading back: an act whose outcome can be asked for is confirmed when the answer is the wanted one. */
import type { Effect } from '../contracts/action.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { CodexqaError } from '../contracts/errors.ts';
import { Deadline } from '../support/deadline.ts';
import type { Judgement, Proof } from './perform.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { anySignal } from './wake.ts';

export type Answer =
  | { readonly kind: 'match'; readonly evidence: string }
  /** Not (yet) as wanted; `seen` as it may be shown. */
  | { readonly kind: 'differs'; readonly seen: string }
  /** There is no way to know. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface ReadBackOptions<R> {
  readonly timeoutMs: number;
  readonly before?: () => Promise<void>;
  readonly ask: (result: R) => Promise<Answer>;
  /** The error when the answer stays wrong; undefined records `no-effect` only. */
  readonly failure: (seen: string) => CodexqaError | undefined;
}

export class ReadBack<R = void> implements Proof<R> {
  readonly #session: DriverSession;
  readonly #options: ReadBackOptions<R>;

  constructor(session: DriverSession, options: ReadBackOptions<R>) {
    this.#session = session;
    this.#options = options;
  }

  async before(): Promise<void> {
    await this.#options.before?.();
  }

  async after(result: R): Promise<Judgement> {
    const deadline = Deadline.after(this.#options.timeoutMs);
    let last: Answer = { kind: 'unknown', reason: 'nothing was read' };
    await retry(
      this.#session,
      deadline,
      async (): Promise<Attempt<true>> => {
        last = await this.#options.ask(result);
        return last.kind === 'differs' ? again : done(true);
      },
      anySignal,
    );
    return this.#judge(last, Math.round(deadline.elapsedMs));
  }

  [Symbol.dispose](): void {}

  #judge(answer: Answer, waitedMs: number): Judgement {
    const effect = (verdict: Effect['verdict'], line: string): Effect => ({ verdict, evidence: [line], waitedMs });
    switch (answer.kind) {
      case 'match':
        return { effect: effect('confirmed', answer.evidence) };
      case 'unknown':
        return { effect: effect('unverifiable', answer.reason) };
      case 'differs':
        return { effect: effect('no-effect', answer.seen), failure: this.#options.failure(answer.seen) };
    }
  }
}

/** For acts that leave nothing to look at, such as moving the pointer. */
export function unwatched(reason: string): Proof<unknown> {
  return {
    before: async () => {},
    after: async () => ({ effect: { verdict: 'unverifiable', evidence: [reason], waitedMs: 0 } }),
    [Symbol.dispose]: () => {},
  };
}
