/** The results of a run out of its tests: as `results.json` has them, and as every file report is made from. */
import type { FullResult } from '@playwright/test/reporter';
import { type RunResults, type TestRecord, totalsOf } from '../src/journal/results.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';

/** Under plain `npx playwright test` there is no folder, and the run has no name. */
export function runResults(
  folder: RunFolder | undefined,
  { status, startTime, duration }: FullResult,
  tests: readonly TestRecord[],
  more: Partial<Pick<RunResults, 'errors' | 'signs' | 'tasks' | 'unusedQuarantine'>> = {},
): RunResults {
  const { resumedFrom, halted, dryRun } = folder?.readHead() ?? {};
  return {
    version: 1,
    runId: folder?.runId ?? '',
    ...(resumedFrom === undefined ? {} : { resumedFrom }),
    ...(dryRun === true ? { dryRun } : {}),
    status,
    ...(halted === undefined ? {} : { halted }),
    startedAt: startTime.getTime(),
    durationMs: Math.round(duration),
    ...totalsOf(tests),
    tests,
    errors: [],
    ...more,
  };
}
