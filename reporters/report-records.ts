/** The records that file reports are written from: of this run, and of those it continues. */
import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { runEnv } from '../src/contracts/run.ts';
import { effectiveResultsOf } from '../src/journal/chain.ts';
import { type EffectiveResults, effectiveResults } from '../src/journal/effective-results.ts';
import { RunFolder } from '../src/journal/run-folder.ts';
import { runResults } from './run-results.ts';
import { printedAttempt, rootOf, testRecord } from './test-record.ts';

/** A reporter that writes its files once, at the end. */
export abstract class RecordsReporter implements Reporter {
  #begun: { readonly config: FullConfig; readonly suite: Suite } | undefined;

  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#begun = { config, suite };
  }

  onEnd(result: FullResult): void {
    if (this.#begun === undefined) return;
    const { config, suite } = this.#begun;
    this.write(reportRecords(config, suite, result), config);
  }

  /** @throws REPORT_WRITE_FAILED */
  protected abstract write(results: EffectiveResults, config: FullConfig): void;
}

function reportRecords(config: FullConfig, suite: Suite, result: FullResult): EffectiveResults {
  const root = rootOf(config);
  const tests = suite.allTests().map((test) => {
    const attempts = test.results.filter(({ workerIndex }) => workerIndex !== -1);
    return testRecord(
      test,
      attempts.map((attempt) => printedAttempt(attempt, root)),
      root,
    );
  });
  const path = process.env[runEnv.runDir];
  const folder = path === undefined ? undefined : RunFolder.at(path);
  const results = runResults(folder, result, tests);
  return folder === undefined ? effectiveResults([results], () => false) : effectiveResultsOf(folder, results);
}
