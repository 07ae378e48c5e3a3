/** What a chain of resumed runs comes to: one result for each test, whichever of the runs it comes from. Pure. */
import type { RollbackCounts } from '../contracts/annotation.ts';
import type { EffectCounts } from '../contracts/journal.ts';
import {
  type AttemptRecord,
  addEffects,
  type RunResults,
  type StatusCounts,
  type TestRecord,
  type TestStatus,
  totalsOf,
} from './results.ts';

export interface EffectiveAttempt extends AttemptRecord {
  readonly runId: string;
}

/** Its attempts are those of all runs of the chain, oldest first, without the made-up one of a carried test. */
export interface EffectiveTest extends TestRecord {
  /** The run that the status comes from. */
  readonly runId: string;
  readonly attempts: readonly EffectiveAttempt[];
}

export interface EffectiveResults {
  readonly version: 1;
  /** Oldest first. */
  readonly runIds: readonly string[];
  /** Of the last run, in Playwright's words. */
  readonly status: string;
  /** Why the last run ended itself before its last test. */
  readonly halted?: string;
  readonly counts: StatusCounts;
  readonly effects: EffectCounts;
  readonly rollback?: RollbackCounts;
  readonly startedAt: number;
  /** Of the last run. */
  readonly durationMs: number;
  /** What the carried tests took when they ran: a full rerun would have cost this much more, in all workers together. */
  readonly savedMs: number;
  readonly tests: readonly EffectiveTest[];
}

/** True when nothing that the results of this file depend on differs between the two runs. */
export type SameGround = (earlierRunId: string, laterRunId: string, file: string) => boolean;

/** `chain` oldest first, one run at least. Tests that a later run did not plan keep what the earlier one said of them. */
export function effectiveResults(chain: readonly RunResults[], sameGround: SameGround): EffectiveResults {
  const merged = new Map<string, EffectiveTest>();
  for (const run of chain) {
    for (const test of run.tests)
      merged.set(test.testId, continued(merged.get(test.testId), test, run.runId, sameGround));
  }
  const tests = [...merged.values()];
  const last = chain.at(-1);
  const saved = tests
    .filter(({ status }) => status === 'carried')
    .map(({ attempts }) => attempts.at(-1)?.durationMs ?? 0);
  return {
    version: 1,
    runIds: chain.map(({ runId }) => runId),
    status: last?.status ?? 'passed',
    ...(last?.halted === undefined ? {} : { halted: last.halted }),
    ...totalsOf(tests),
    startedAt: last?.startedAt ?? 0,
    durationMs: last?.durationMs ?? 0,
    savedMs: saved.reduce((sum, durationMs) => sum + durationMs, 0),
    tests,
  };
}

function continued(
  before: EffectiveTest | undefined,
  test: TestRecord,
  runId: string,
  sameGround: SameGround,
): EffectiveTest {
  const own = test.status === 'carried' ? [] : test.attempts.map((attempt) => ({ ...attempt, runId }));
  const attempts = [...(before?.attempts ?? []), ...own];
  // of a carried test the earlier run has the parts
  const { batches, checklists, rollback } = test.status === 'carried' && before !== undefined ? before : test;
  return {
    ...test,
    ...(batches === undefined ? {} : { batches }),
    ...(checklists === undefined ? {} : { checklists }),
    ...(rollback === undefined ? {} : { rollback }),
    runId: test.status === 'carried' ? (before?.runId ?? runId) : runId,
    status: statusAfter(before, test, runId, sameGround),
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    effects: addEffects(attempts.map(({ effects }) => effects)),
    attempts,
  };
}

/**
 * A pass after a failure is flaky, also when the failure was in the run before, unless something was mended in between.
 * A flaky test that is carried stays flaky: carrying does not make it better.
 */
function statusAfter(
  before: EffectiveTest | undefined,
  { status, file }: TestRecord,
  runId: string,
  sameGround: SameGround,
): TestStatus {
  if (before === undefined) return status;
  if (status === 'carried') return before.status === 'flaky' ? 'flaky' : 'carried';
  const failedBefore = before.status === 'failed' || before.status === 'flaky';
  return status === 'passed' && failedBefore && sameGround(before.runId, runId, file) ? 'flaky' : status;
}
