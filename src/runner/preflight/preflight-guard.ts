/** A reporter that reports nothing: before a run without a person begins it looks at everything, and holds the run shorter or refuses it. */
import { join } from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';
import { rehearsedCounts } from '../../contracts/annotation.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { downgradeFile, runEnv } from '../../contracts/run.ts';
import { taskIn } from '../../contracts/task.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { startText } from '../../preflight/report-text.ts';
import type { PreflightReport } from '../../preflight/verdict.ts';
import { replaceFile } from '../../support/durable-file.ts';
import { refusing } from '../../support/refusal.ts';
import { optionsOfProjects } from '../routes.ts';
import { downgradedMinutes } from './downgrade.ts';
import { preflight, recordDryRun, verdictsOf } from './examine.ts';

class PreflightGuard implements Reporter {
  #suite: Suite | undefined;

  printsToStdio(): boolean {
    return false;
  }

  /** Behind the other reporters' own: what they refuse need not be looked at. @throws PREFLIGHT_FAILED */
  preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    return refusing(() => this.#admit(suite));
  }

  async #admit(suite: Suite): Promise<void> {
    const runDir = process.env[runEnv.runDir];
    const isAlone = process.env[runEnv.supervision] === 'unattended' && process.env[runEnv.dryRun] !== '1';
    if (runDir === undefined || !isAlone) return;
    const report = await preflight(suite, { thorough: false });
    writeDown(RunFolder.at(runDir), report);
    process.stderr.write(startText(report));
    const { kind, why, fix = 'see all of it with: npx codexqa preflight' } = report.decision;
    if (kind === 'stopped')
      throw new CodexqaError('PREFLIGHT_FAILED', `nobody is there, so nothing begins: ${why}`, { fix });
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  /** A dry run on this machine lets long chains begin, and is forgotten when the machine or a version changes. */
  async onEnd({ status }: FullResult): Promise<void> {
    const suite = this.#suite;
    if (suite === undefined || process.env[runEnv.dryRun] !== '1') return;
    const { outcome, found } = dryRunOutcome(suite, status);
    recordDryRun(optionsOfProjects(suite), outcome, found);
    const words = outcome === 'passed' ? 'counts for this machine and these versions' : 'counts for nothing yet';
    process.stderr.write(`  this dry run ${words}\n`);
  }
}

/** Something was found in a declared task, and everything that was run behaved the same at its first attempt. */
function dryRunOutcome(
  suite: Suite,
  status: FullResult['status'],
): { readonly outcome: 'passed' | 'failed'; readonly found: number } {
  const tests = suite.allTests();
  const found = (test: TestCase): number =>
    rehearsedCounts(test.results.flatMap(({ annotations }) => annotations)).would;
  const tasks = tests.filter(({ annotations }) => taskIn(annotations) !== undefined);
  const isSteady = status === 'passed' && tests.every((test) => test.results.length <= 1);
  return {
    outcome: isSteady && tasks.some((test) => found(test) > 0) ? 'passed' : 'failed',
    found: tests.reduce((sum, test) => sum + found(test), 0),
  };
}

function writeDown(folder: RunFolder, { decision, sandbox, tests }: PreflightReport): void {
  const { kind, why } = decision;
  using journal = JournalWriter.open(folder, 'preflight');
  journal.append({ kind: 'preflight', decision: kind, why, tests: verdictsOf(sandbox, tests) });
  if (kind !== 'downgraded') return;
  replaceFile(join(folder.path, downgradeFile), JSON.stringify({ why, mostMinutes: downgradedMinutes }));
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default PreflightGuard;
