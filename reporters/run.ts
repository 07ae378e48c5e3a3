/** The reporter that every run of `codexqa test` has; the command line adds it. */
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { runEnv } from '../src/contracts/run.ts';
import { RunFolder } from '../src/journal/run-folder.ts';
import { refusing } from '../src/support/refusal.ts';
import { RunBook } from './run-book.ts';

class RunReporter implements Reporter {
  /** Undefined under plain `npx playwright test`: then there is no run to write down. */
  readonly #book: RunBook | undefined;

  constructor() {
    const path = process.env[runEnv.runDir];
    this.#book = path === undefined ? undefined : new RunBook(RunFolder.at(path));
  }

  printsToStdio(): boolean {
    return false;
  }

  /** A run without its declarations is refused here, and a resumed one decides what it need not run again. */
  async preprocess(preparation: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    await refusing(() => this.#book?.prepare(preparation));
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#book?.begin(config, suite);
  }

  onTestBegin(test: TestCase, result: TestResult): void {
    this.#book?.testBegin(test, result);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#book?.testEnd(test, result);
  }

  onError(error: TestError): void {
    this.#book?.outsideError(error);
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] }> {
    return { status: this.#book?.end(result) ?? result.status };
  }

  async onExit(): Promise<void> {
    this.#book?.exit();
  }
}

export default RunReporter;
