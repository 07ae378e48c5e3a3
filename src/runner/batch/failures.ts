/** The failed rows of a batch, kept small however many there are: the first in full, the next by their keys, the rest as a number. */
import type { BatchCounts } from '../../contracts/annotation.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { setIn } from '../test-part.ts';
import type { RowResult } from './table.ts';

const inFull = 10;
const byKey = 100;
const longestError = 2_000;

export class BatchFailures {
  readonly #first: RowResult[] = [];
  readonly #keys: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(result: RowResult): void {
    this.#count++;
    if (this.#first.length < inFull) this.#first.push(result);
    else if (this.#keys.length < byKey) this.#keys.push(result.key);
  }

  error(batch: string, counts: BatchCounts, table: string): CodexqaError {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const others = Object.entries(counts)
      .filter(([status, count]) => count > 0 && status !== 'failed' && status !== 'invalid')
      .map(([status, count]) => `${count} ${status === 'carried' ? 'carried over' : status.replace('-', ' ')}`);
    const rest = others.length === 0 ? '' : `; ${others.join(', ')}`;
    const rows = this.#count === 1 ? '1 row' : `${this.#count} rows`;
    const sentence = `${rows} of ${total} failed in batch "${batch}"${rest}${this.#first.map(rowLines).join('')}${this.#more()}`;
    return new CodexqaError('BATCH_FAILED', sentence, {
      fix: `all rows are in ${table} of the report; a retry or \`npx codexqa resume\` runs only those that have not passed`,
      facts: { ...counts },
    });
  }

  #more(): string {
    const left = this.#count - this.#first.length;
    if (left === 0) return '';
    const unnamed = left - this.#keys.length;
    return `\n\n  and ${left} more: ${this.#keys.join(', ')}${unnamed > 0 ? ` and ${unnamed} others` : ''}`;
  }
}

function rowLines({ key, place, status, error = '' }: RowResult): string {
  const cut = error.length > longestError ? `${error.slice(0, longestError)} …` : error;
  const where = place === key ? '' : ` (${place})`;
  const what = status === 'invalid' ? `it cannot be read: ${cut}` : cut;
  return `\n\n  row ${key}${where}: ${setIn(what)}`;
}
