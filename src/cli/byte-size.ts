/** Sizes in bytes as people write and read them: `500MB`, `1.5 GB`. */
import { InvalidArgumentError } from 'commander';

const units = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** For an option of the command line. */
export function parseSize(text: string): number {
  const [, number = '', unit = 'B'] = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)?$/i.exec(text) ?? [];
  if (number === '') throw new InvalidArgumentError('Expected a size like 500MB or 2GB.');
  return Number(number) * units[unit.toUpperCase() as keyof typeof units];
}

export function sizeText(bytes: number): string {
  const [unit, factor] = Object.entries(units).findLast(([, size]) => bytes >= size) ?? ['B', 1];
  return `${factor === 1 ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}
