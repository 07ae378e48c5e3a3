/** A reporter that reports nothing: before a run without a person begins it looks at everything, and holds the run shorter or refuses it. */
import { join } from 'node:path';
import type { Reporter } from '@playwright/test/reporter';
import { CodexqaError } from '../contracts/errors.ts';
import { downgradeFile, runEnv } from '../contracts/run.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { startText } from '../preflight/report-text.ts';
import type { PreflightReport } from '../preflight/verdict.ts';
import { replaceFile } from '../support/durable-file.ts';
import { downgradedMinutes } from './downgrade.ts';
import { preflight, verdictsOf } from './preflight.ts';

class PreflightGuard implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  /** Behind the other reporters' own: what they refuse need not be looked at. @throws PREFLIGHT_FAILED */
  async preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
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
