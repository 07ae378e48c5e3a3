/** A CTRF JSON report: `['ctrf', { outputFile: 'reports/ctrf.json' }]`. */
import { resolve } from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { type CtrfOptions, ctrfDocument } from './ctrf-document.ts';
import { reportRecords } from './report-records.ts';
import { rootOf } from './test-record.ts';
import { writeReport } from './write-report.ts';

export interface CtrfReporterOptions extends CtrfOptions {
  /** Relative to the configuration file (default: `ctrf.json`). */
  readonly outputFile?: string;
}

class CtrfReporter implements Reporter {
  readonly #options: CtrfReporterOptions;
  #begun: { readonly config: FullConfig; readonly suite: Suite } | undefined;

  constructor(options: CtrfReporterOptions = {}) {
    this.#options = options;
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
    const document = ctrfDocument(reportRecords(config, suite, result), config.version, this.#options);
    const path = resolve(rootOf(config), this.#options.outputFile ?? 'ctrf.json');
    writeReport('ctrf', path, `${JSON.stringify(document, null, 2)}\n`);
  }
}

export default CtrfReporter;
