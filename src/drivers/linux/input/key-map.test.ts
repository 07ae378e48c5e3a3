import { expect, test } from '@playwright/test';
import { KeyMap } from './key-map.ts';
import { keysymOfCharacter, keysymOfKey } from './keysyms.ts';

const a = 0x61;
const capitalA = 0x41;
const shift = 0xffe1;
const volume = 0x1008ff13;

/** Key 38 is A, key 50 Shift, keys 208 to 211 are spare, key 212 is a modifier. */
function keyboard(): KeyMap {
  const rows = Array.from({ length: 213 - 8 }, (): number[] => [0, 0]);
  rows[38 - 8] = [a, capitalA];
  rows[50 - 8] = [shift, 0];
  rows[209 - 8] = [volume, 0];
  rows[212 - 8] = [0, 0xffe9];
  return new KeyMap(8, rows, new Set([50, 212]));
}

const han = (index: number): number => keysymOfCharacter(String.fromCodePoint(0x4e00 + index));

test('symbols of the layout need no binding', () => {
  const map = keyboard();
  expect(map.strokeOf(a)).toEqual({ keycode: 38, shift: false });
  expect(map.strokeOf(capitalA)).toEqual({ keycode: 38, shift: true });
  expect(map.plan([a, capitalA, a])).toEqual({ count: 3, bindings: [], reusesKeys: false });
});

test('spare keys are those without a symbol or with a vendor symbol, modifiers excepted', () => {
  expect(keyboard().spareCount).toBe(4);
});

test('new symbols take neighbouring keys in one request, and keep them', () => {
  const map = keyboard();
  const plan = map.plan([han(0), a, han(1), han(0)]);
  expect(plan).toEqual({ count: 4, bindings: [{ first: 208, keysyms: [han(0), han(1)] }], reusesKeys: false });
  expect(map.strokeOf(han(1))).toEqual({ keycode: 209, shift: false });
  expect(map.plan([han(1)])).toEqual({ count: 1, bindings: [], reusesKeys: false });
});

test('a text of more symbols than spare keys goes in parts, the later ones on keys that were pressed', () => {
  const map = keyboard();
  const symbols = [0, 1, 2, 3, 4, 5].map(han);
  const first = map.plan(symbols);
  expect(first).toMatchObject({ count: 4, reusesKeys: false });
  const second = map.plan(symbols.slice(4));
  expect(second).toEqual({ count: 2, bindings: [{ first: 208, keysyms: [han(4), han(5)] }], reusesKeys: true });
  expect(map.strokeOf(han(0))).toBeUndefined();
  expect(map.strokeOf(han(2))).toEqual({ keycode: 210, shift: false });
});

test('the key unused for longest is given away', () => {
  const map = keyboard();
  map.plan([0, 1, 2, 3].map(han));
  map.plan([han(0)]);
  expect(map.plan([han(9)]).bindings).toEqual([{ first: 209, keysyms: [han(9)] }]);
});

test('a symbol of the same text is never given away', () => {
  const map = keyboard();
  map.plan([0, 1, 2, 3].map(han));
  const plan = map.plan([han(9), han(0), han(1)]);
  expect(plan).toEqual({ count: 3, bindings: [{ first: 210, keysyms: [han(9)] }], reusesKeys: true });
});

test('key symbols of names and characters', () => {
  expect(keysymOfKey('Enter')).toBe(0xff0d);
  expect(keysymOfKey('F1')).toBe(0xffbe);
  expect(keysymOfKey('F24')).toBe(0xffd5);
  expect(keysymOfKey('F36')).toBeUndefined();
  expect(keysymOfKey('constructor')).toBeUndefined();
  expect(keysymOfKey('')).toBeUndefined();
  expect(keysymOfKey('é')).toBe(0xe9);
  expect(keysymOfKey('😀')).toBe(0x0101f600);
  expect(keysymOfCharacter('\n')).toBe(0xff0d);
  expect(keysymOfCharacter('\u0085')).toBe(0x01000085);
});
