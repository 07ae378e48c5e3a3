/** `batch()`: the same check for every row of a file, list or stream, each with a result of its own that survives a kill. */
import { dirname } from 'node:path';
import { annotationTypes, type BatchCounts, batchText } from '../../contracts/annotation.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { type CurrentTest, currentTest } from '../current-test.ts';
import { openControl } from '../run-journal.ts';
import { step } from '../steps.ts';
import { runPart, withoutTimeout } from '../test-part.ts';
import { BatchFailures } from './failures.ts';
import { type KeyOption, rowKey } from './key.ts';
import { BatchProgress } from './progress.ts';
import { RowSource, type SourceRow } from './source.ts';
import { duplicateWords, surveyRows } from './survey.ts';
import { BatchTable, type RowResult } from './table.ts';

export interface BatchOptions<T> {
  /** `fromCsv(…)`, `fromJson(…)`, `fromFiles(…)`, or anything that can be iterated, also asynchronously. */
  readonly items: RowSource<T> | Iterable<T> | AsyncIterable<T>;
  /** What tells one row from the others, in every run: a member of the item, or a function. Files and texts are their own. */
  readonly key?: KeyOption<T>;
  /** Rows at a time (1). More only for rows that do not share the desktop. */
  readonly concurrency?: number | undefined;
  /** Go on behind a failed row (true). */
  readonly continueOnError?: boolean | undefined;
  /** Milliseconds for one row: the test's time-out by default, which itself stands still during a batch. 0: no limit. */
  readonly timeout?: number | undefined;
  /** A batch without a single row passes (false). */
  readonly allowEmpty?: boolean | undefined;
}

/** Which row is at work. */
export interface BatchRow {
  readonly key: string;
  /** `prices.csv line 12`, `item 3`. */
  readonly place: string;
}

type Check<T> = (item: T, row: BatchRow) => unknown;

/** So many rows are steps of the report; of later ones only those that failed. */
const mostSteps = 1_000;

/**
 * Runs `check` for every row. In a retry or a resumed run only rows that have not passed yet, or are not what they were, run again.
 *
 * @param name unique in its test
 * @throws BATCH_FAILED at the end, naming the rows; BATCH_KEY_DUPLICATE, BATCH_FILE_INVALID and BATCH_EMPTY before the first row
 * @example
 * const prices = fromCsv('prices.csv', { columns: { id: String, price: Number } });
 * await batch('prices', { items: prices, key: 'id' }, async ({ id, price }) => {
 *   await expect(catalogue.getByRole('cell', { name: id })).toHaveText(String(price));
 * });
 */
export async function batch<T>(name: string, options: BatchOptions<T>, check: Check<T>): Promise<BatchCounts> {
  const running = currentTest('batch');
  assertOptions(name, options);
  running.claim(`batch ${name}`);
  return step(`batch ${name}`, () => new Batch(running, name, options, check).run());
}

class Batch<T> {
  readonly #running: CurrentTest;
  readonly #name: string;
  readonly #options: BatchOptions<T>;
  readonly #check: Check<T>;
  readonly #source: RowSource<T>;
  readonly #counts = { passed: 0, failed: 0, invalid: 0, carried: 0 };
  readonly #failures = new BatchFailures();
  /** Where each key was seen; keys and numbers are all that is kept of a row. */
  readonly #seen = new Map<string, number>();
  readonly #control = openControl();
  #ran = 0;
  #stopped = false;

  constructor(running: CurrentTest, name: string, options: BatchOptions<T>, check: Check<T>) {
    this.#running = running;
    this.#name = name;
    this.#options = options;
    this.#check = check;
    this.#source = sourceOf(options.items);
  }

