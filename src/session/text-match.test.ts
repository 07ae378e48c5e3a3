import { expect, test } from '@playwright/test';
import { fold, matchesText, quoted, spokenName, textMatch } from './text-match.ts';

test('texts are folded to what a person reads', () => {
  expect(fold('  Save\n\tAs...  ')).toBe('Save As…');
});

for (const [text, spoken] of [
  ['Save _As…', 'save as'],
  ['&Open...', 'open'],
  ['Copy', 'copy'],
  ['Find & Replace', 'find & replace'],
  ['Save As...      ', 'save as'],
] as const) {
  test(`"${text}" is called "${spoken}"`, () => {
    expect(spokenName(text)).toBe(spoken);
  });
}

test('an empty pattern matches everything, an exact empty one only nothing', () => {
  expect(matchesText(textMatch(''), 'anything')).toBe(true);
  expect(matchesText(textMatch('', true), 'anything')).toBe(false);
  expect(matchesText(textMatch('', true), ' ')).toBe(true);
});

test('quoted text is TypeScript that gives the text back', () => {
  const text = `it's a \\ "test"\n\t`;
  expect(new Function(`return ${quoted(text)}`)()).toBe(text);
});
