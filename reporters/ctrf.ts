/** A CTRF JSON report: `['ctrf', { outputFile: 'reports/ctrf.json' }]`. */
import { resolve } from 'node:path';
import type { FullConfig } from '@playwright/test/reporter';
import type { EffectiveResults } from '../src/journal/effective-results.ts';
import { type CtrfOptions, ctrfDocument } from './ctrf-document.ts';
import { RecordsReporter } from './report-records.ts';
import { rootOf } from './test-record.ts';
import { writeReport } from './write-report.ts';

export interface CtrfReporterOptions extends CtrfOptions {
  /** Relative to the configuration file (default: `ctrf.json`). */
  readonly outputFile?: string;
}

class CtrfReporter extends RecordsReporter {
  readonly #options: CtrfReporterOptions;

  constructor(options: CtrfReporterOptions = {}) {
    super();
    this.#options = options;
  }

  protected override write(results: EffectiveResults, config: FullConfig): void {
    const document = ctrfDocument(results, config.version, this.#options);
    const path = resolve(rootOf(config), this.#options.outputFile ?? 'ctrf.json');
    writeReport('ctrf', path, `${JSON.stringify(document, null, 2)}\n`);
  }
}

export default CtrfReporter;
