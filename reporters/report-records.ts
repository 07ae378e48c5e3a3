/** The records that file reports are written from: of this run, and of those it continues. */
import type { FullConfig, FullResult, Suite } from '@playwright/test/reporter';
import { runEnv } from '../src/contracts/run.ts';
import { effectiveResultsOf } from '../src/journal/chain.ts';
import { type EffectiveResults, effectiveResults } from '../src/journal/effective-results.ts';
import { addEffects, countStatuses, type RunResults } from '../src/journal/results.ts';
import { RunFolder } from '../src/journal/run-folder.ts';
import { printedAttempt, rootOf, testRecord } from './test-record.ts';

/** Call at the end of the run. Under plain `npx playwright test` there is no chain, and the run has no name. */
export function reportRecords(
  config: FullConfig,
  suite: Suite,
  { status, startTime, duration }: FullResult,
): EffectiveResults {
  const root = rootOf(config);
  const tests = suite.allTests().map((test) => {
    const attempts = test.results.filter(({ workerIndex }) => workerIndex !== -1);
    return testRecord(
      test,
      attempts.map((result) => printedAttempt(result, root)),
      root,
    );
  });
  const path = process.env[runEnv.runDir];
  const folder = path === undefined ? undefined : RunFolder.at(path);
  const { halted } = folder?.readHead() ?? {};
  const results: RunResults = {
    version: 1,
    runId: folder?.runId ?? '',
    status,
    ...(halted === undefined ? {} : { halted }),
    startedAt: startTime.getTime(),
    durationMs: Math.round(duration),
    counts: countStatuses(tests),
    effects: addEffects(tests.map(({ effects }) => effects)),
    tests,
    errors: [],
  };
  return folder === undefined ? effectiveResults([results], () => false) : effectiveResultsOf(folder, results);
}
