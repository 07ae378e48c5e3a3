/** JUnit XML in a dialect: `['junit', { dialect: 'jenkins', outputFile: 'reports/junit.xml' }]`. */
import { join, resolve } from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { CodexqaError } from '../src/contracts/errors.ts';
import { didYouMean } from '../src/support/near-miss.ts';
import { type JunitDialect, junitDialects } from './junit-dialects.ts';
import { junitFiles } from './junit-document.ts';
import { reportRecords } from './report-records.ts';
import { rootOf } from './test-record.ts';
import { writeReport } from './write-report.ts';

export interface JunitReporterOptions {
  readonly dialect?: JunitDialect;
  /** For `strict` and `jenkins`; relative to the configuration file (default: `junit.xml`). */
  readonly outputFile?: string;
  /** For `surefire`, which has a file for each suite (default: `surefire-reports`). */
  readonly outputDir?: string;
}

class JunitReporter implements Reporter {
  readonly #options: JunitReporterOptions;
  readonly #dialect: JunitDialect;
  #begun: { readonly config: FullConfig; readonly suite: Suite } | undefined;

  /** @throws CONFIG_INVALID */
  constructor(options: JunitReporterOptions = {}) {
    this.#options = options;
    const { dialect = 'jenkins' } = options;
    if (!junitDialects.includes(dialect)) {
      const known = junitDialects.join(', ');
      const sentence = `expected a dialect of JUnit (${known}), saw "${dialect}"${didYouMean(dialect, junitDialects)}`;
      throw new CodexqaError('CONFIG_INVALID', sentence, { fix: `set dialect to one of ${known}` });
    }
    this.#dialect = dialect;
  }

  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#begun = { config, suite };
  }

  onEnd(result: FullResult): void {
    if (this.#begun === undefined) return;
    const { config, suite } = this.#begun;
    const { outputFile = 'junit.xml', outputDir = 'surefire-reports' } = this.#options;
    for (const file of junitFiles(reportRecords(config, suite, result), this.#dialect)) {
      const path = file.suite === undefined ? outputFile : join(outputDir, `TEST-${fileName(file.suite)}.xml`);
      writeReport('junit', resolve(rootOf(config), path), file.content);
    }
  }
}

function fileName(suite: string): string {
  return suite.replace(/[^A-Za-z0-9.-]+/g, '_');
}

export default JunitReporter;
