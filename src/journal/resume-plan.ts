/** Decides, for each test of a resumed run, whether it is carried over, restarts at a checkpoint, or runs. Pure. */
import type { Dependencies, PlannedTest } from '../contracts/journal.ts';
import { changeBetween } from './dependency-change.ts';
import type { RunResults, TestRecord } from './results.ts';
import type { TestMemory } from './test-memory.ts';

export type Decision =
  | { readonly kind: 'carried'; readonly why: string }
  | { readonly kind: 'restart'; readonly checkpoint: string; readonly why: string }
  /** `forget`: checkpoints of earlier runs must not be used; irreversible steps are remembered all the same. */
  | { readonly kind: 'run'; readonly why: string; readonly forget: boolean };

export interface EarlierRun {
  readonly results: RunResults;
  /** Undefined when the run was killed before it could write them down: then nothing is carried. */
  readonly dependencies: Dependencies | undefined;
  readonly memories: ReadonlyMap<string, TestMemory>;
}

/** Decisions by test id. */
export function planResume(
  earlier: EarlierRun,
  now: Dependencies,
  tests: readonly PlannedTest[],
): ReadonlyMap<string, Decision> {
  const before = new Map(earlier.results.tests.map((test) => [test.testId, test]));
  return new Map(tests.map((test) => [test.testId, decide(earlier, now, test, before.get(test.testId))]));
}

function decide(earlier: EarlierRun, now: Dependencies, test: PlannedTest, before: TestRecord | undefined): Decision {
  const { results, dependencies, memories } = earlier;
  if (before === undefined) return { kind: 'run', why: `it was not in run ${results.runId}`, forget: false };
  if (dependencies === undefined) {
    return { kind: 'run', why: 'nobody wrote down what its result depended on', forget: true };
  }
  const change = changeBetween(dependencies, now, test.file);
  if (change !== undefined) return { kind: 'run', why: `${change} changed`, forget: true };
  switch (before.status) {
    case 'passed':
    case 'carried':
      return { kind: 'carried', why: `passed in run ${results.runId}` };
    case 'flaky':
      return { kind: 'carried', why: `passed after a retry in run ${results.runId}` };
    case 'failed':
    case 'quarantined':
    case 'interrupted':
    case 'not-run':
    case 'skipped': {
      const checkpoint = [...(memories.get(test.testId)?.checkpoints.keys() ?? [])].at(-1);
      const why = `it was ${before.status} in run ${results.runId}`;
      return checkpoint === undefined ? { kind: 'run', why, forget: false } : { kind: 'restart', checkpoint, why };
    }
  }
}

/** A serial group is carried whole or not at all: a step does not run without the ones before it. */
export function keepGroupsWhole(
  decisions: ReadonlyMap<string, Decision>,
  groups: readonly (readonly string[])[],
): ReadonlyMap<string, Decision> {
  const kept = new Map(decisions);
  for (const group of groups) {
    if (group.every((testId) => kept.get(testId)?.kind === 'carried')) continue;
    for (const testId of group) {
      if (kept.get(testId)?.kind === 'carried') {
        kept.set(testId, { kind: 'run', why: 'its serial group runs again', forget: false });
      }
    }
  }
  return kept;
}
