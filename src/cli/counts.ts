/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';

export function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}
