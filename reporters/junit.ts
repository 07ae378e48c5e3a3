/** JUnit XML in a dialect: `['junit', { dialect: 'jenkins', outputFile: 'reports/junit.xml' }]`. */
import { join, resolve } from 'node:path';
import type { FullConfig } from '@playwright/test/reporter';
import { CodexqaError } from '../src/contracts/errors.ts';
import type { EffectiveResults } from '../src/journal/effective-results.ts';
import { didYouMean } from '../src/support/near-miss.ts';
import { type JunitDialect, junitDialects } from './junit-dialects.ts';
import { junitFiles } from './junit-document.ts';
import { RecordsReporter } from './report-records.ts';
import { rootOf } from './test-record.ts';
import { writeReport } from './write-report.ts';

export interface JunitReporterOptions {
  readonly dialect?: JunitDialect;
  /** For `strict` and `jenkins`; relative to the configuration file (default: `junit.xml`). */
  readonly outputFile?: string;
  /** For `surefire`, which has a file for each suite (default: `surefire-reports`). */
  readonly outputDir?: string;
}

class JunitReporter extends RecordsReporter {
  readonly #options: JunitReporterOptions;
  readonly #dialect: JunitDialect;

  /** @throws CONFIG_INVALID */
  constructor(options: JunitReporterOptions = {}) {
    super();
    this.#options = options;
    const { dialect = 'jenkins' } = options;
    if (!junitDialects.includes(dialect)) {
      const known = junitDialects.join(', ');
      const sentence = `expected a dialect of JUnit (${known}), saw "${dialect}"${didYouMean(dialect, junitDialects)}`;
      throw new CodexqaError('CONFIG_INVALID', sentence, { fix: `set dialect to one of ${known}` });
    }
    this.#dialect = dialect;
  }

  protected override write(results: EffectiveResults, config: FullConfig): void {
    const { outputFile = 'junit.xml', outputDir = 'surefire-reports' } = this.#options;
    for (const file of junitFiles(results, this.#dialect)) {
      const path = file.suite === undefined ? outputFile : join(outputDir, `TEST-${fileName(file.suite)}.xml`);
      writeReport('junit', resolve(rootOf(config), path), file.content);
    }
  }
}

function fileName(suite: string): string {
  return suite.replace(/[^A-Za-z0-9.-]+/g, '_');
}

export default JunitReporter;
