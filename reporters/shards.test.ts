import { expect, test } from '@playwright/test';
import { split } from './shards.ts';

const units = Array.from({ length: 100 }, (_, index) => ({
  name: `${index}.spec.ts`,
  durationMs: ((index * 7919) % 101) * 100,
}));

test('shards take equally long, and hold every unit exactly once', () => {
  const parts = split(units, 7);
  expect(parts.flat().toSorted((a, b) => units.indexOf(a) - units.indexOf(b))).toEqual(units);
  const sums = parts.map((part) => part.reduce((sum, { durationMs }) => sum + durationMs, 0));
  expect(Math.max(...sums) - Math.min(...sums)).toBeLessThan(1000);
});

test('the order in which a machine finds the files does not matter', () => {
  expect(split(units.toReversed(), 3)).toEqual(split(units, 3));
});

test('more shards than units leave some without work', () => {
  expect(split(units.slice(0, 2), 3).map(({ length }) => length)).toEqual([1, 1, 0]);
});
