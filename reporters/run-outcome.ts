/** What the command line learns of a run when it has ended: the status, mistakes of the user, the reports that are there. */
import { join } from 'node:path';
import type { FullConfig, FullResult, TestCase, TestError } from '@playwright/test/reporter';
import { CodexqaError, type ErrorCode, isInputError } from '../src/contracts/errors.ts';
import { outcomeFile, type RunOutcome } from '../src/contracts/run.ts';
import type { AttemptRecord } from '../src/journal/results.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { replaceFile } from '../src/support/durable-file.ts';
import { removeIfHalf, reportFiles } from './report-files.ts';
import { isQuarantined, messageOf } from './test-record.ts';

export class OutcomeBook {
  readonly #folder: RunFolder;
  readonly #inputErrors = new Set<ErrorCode>();
  readonly #startedAt = Date.now();
  status: FullResult['status'] = 'interrupted';
  /** Why the run ended itself. */
  halted: string | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  note(code: ErrorCode): void {
    if (isInputError(code)) this.#inputErrors.add(code);
  }

  /** Only of tests that count against the run: an expected failure, or one that a retry made good, does not. */
  noteTests(attempts: ReadonlyMap<TestCase, readonly AttemptRecord[]>): void {
    for (const [test, records] of attempts) {
      if (test.ok() || isQuarantined(test)) continue;
      for (const { code } of records.flatMap(({ errors }) => errors)) {
        if (code !== undefined) this.note(code as ErrorCode);
      }
    }
  }

  reportFailed(sentence: string): void {
    this.#inputErrors.add('REPORT_WRITE_FAILED');
    const error = new CodexqaError('REPORT_WRITE_FAILED', sentence, { fix: 'free some disk: npx codexqa runs prune' });
    process.stderr.write(`${error.message}\n`);
  }

  /** All reporters have ended: only now every report is where it will stay. */
  checkReports(config: FullConfig | undefined): RunOutcome['reports'] {
    const reports = config === undefined ? [] : reportFiles(config);
    return reports.filter((report) => {
      const reason = removeIfHalf(report, this.#startedAt);
      if (reason !== undefined) this.reportFailed(`the ${report.name} report ${report.path} is not there: ${reason}`);
      return reason === undefined;
    });
  }

  /** On a disk so full that not even this fits there is no outcome, and the command line takes that for an input error. */
  write(reports: RunOutcome['reports'] = []): void {
    const outcome: RunOutcome = {
      status: this.status,
      inputErrors: [...this.#inputErrors],
      ...(this.halted === undefined ? {} : { halted: this.halted }),
      reports,
    };
    try {
      replaceFile(join(this.#folder.path, outcomeFile), `${JSON.stringify(outcome, null, 2)}\n`);
    } catch (error) {
      process.stderr.write(`the outcome of the run cannot be written: ${errorText(error)}\n`);
    }
  }
}

/** What Playwright says outside tests, in our codes. When a spec cannot be loaded it runs none: `loaded` counts tests. */
export function codeOfOutsideError(
  error: TestError,
  loaded: number,
  config: FullConfig | undefined,
): ErrorCode | undefined {
  const message = messageOf(error);
  if (/\b(ENOSPC|EDQUOT|EFBIG|EROFS)\b/.test(message)) return 'REPORT_WRITE_FAILED';
  const inCode = error.location !== undefined || /^(SyntaxError|Error: Cannot find)/.test(message);
  const setup = config?.globalSetup ?? undefined;
  const inSetup = setup !== undefined && error.stack?.includes(setup) === true;
  return loaded === 0 && inCode && !inSetup ? 'SPEC_INVALID' : undefined;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