  async run(): Promise<BatchCounts> {
    const { testInfo } = this.#running;
    const { allowEmpty = false, items } = this.#options;
    const { configFile, rootDir } = testInfo.config;
    const root = configFile === undefined ? rootDir : dirname(configFile);
    const keyOf = (item: T) => rowKey(item, this.#options.key, this.#source.ownKey);
    const total = isReadOnce(items) ? undefined : await surveyRows(this.#name, this.#source, root, keyOf);
    if (total === 0 && !allowEmpty) throw empty(this.#name);
    const table = new BatchTable(testInfo, this.#name);
    try {
      await this.#all(root, total, table);
    } finally {
      table.attach();
      const description = batchText(this.#name, this.#countsOf(total));
      testInfo.annotations.push({ type: annotationTypes.batch, description });
    }
    if (this.#done === 0 && !allowEmpty) throw empty(this.#name);
    const counts = this.#countsOf(total);
    if (this.#failures.count > 0) throw this.#failures.error(this.#name, counts, table.name);
    return counts;
  }

  async #all(root: string, total: number | undefined, table: BatchTable): Promise<void> {
    const { testInfo } = this.#running;
    const progress = new BatchProgress(this.#name, testInfo.workerIndex, total);
    const rows = oneByOne(this.#source.read(root));
    const lane = async (testTimeoutMs: number): Promise<void> => {
      for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
        if (this.#stopped) return;
        await this.#running.beforePart();
        this.#note(await this.#row(next.value, testTimeoutMs), table);
        progress.tell({ ...this.#counts });
      }
    };
    const { concurrency = 1 } = this.#options;
    try {
      await withoutTimeout(testInfo, async (testTimeoutMs) => {
        const lanes = Array.from({ length: concurrency }, () =>
          lane(testTimeoutMs).catch((error) => this.#stop(error)),
        );
        await Promise.all(lanes);
      });
    } finally {
      progress.end();
    }
  }

  /** The other lanes end after their row. */
  #stop(error: unknown): never {
    this.#stopped = true;
    throw error;
  }

  get #done(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  #countsOf(total: number | undefined): BatchCounts {
    return { ...this.#counts, 'not-run': Math.max(0, (total ?? 0) - this.#done) };
  }

  async #row(row: SourceRow<T>, testTimeoutMs: number): Promise<RowResult & { readonly digest: string }> {
    const place = this.#source.placeOf(row.at);
    const invalid = (key: string, error: string) =>
      ({ key, place, status: 'invalid', durationMs: 0, error, digest: '' }) as const;
    if ('fault' in row) return invalid(place, row.fault);
    const found = rowKey(row.item, this.#options.key, this.#source.ownKey);
    if ('fault' in found) return invalid(place, found.fault);
    const { key } = found;
    const before = this.#seen.get(key);
    if (before !== undefined) return invalid(key, duplicateWords(key, this.#source.placeOf(before), place));
    this.#seen.set(key, row.at);
    const digest = digestOfRow(row.item, key);
    if (this.#running.memory.rows.get(this.#name)?.get(key)?.digest === digest) {
      return { key, place, status: 'carried', durationMs: 0, digest };
    }
    // what comes after a row that ran is never recalled
    this.#running.isPastMemory = true;
    const { testInfo } = this.#running;
    const result = await runPart({
      title: `row ${key}`,
      timeoutMs: this.#options.timeout ?? testTimeoutMs,
      isStep: this.#ran++ < mostSteps,
      isHeld: () => this.#control?.read().wish === 'pause',
      softErrors: () => testInfo.errors,
      check: () => this.#check(row.item, { key, place }),
    });
    return { key, place, digest, ...result };
  }

  #note({ digest, ...result }: RowResult & { readonly digest: string }, table: BatchTable): void {
    const { testInfo, journal } = this.#running;
    const { key, status, durationMs, error } = result;
    const { testId, retry } = testInfo;
    const told = error === undefined ? {} : { error };
    journal.append({ kind: 'batch-row', testId, retry, batch: this.#name, key, digest, status, durationMs, ...told });
    this.#counts[status]++;
    table.add(result);
    if (status !== 'failed' && status !== 'invalid') return;
    this.#failures.add(result);
    if (this.#options.continueOnError === false) this.#stopped = true;
  }
}

function sourceOf<T>(items: BatchOptions<T>['items']): RowSource<T> {
  if (items instanceof RowSource) return items;
  return new RowSource(
    () => numbered(items),
    (at) => `item ${at}`,
  );
}

async function* numbered<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<SourceRow<T>> {
  let at = 0;
  for await (const item of items) yield { at: ++at, item };
}

async function* oneByOne<T>(rows: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* rows;
}

/** Generators and other iterators give themselves: what was read of them is gone. */
function isReadOnce<T>(items: BatchOptions<T>['items']): boolean {
  if (items instanceof RowSource) return false;
  const iterator: unknown = Symbol.iterator in items ? items[Symbol.iterator]() : items[Symbol.asyncIterator]();
  return iterator === items || Symbol.asyncIterator in items;
}

/** A row that JSON cannot carry is known by its key alone. */
function digestOfRow(item: unknown, key: string): string {
  try {
    return digestOf(canonicalJson(item));
  } catch {
    return digestOf(key);
  }
}

/** @throws SPEC_INVALID */
function assertOptions<T>(name: string, { items, concurrency = 1, timeout = 0 }: BatchOptions<T>): void {
  if (typeof items === 'string') refuse(name, `items to be rows, saw the text "${items}"; did you mean fromCsv()?`);
  const isIterable = Symbol.iterator in Object(items) || Symbol.asyncIterator in Object(items);
  if (!isIterable && !((items as unknown) instanceof RowSource))
    refuse(name, `items to be iterable, saw ${typeof items}`);
  if (!Number.isInteger(concurrency) || concurrency < 1)
    refuse(name, `concurrency to be a whole number from 1, saw ${concurrency}`);
  if (!(timeout >= 0)) refuse(name, `timeout to be milliseconds from 0, saw ${timeout}`);
}

function refuse(name: string, sentence: string): never {
  throw new CodexqaError('SPEC_INVALID', `batch "${name}" expects ${sentence}`);
}

function empty(name: string): CodexqaError {
  return new CodexqaError('BATCH_EMPTY', `batch "${name}" has no rows, so it has checked nothing`, {
    fix: 'check the path or the pattern of its items; `allowEmpty: true` when nothing is right',
  });
}
