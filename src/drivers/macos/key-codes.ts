/** Keys of the contract as virtual key codes of macOS; characters go as Unicode, so the layout does not matter. */
import type { KeyChord, Modifier } from '../../contracts/act.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { KeyEvent } from './backend.ts';

const named: Readonly<Record<string, number>> = {
  Enter: 36,
  Tab: 48,
  ' ': 49,
  Space: 49,
  Backspace: 51,
  Escape: 53,
  Home: 115,
  PageUp: 116,
  Delete: 117,
  End: 119,
  PageDown: 121,
  ArrowLeft: 123,
  ArrowRight: 124,
  ArrowDown: 125,
  ArrowUp: 126,
  F1: 122,
  F2: 120,
  F3: 99,
  F4: 118,
  F5: 96,
  F6: 97,
  F7: 98,
  F8: 100,
  F9: 101,
  F10: 109,
  F11: 103,
  F12: 111,
};

/** ANSI letters and digits: shortcuts are matched by key code as well as by character. */
const letters: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['asdfhgzxcv', 0],
    ['bqweryt', 11],
  ].flatMap(([keys, first]) =>
    [...String(keys)].map((key, at) => [key, Number(first) + at + (first === 0 && at > 9 ? 1 : 0)]),
  ),
);
const others: Readonly<Record<string, number>> = {
  '1': 18,
  '2': 19,
  '3': 20,
  '4': 21,
  '6': 22,
  '5': 23,
  '9': 25,
  '7': 26,
  '8': 28,
  '0': 29,
  o: 31,
  u: 32,
  i: 34,
  p: 35,
  l: 37,
  j: 38,
  k: 40,
  n: 45,
  m: 46,
};

const flagBits: Readonly<Record<Modifier, number>> = {
  Shift: 0x20000,
  Control: 0x40000,
  Alt: 0x80000,
  Meta: 0x100000,
};

export function flagsOf(modifiers: readonly Modifier[]): number {
  return modifiers.reduce((bits, modifier) => bits | flagBits[modifier], 0);
}

export function modifiersOf(flags: number): readonly Modifier[] {
  return (Object.keys(flagBits) as Modifier[]).filter((modifier) => (flags & flagBits[modifier]) !== 0);
}

/** @throws ACTION_NOT_POSSIBLE for a key that macOS does not have */
export function keyEvent({ key, modifiers }: KeyChord): KeyEvent {
  const flags = flagsOf(modifiers);
  const code = named[key] ?? letters[key.toLowerCase()] ?? others[key.toLowerCase()];
  if (code !== undefined) return [...key].length === 1 && key !== ' ' ? { code, flags, text: key } : { code, flags };
  if ([...key].length === 1) return { code: 0, flags, text: key };
  throw new CodexqaError('ACTION_NOT_POSSIBLE', `there is no key named "${key}" on a Mac`, {
    fix: 'use the names of KeyboardEvent.key: "Enter", "ArrowLeft", "F5", "a"',
  });
}

export function keyName(code: number): string | undefined {
  return Object.keys(named).find((name) => named[name] === code);
}

/** One event per character a person sees: macOS takes about 20 UTF-16 units at a time. */
export function typing(text: string): readonly KeyEvent[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => {
    if (segment === '\n' || segment === '\r\n') return { code: 36, flags: 0 };
    if (segment === '\t') return { code: 48, flags: 0 };
    return { code: 0, flags: 0, text: segment };
  });
}
