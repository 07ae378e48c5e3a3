/** What became of tests over the runs of a project, oldest first. */
import { annotationTypes } from '../contracts/annotation.ts';
import { resultsOf } from './rebuild.ts';
import type { TestRecord, TestStatus } from './results.ts';
import { didWork, RunFolder } from './run-folder.ts';

export interface TestRun {
  readonly runId: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly status: TestStatus;
  /** Of all attempts. */
  readonly durationMs: number;
  readonly attempts: number;
  /** Checkpoints that a retry or a resumed run began at. */
  readonly restartedAt: readonly string[];
}

export interface TestHistory {
  readonly testId: string;
  /** `[dark] specs/editor.spec.ts › group › saves`. */
  readonly name: string;
  readonly runs: readonly TestRun[];
}

/** Of the newest `mostRuns` runs, by test. A run that cannot be read any more is left out. */
export function histories(root: string, mostRuns: number): readonly TestHistory[] {
  const found = new Map<string, { readonly name: string; readonly runs: TestRun[] }>();
  for (const folder of RunFolder.all(root).slice(-mostRuns)) {
    for (const test of testsOf(folder)) {
      const name = testName(test);
      const history = found.get(test.testId) ?? { name, runs: [] };
      found.set(test.testId, history);
      history.runs.push(runOf(folder.runId, test));
    }
  }
  return [...found].map(([testId, history]) => ({ testId, ...history }));
}

/** The name a person knows a test by, and a durations file has it under. */
export function testName({ project, file, titlePath }: Pick<TestRecord, 'project' | 'file' | 'titlePath'>): string {
  const place = [file, ...titlePath].join(' › ');
  return project === '' ? place : `[${project}] ${place}`;
}

/** Of runs that came to a verdict: the share that was flaky. */
export function flakeRate(runs: readonly Pick<TestRun, 'status'>[]): number {
  const judged = runs.filter(({ status }) => status === 'passed' || status === 'failed' || status === 'flaky');
  return judged.length === 0 ? 0 : judged.filter(({ status }) => status === 'flaky').length / judged.length;
}

function testsOf(folder: RunFolder): readonly TestRecord[] {
  try {
    // one that gathers others repeats what they say, a dry run or a verification has judged nothing
    if (!didWork(folder.readHead())) return [];
    return resultsOf(folder).tests.filter(({ status }) => status !== 'not-run');
  } catch {
    return [];
  }
}

function runOf(runId: string, { status, durationMs, attempts, annotations }: TestRecord): TestRun {
  const restartedAt = annotations.flatMap(({ type, description }) =>
    type === annotationTypes.restartedAt && description !== undefined ? [description] : [],
  );
  const startedAt = attempts[0]?.startedAt ?? 0;
  return { runId, startedAt, status, durationMs, attempts: attempts.length, restartedAt };
}
