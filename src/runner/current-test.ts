/** The test that runs in this worker, for functions that a spec calls without a fixture: checkpoint(), irreversible(). */
import type { TestInfo } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import type { PauseGate } from '../contracts/gate.ts';
import type { JournalSink } from '../contracts/journal.ts';
import type { Resolution } from '../contracts/run.ts';
import type { TestMemory } from '../journal/test-memory.ts';
import type { Rehearsal } from '../session/rehearsal.ts';
import type { Cadence } from './cadence.ts';
import type { ProjectOptions } from './options.ts';
import type { RunMemory } from './run-memory.ts';
import type { StatusReport } from './status-report.ts';

/** Something to undo when the test fails for good. */
export interface Compensation {
  readonly name: string;
  readonly undo: () => unknown;
}

export class CurrentTest {
  readonly testInfo: TestInfo;
  readonly journal: JournalSink;
  readonly options: ProjectOptions;
  /** Only in a dry run. */
  readonly rehearsal: Rehearsal | undefined;
  readonly #names = new Set<string>();
  readonly #compensations: Compensation[] = [];
  readonly #lastingSteps = new Set<string>();
  readonly #runMemory: RunMemory;
  readonly #cadence: Cadence;
  readonly #hold: PauseGate;
  #memory: TestMemory | undefined;
  /** True once a step had to run for real: what comes after it is never recalled. */
  isPastMemory = false;

  /** `hold`: where it waits while the run is paused. */
  constructor(
    testInfo: TestInfo,
    options: ProjectOptions,
    cadence: Cadence,
    journal: JournalSink,
    memory: RunMemory,
    hold: PauseGate,
    rehearsal?: Rehearsal,
  ) {
    this.testInfo = testInfo;
    this.options = options;
    this.rehearsal = rehearsal;
    this.#cadence = cadence;
    this.#hold = hold;
    this.journal = cadence.listening(journal);
    this.#runMemory = memory;
  }

  get memory(): TestMemory {
    this.#memory ??= this.#runMemory.recall(this.testInfo.testId, this.testInfo.retry);
    return this.#memory;
  }

  /** What cannot be undone is preceded by a report of how things stood (S61). */
  beforeMutation(name: string): Promise<void> {
    return this.#cadence.take(`before ${name}`);
  }

  /** How things stand just now. */
  look(): Promise<StatusReport> {
    return this.#cadence.look();
  }

  /** A row or an item that does nothing to the desktop meets no other gate. @throws RUN_ABORTED, TASK_LIMIT */
  beforePart(): Promise<void> {
    return this.#hold.pass();
  }

  /** What a person said about a broken-off step. */
  resolution(step: string): Resolution | undefined {
    return this.#runMemory.resolution(step);
  }

  /** Newest first. */
  get compensations(): readonly Compensation[] {
    return this.#compensations.toReversed();
  }

  /** Names of the steps that change something for good, done in this attempt or before it. */
  get lastingSteps(): ReadonlySet<string> {
    return this.#lastingSteps;
  }

  /** A step has changed something for good; `undo` makes up for it. */
  changed(name: string, undo: (() => unknown) | undefined): void {
    this.#lastingSteps.add(name);
    if (undo !== undefined) this.#compensations.push({ name, undo });
  }

  /** @throws CHECKPOINT_DUPLICATE */
  claim(name: string): void {
    if (this.#names.has(name)) {
      throw new CodexqaError('CHECKPOINT_DUPLICATE', `the test has two checkpoints or steps named "${name}"`, {
        fix: 'give each a name of its own; in a loop put the item into the name',
      });
    }
    this.#names.add(name);
  }
}

let current: CurrentTest | undefined;

export function setCurrentTest(test: CurrentTest | undefined): void {
  current = test;
}

/** Undefined outside a test of codexqa's `test`. */
export function runningTest(): CurrentTest | undefined {
  return current;
}

/** @throws SPEC_INVALID outside a test of codexqa's `test` */
export function currentTest(caller: string): CurrentTest {
  if (current !== undefined) return current;
  throw new CodexqaError('SPEC_INVALID', `${caller}() was called outside a test`, {
    fix: "call it in the body of a test made with codexqa's `test`",
  });
}
