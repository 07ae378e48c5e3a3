/** `codexqa preflight`: loads the specs, looks at the machine, tells what it found, and ends before the first test. */
import { writeSync } from 'node:fs';
import type { Reporter } from '@playwright/test/reporter';
import { runEnv } from '../../contracts/run.ts';
import { reportText } from '../../preflight/report-text.ts';
import { firstUnmet } from '../../preflight/verdict.ts';
import { preflight } from './examine.ts';

class PreflightReporter implements Reporter {
  async preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    const report = await preflight(suite, { thorough: true });
    const next = firstUnmet(report.steps);
    const asJson = process.env[runEnv.preflight] === 'json';
    const text = asJson ? JSON.stringify({ ...report, next: next?.name ?? null }, null, 2) : reportText(report);
    writeSync(1, `${text}\n`);
    // nothing has started yet, so the process may end here
    process.exit(report.decision.kind === 'runs' && next === undefined ? 0 : 1);
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default PreflightReporter;
