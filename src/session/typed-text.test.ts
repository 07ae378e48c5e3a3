import { expect, test } from '@playwright/test';
import { characterCount, isInsertion } from './typed-text.ts';

for (const [before, text, after, fits] of [
  ['', 'abc', 'abc', true],
  ['abc', 'X', 'abXc', true],
  ['abc', 'X', 'aXc', true],
  ['abc', 'X', 'X', true],
  ['aaa', 'a', 'aaaa', true],
  ['abc', 'X', 'abc', false],
  ['abc', 'XY', 'abcX', false],
  ['abc', 'XY', 'abcXYZ', false],
  ['abc', '', 'abc', true],
  ['abc', 'x', 'abcX', false],
  ['one two', 'ne', 'onene two', true],
  ['😀', '日', '😀日', true],
] as const) {
  test(`typing ${JSON.stringify(text)} into ${JSON.stringify(before)} ${fits ? 'gives' : 'cannot give'} ${JSON.stringify(after)}`, () => {
    expect(isInsertion(before, text, after)).toBe(fits);
  });
}

test('characters are counted as people count them', () => {
  expect(characterCount('a😀b')).toBe(3);
});
