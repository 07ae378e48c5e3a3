import { expect, test } from '@playwright/test';
import { parseChord } from './chord.ts';

for (const [text, key, modifiers] of [
  ['a', 'a', []],
  ['Enter', 'Enter', []],
  ['enter', 'Enter', []],
  ['Control+Shift+S', 'S', ['Control', 'Shift']],
  ['ctrl+z', 'z', ['Control']],
  ['ControlOrMeta+A', 'A', ['Control']],
  ['Alt+F4', 'F4', ['Alt']],
  ['+', '+', []],
  ['Control++', '+', ['Control']],
  ['Space', ' ', []],
  ['é', 'é', []],
  ['Shift', 'Shift', []],
] as const) {
  test(`${text} is the key ${JSON.stringify(key)} with [${modifiers}]`, () => {
    expect(parseChord(text, { controlOrMeta: 'Control' })).toEqual({ key, modifiers });
  });
}

test('the main modifier is Command on macOS', () => {
  expect(parseChord('ControlOrMeta+A', { controlOrMeta: 'Meta' }).modifiers).toEqual(['Meta']);
});

test('a key that no keyboard has is named with the one that was meant', () => {
  expect(() => parseChord('Entre', { controlOrMeta: 'Control' })).toThrow(
    /SELECTOR_INVALID: "Entre".*did you mean "Enter"/u,
  );
  expect(() => parseChord('Strg+A', { controlOrMeta: 'Control' })).toThrow(
    /"Strg" in the key chord "Strg\+A" is no modifier/u,
  );
  expect(() => parseChord('', { controlOrMeta: 'Control' })).toThrow('SELECTOR_INVALID');
});
