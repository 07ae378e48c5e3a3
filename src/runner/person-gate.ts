/**
 * Stands before each action in the foreground lane: mouse and keyboard are a person's first. A run yields to them until they have been
 * still for a while, pauses until somebody continues it, or halts; whichever the configuration says, it is on record with what told it.
 */
import type { TestInfo } from '@playwright/test';
import type { DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { PauseGate } from '../contracts/gate.ts';
import type { JournalEntry, JournalSink } from '../contracts/journal.ts';
import type { InputPolicy, PersonInput } from '../contracts/presence.ts';
import type { Control } from '../journal/control.ts';
import { isWithin } from '../policy/judge.ts';
import { Bell, Deadline } from '../support/deadline.ts';
import type { InputOptions } from './foreground-config.ts';
import { withoutTimeout } from './pause-gate.ts';

export interface PersonGateParts {
  readonly inner: PauseGate;
  readonly session: Pick<DriverSession, 'personInput'>;
  readonly journal: JournalSink;
  readonly options: InputOptions;
  readonly testInfo: TestInfo;
  /** Puts a wish to the run; undefined where there is no run that could be continued: then a pause is a yield. */
  readonly ask: ((control: Control) => void) | undefined;
  /** Somebody has ended the run meanwhile. */
  readonly isEnded: () => boolean;
  /** How often the inner gate has waited for people. */
  readonly pauses: () => number;
}

/** So long may a person's next move, or the end of the run, go unseen. */
const lookAgainMs = 250;

export class PersonGate implements PauseGate {
  readonly #parts: PersonGateParts;
  /** Up to here the person's input has been dealt with. */
  #heededAt = 0;

  constructor(parts: PersonGateParts) {
    this.#parts = parts;
  }

  /** @throws RUN_HALTED, and what the inner gate throws */
  async pass(): Promise<void> {
    const input = await this.#news();
    if (input !== undefined) await this.#heed(input);
    const { inner, pauses } = this.#parts;
    const before = pauses();
    await inner.pass();
    if (pauses() === before) return;
    // whoever continues a paused run at this desktop has touched it, and may still be at it
    const meanwhile = await this.#news();
    if (meanwhile !== undefined) await this.#yieldTo(meanwhile);
  }

  /** What a person did that has not been dealt with. */
  async #news(): Promise<PersonInput | undefined> {
    const input = await this.#parts.session.personInput?.();
    return input === undefined || input.at <= this.#heededAt ? undefined : input;
  }

  async #heed(input: PersonInput): Promise<void> {
    switch (this.#policyAt(new Date(input.at))) {
      case 'yield':
        return this.#yieldTo(input);
      case 'pause':
        return this.#pauseFor(input);
      case 'halt':
        return this.#haltFor(input, `a person uses the desktop: ${input.evidence}`);
    }
  }

  #policyAt(at: Date): InputPolicy {
    const { onInput, interruptions } = this.#parts.options;
    const policy = interruptions.some((time) => isWithin(time, at)) ? 'pause' : onInput;
    return policy === 'pause' && this.#parts.ask === undefined ? 'yield' : policy;
  }

  async #yieldTo(first: PersonInput): Promise<void> {
    const { options, testInfo, isEnded } = this.#parts;
    this.#note('input', 'yields', first.evidence);
    const patience = Deadline.after(options.yieldAtMostMs);
    let last = first;
    await withoutTimeout(testInfo, async () => {
      const bell = new Bell();
      for (let leftMs = options.stillMs; leftMs > 0 && !isEnded() && !patience.passed; ) {
        await bell.next(Math.min(leftMs, lookAgainMs));
        last = (await this.#parts.session.personInput?.()) ?? last;
        leftMs = last.at + options.stillMs - Date.now();
      }
    });
    this.#heededAt = last.at;
    if (patience.passed) this.#haltFor(last, `a person has been using the desktop for ${seconds(patience.elapsedMs)}`);
    if (!isEnded()) this.#note('still', 'goes on', `since ${seconds(Date.now() - last.at)}`);
  }

  #pauseFor({ at, evidence }: PersonInput): void {
    this.#heededAt = at;
    this.#note('input', 'pauses', evidence);
    this.#ask('pause', `a person uses the desktop: ${evidence}`);
  }

  /** @throws RUN_HALTED where no run is there to be halted; elsewhere the inner gate does */
  #haltFor({ at, evidence }: PersonInput, reason: string): void {
    this.#heededAt = at;
    this.#note('input', 'halts', evidence);
    if (this.#parts.ask === undefined) throw halted(reason);
    this.#ask('halt', reason);
  }

  #ask(wish: Control['wish'], reason: string): void {
    this.#parts.ask?.({ wish, by: 'the presence guard', reason, at: Date.now() });
  }

  #note(
    change: 'input' | 'still',
    follows: Extract<JournalEntry, { readonly kind: 'presence' }>['follows'],
    detail: string,
  ): void {
    this.#parts.journal.append({ kind: 'presence', change, follows, detail });
  }
}

function halted(reason: string): CodexqaError {
  return new CodexqaError('RUN_HALTED', `the test has halted before this step: ${reason}`, {
    fix: 'leave mouse and keyboard to the run, and start it again',
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
