/** Every row of a batch as a table, written row by row: CSV for people, JSON for programs, both attached to the test. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { RowStatus } from '../../contracts/journal.ts';
import { fileName } from '../attachment-name.ts';

export interface RowResult {
  readonly key: string;
  /** `prices.csv line 12`. */
  readonly place: string;
  readonly status: RowStatus;
  readonly durationMs: number;
  readonly error?: string;
}

const columns = ['key', 'place', 'status', 'durationMs', 'error'] as const;

export class BatchTable {
  /** Of the CSV. */
  readonly name: string;
  readonly #testInfo: TestInfo;
  readonly #csv: OpenFile;
  readonly #json: OpenFile;
  #rows = 0;

  constructor(testInfo: TestInfo, batch: string) {
    const base = `batch-${fileName(batch)}`;
    this.name = `${base}.csv`;
    this.#testInfo = testInfo;
    this.#csv = new OpenFile(testInfo.outputPath(this.name));
    this.#json = new OpenFile(testInfo.outputPath(`${base}.json`));
    // the mark at the beginning tells spreadsheets that it is UTF-8
    this.#csv.write(`\ufeff${columns.join(',')}\r\n`);
    this.#json.write('[');
  }

  add(result: RowResult): void {
    this.#csv.write(`${columns.map((column) => cell(result[column])).join(',')}\r\n`);
    this.#json.write(`${this.#rows++ === 0 ? '' : ','}\n${JSON.stringify(result)}`);
  }

  attach(): void {
    this.#json.write('\n]\n');
    const files = [
      { file: this.#csv, contentType: 'text/csv', name: this.name },
      { file: this.#json, contentType: 'application/json', name: this.name.replace(/csv$/, 'json') },
    ];
    for (const { file, contentType, name } of files) {
      file.close();
      this.#testInfo.attachments.push({ name, path: file.path, contentType });
    }
  }
}

class OpenFile {
  readonly path: string;
  readonly #file: number;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'w');
  }

  write(text: string): void {
    writeSync(this.#file, text);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe: error messages are written by applications. */
function cell(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
