/** Looks through the rows of a batch before the first one runs: a key that is there twice must not come out after a night. */
import { CodexqaError } from '../../contracts/errors.ts';
import type { RowKey } from './key.ts';
import type { RowSource } from './source.ts';

const shownDuplicates = 10;

/** How many rows there are. @throws BATCH_KEY_DUPLICATE naming both rows of each pair, BATCH_FILE_INVALID */
export async function surveyRows<T>(
  batch: string,
  source: RowSource<T>,
  root: string,
  keyOf: (item: T) => RowKey,
): Promise<number> {
  const seen = new Map<string, number>();
  const twice: string[] = [];
  let count = 0;
  for await (const row of source.read(root)) {
    count++;
    const found = 'fault' in row ? undefined : keyOf(row.item);
    if (found === undefined || 'fault' in found) continue;
    const before = seen.get(found.key);
    if (before === undefined) seen.set(found.key, row.at);
    else twice.push(duplicateWords(found.key, source.placeOf(before), source.placeOf(row.at)));
  }
  if (twice.length === 0) return count;
  const more = twice.length > shownDuplicates ? [`and ${twice.length - shownDuplicates} more`] : [];
  const list = [...twice.slice(0, shownDuplicates), ...more].join('\n  ');
  throw new CodexqaError('BATCH_KEY_DUPLICATE', `batch "${batch}" has rows that nothing tells apart:\n  ${list}`, {
    fix: 'correct the rows, or take a key that each row has for itself; no row was run',
  });
}

export function duplicateWords(key: string, first: string, second: string): string {
  return `${first} and ${second} have the same key "${key}"`;
}
