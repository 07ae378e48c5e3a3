/** Automatic checkpoints: after so many actions, after so much time, and before each declared mutation (S60, S61, S63). */
import type { TestInfo } from '@playwright/test';
import { annotationTypes, gapText } from '../contracts/annotation.ts';
import type { PauseGate } from '../contracts/gate.ts';
import type { CheckpointGap, JournalEntry, JournalSink } from '../contracts/journal.ts';
import type { StatusReport } from './status-report.ts';

export interface CadenceOptions {
  /** Infinity: never for their number alone. */
  readonly everyActions: number;
  readonly everyMs: number;
}

export interface CadenceParts {
  /** What else an action has to pass. */
  readonly inner: PauseGate;
  readonly journal: JournalSink;
  readonly testInfo: Pick<TestInfo, 'testId' | 'retry' | 'annotations'>;
  readonly options: CadenceOptions;
  /** Looks at the desktop as it is now. */
  readonly look: () => Promise<StatusReport>;
}

/**
 * An automatic checkpoint is a report, not a place to resume from: picture and tree as digests, and whether every application
 * answered. A spec's own `checkpoint()` counts as one, too.
 */
export class Cadence implements PauseGate {
  readonly #parts: CadenceParts;
  #actions = 0;
  #since = performance.now();
  #largest: CheckpointGap = { actions: 0, ms: 0, automatic: 0 };

  constructor(parts: CadenceParts) {
    this.#parts = parts;
  }

  /** Before each action, so that no gap is longer than asked for by more than this one. */
  async pass(): Promise<void> {
    const { inner, options } = this.#parts;
    await inner.pass();
    const ms = performance.now() - this.#since;
    if (this.#actions >= options.everyActions) await this.take(`after ${this.#actions} actions`);
    else if (ms >= options.everyMs) await this.take(`after ${Math.round(ms / 1000)} s`);
    this.#actions++;
  }

  /** How things stand just now; no checkpoint. */
  look(): Promise<StatusReport> {
    return this.#parts.look();
  }

  async take(reason: string): Promise<void> {
    const { journal, testInfo, look } = this.#parts;
    const status = await look();
    const { actions, ms } = this.#gap();
    this.#largest = { ...this.#largest, automatic: this.#largest.automatic + 1 };
    const { testId, retry } = testInfo;
    const name = `automatic ${this.#largest.automatic}`;
    const value = { reason, actions, ms, ...status };
    this.#mark();
    journal.append({ kind: 'checkpoint', testId, retry, name, value, verified: status.answered, origin: 'automatic' });
  }

  /** Takes notice of the checkpoints that the spec makes itself. */
  listening(journal: JournalSink): JournalSink {
    return {
      append: (entry: JournalEntry) => {
        journal.append(entry);
        if (entry.kind === 'checkpoint') this.#mark();
      },
    };
  }

  /** At the end of the test: its largest gap, for journal and reports. Nothing where nothing was done. */
  close(): void {
    this.#mark();
    const { journal, testInfo } = this.#parts;
    const { testId, retry, annotations } = testInfo;
    if (this.#largest.actions === 0 && this.#largest.automatic === 0) return;
    journal.append({ kind: 'gap', testId, retry, ...this.#largest });
    annotations.push({ type: annotationTypes.gap, description: gapText(this.#largest) });
  }

  #gap(): { readonly actions: number; readonly ms: number } {
    return { actions: this.#actions, ms: Math.round(performance.now() - this.#since) };
  }

  #mark(): void {
    const { actions, ms } = this.#gap();
    const { automatic } = this.#largest;
    this.#largest = {
      actions: Math.max(actions, this.#largest.actions),
      ms: Math.max(ms, this.#largest.ms),
      automatic,
    };
    this.#actions = 0;
    this.#since = performance.now();
  }
}
