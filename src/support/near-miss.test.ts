import { expect, test } from '@playwright/test';
import { didYouMean, nearest } from './near-miss.ts';

test('finds the word that was meant', () => {
  const words = ['apps', 'specs', 'screen', 'reporters'];
  expect(nearest('aps', words)).toBe('apps');
  expect(nearest('spces', words)).toBe('specs');
  expect(nearest('Reporter', words)).toBe('reporters');
});

test('guesses nothing when nothing is near', () => {
  expect(nearest('colour', ['apps', 'specs'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
  expect(didYouMean('zzz', ['apps'])).toBe('');
});
