/** Where the rows of a batch come from: files, CSV, JSON. A row that cannot be read is told as such, and the others go on. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { didYouMean } from '../../support/near-miss.ts';
import { type Cells, type Columns, type RowOf, readCells } from './cells.ts';

/** `at` says where the row stands in its source: a line, a number. */
export type SourceRow<T> = { readonly at: number; readonly item: T } | { readonly at: number; readonly fault: string };

/** Rows that can be read more than once, so that a batch knows how many there are, and whether their keys are unique, before it begins. */
export class RowSource<T> {
  /** Relative paths are taken from `root`, the project's root folder. @throws BATCH_FILE_INVALID */
  readonly read: (root: string) => AsyncIterable<SourceRow<T>> | Iterable<SourceRow<T>>;
  /** `prices.csv line 12`. */
  readonly placeOf: (at: number) => string;
  /** The key of a row when the batch names none. */
  readonly ownKey: ((item: T) => string) | undefined;

  constructor(
    read: (root: string) => AsyncIterable<SourceRow<T>> | Iterable<SourceRow<T>>,
    placeOf: (at: number) => string,
    ownKey?: (item: T) => string,
  ) {
    this.read = read;
    this.placeOf = placeOf;
    this.ownKey = ownKey;
  }
}

export interface FileItem {
  /** Absolute. */
  readonly path: string;
  /** Relative to the project's root folder, with forward slashes; the key of the row. */
  readonly name: string;
  readonly bytes: number;
  /** Unix time in ms: a file that was written since is checked again. */
  readonly modifiedAt: number;
}

export interface FilesOptions {
  /** Patterns of files to leave out. */
  readonly ignore?: readonly string[] | undefined;
}

/** The files that match, sorted by name: `fromFiles('documents/*.odt')`. */
export function fromFiles(
  patterns: string | readonly string[],
  { ignore = [] }: FilesOptions = {},
): RowSource<FileItem> {
  const wanted = typeof patterns === 'string' ? [patterns] : [...patterns];
  return new RowSource(
    (root) => files(root, wanted, [...ignore]),
    (at) => `file ${at}`,
    ({ name }) => name,
  );
}

export interface CsvOptions<C extends Columns | undefined = undefined> {
  /** How each column is read: `{ price: Number, due: (text) => new Date(text) }`; only these are kept. Without it all, as texts. */
  readonly columns?: C;
  /** What stands between two cells (`,`). */
  readonly delimiter?: string | undefined;
}

/** The rows of a CSV file with a head line. Cells that cannot be read make their row bad, by its line and column. */
export function fromCsv(path: string, options?: CsvOptions): RowSource<Cells>;
export function fromCsv<C extends Columns>(path: string, options: CsvOptions<C>): RowSource<RowOf<C>>;
export function fromCsv<C extends Columns>(
  path: string,
  { columns, delimiter = ',' }: CsvOptions<C | undefined> = {},
): RowSource<Cells | RowOf<C>> {
  return new RowSource(
    (root) => csvRows(resolve(root, path), delimiter, columns),
    (at) => `${basename(path)} line ${at}`,
  );
}

/** The items of a JSON file that holds a list, or of a `.jsonl` file with one on each line. */
export function fromJson<T>(path: string): RowSource<T> {
  const perLine = /\.(jsonl|ndjson)$/.test(path);
  return new RowSource(
    (root) => (perLine ? jsonLines<T>(resolve(root, path)) : jsonItems<T>(resolve(root, path))),
    (at) => `${basename(path)} ${perLine ? 'line' : 'item'} ${at}`,
  );
}

// what reads a source is loaded with the first batch that has it: every worker reads this module

async function* files(root: string, patterns: string[], ignore: string[]): AsyncGenerator<SourceRow<FileItem>> {
  const { default: fg } = await import('fast-glob');
  const names = fg.sync(patterns, { cwd: root, ignore, onlyFiles: true, unique: true }).sort();
  for (const [index, name] of names.entries()) {
    const path = join(root, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) yield { at: index + 1, fault: `${name} is gone` };
    else yield { at: index + 1, item: { path, name, bytes: found.size, modifiedAt: found.mtimeMs } };
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function* csvRows<C extends Columns>(
  path: string,
  delimiter: string,
  columns: C | undefined,
): AsyncGenerator<SourceRow<Cells | RowOf<C>>> {
  const { parse } = await import('csv-parse');
  // the number of cells is judged here, row by row; a quote in the wrong place is the parser's to refuse
  const parser = parse({ bom: true, info: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  const stream = createReadStream(path);
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  let head: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (head === undefined) {
        head = csvHead(path, record, columns);
        continue;
      }
      // the line the record begins on
      const at = info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      yield csvRow(at, head, record, columns);
    }
  } catch (cause) {
    throw cause instanceof CodexqaError ? cause : unreadable(path, misquoted(cause) ?? cause);
  } finally {
    stream.destroy();
  }
  if (head === undefined)
    throw unreadable(path, new Error('it is empty, expected a line with the names of its columns'));
}

/** From a quote in the wrong place on nobody knows where a row ends, so this is the file's fault and not a row's. */
function misquoted(cause: unknown): Error | undefined {
  const { code, lines } = cause as { readonly code?: string; readonly lines?: number };
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new Error('it ends inside a quoted cell: a quote is never closed');
  if (code !== 'CSV_INVALID_CLOSING_QUOTE') return undefined;
  return new Error(`line ${lines} has a quote in the wrong place; inside a quoted cell it is written twice`);
}

function csvHead(path: string, names: readonly string[], columns: Columns | undefined): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw unreadable(path, new Error(`its head line has the column "${twice}" twice`));
  const missing = Object.keys(columns ?? {}).find((name) => !names.includes(name));
  if (missing === undefined) return names;
  throw unreadable(
    path,
    new Error(`it has no column "${missing}"${didYouMean(missing, names)}, it has ${names.join(', ')}`),
  );
}

function csvRow<C extends Columns>(
  at: number,
  head: readonly string[],
  record: readonly string[],
  columns: C | undefined,
): SourceRow<Cells | RowOf<C>> {
  if (record.length > head.length)
    return { at, fault: `it has ${record.length} cells, but there are ${head.length} columns` };
  if (record.length < head.length) return { at, fault: `column "${head[record.length]}": there is no such cell` };
  const cells: Cells = Object.fromEntries(head.map((name, index) => [name, record[index] ?? '']));
  if (columns === undefined) return { at, item: cells };
  const read = readCells(cells, columns);
  return 'fault' in read ? { at, fault: read.fault } : { at, item: read.row };
}

function* jsonItems<T>(path: string): Generator<SourceRow<T>> {
  const list = parsed(path);
  if (!Array.isArray(list)) throw unreadable(path, new Error('expected a list of items'));
  for (const [index, item] of (list as readonly T[]).entries()) {
    const at = index + 1;
    yield item === null ? { at, fault: 'it is null' } : { at, item };
  }
}

function* jsonLines<T>(path: string): Generator<SourceRow<T>> {
  for (const [index, line] of textOf(path).split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = index + 1;
    try {
      yield { at, item: JSON.parse(line) as T };
    } catch (error) {
      yield { at, fault: `it is not JSON: ${reasonOf(error)}` };
    }
  }
}

function parsed(path: string): unknown {
  const text = textOf(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): CodexqaError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const reason = missing ? 'there is no such file' : reasonOf(cause);
  return new CodexqaError('BATCH_FILE_INVALID', `the rows of ${path} cannot be read: ${reason}`, {
    fix: missing ? 'paths are taken from the folder of codexqa.config.ts' : 'correct the file; no row of it was run',
    cause,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
