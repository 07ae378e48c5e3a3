/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';
import { type StatusCounts, testStatuses } from '../journal/results.ts';

export function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** `3 passed, 1 failed`; empty when there are none. */
export function countsText(counts: Readonly<Partial<StatusCounts>>): string {
  return testStatuses.flatMap((status) => ((counts[status] ?? 0) > 0 ? `${counts[status]} ${status}` : [])).join(', ');
}
