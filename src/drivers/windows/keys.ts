/** Keys of the contract (DOM `KeyboardEvent.key`) as Windows virtual keys. */
import type { KeyChord, Modifier } from '../../contracts/act.ts';
import { CodexqaError } from '../../contracts/errors.ts';

export interface VirtualKey {
  readonly code: number;
  /** Keys of the grey blocks share scan codes with the number pad and are told apart by this bit. */
  readonly extended: boolean;
}

const plain = (code: number): VirtualKey => ({ code, extended: false });
const grey = (code: number): VirtualKey => ({ code, extended: true });

const named: Readonly<Record<string, VirtualKey>> = {
  Backspace: plain(0x08),
  Tab: plain(0x09),
  Enter: plain(0x0d),
  Pause: plain(0x13),
  CapsLock: plain(0x14),
  Escape: plain(0x1b),
  ' ': plain(0x20),
  Space: plain(0x20),
  PageUp: grey(0x21),
  PageDown: grey(0x22),
  End: grey(0x23),
  Home: grey(0x24),
  ArrowLeft: grey(0x25),
  ArrowUp: grey(0x26),
  ArrowRight: grey(0x27),
  ArrowDown: grey(0x28),
  PrintScreen: grey(0x2c),
  Insert: grey(0x2d),
  Delete: grey(0x2e),
  ContextMenu: grey(0x5d),
  NumLock: grey(0x90),
  ScrollLock: plain(0x91),
  Shift: plain(0x10),
  Control: plain(0x11),
  Alt: plain(0x12),
  Meta: grey(0x5b),
};

const modifierKeys: Readonly<Record<Modifier, VirtualKey>> = {
  Shift: plain(0x10),
  Control: plain(0x11),
  Alt: plain(0x12),
  Meta: grey(0x5b),
};

export function modifierKey(modifier: Modifier): VirtualKey {
  return modifierKeys[modifier];
}

export const everyModifier: readonly Modifier[] = ['Shift', 'Control', 'Alt', 'Meta'];

export interface Keystroke {
  readonly key: VirtualKey;
  readonly modifiers: readonly Modifier[];
}

/**
 * `scan` is VkKeyScanW: the key of the layout that gives a character, in the low byte, and its modifiers in the high one.
 * @throws ACTION_NOT_POSSIBLE for a key this keyboard layout does not have
 */
export function keystrokeOf(chord: KeyChord, scan: (char: number) => number): Keystroke {
  const { key, modifiers } = chord;
  const fixed = named[key] ?? functionKey(key);
  if (fixed !== undefined) return { key: fixed, modifiers };
  if ([...key].length === 1) return characterKey(key, modifiers, scan);
  throw new CodexqaError('ACTION_NOT_POSSIBLE', `there is no key named "${key}"`, {
    fix: 'use the names of KeyboardEvent.key: "Enter", "ArrowLeft", "F5", "a"',
  });
}

function functionKey(key: string): VirtualKey | undefined {
  const number = Number(/^F([1-9]|1\d|2[0-4])$/.exec(key)?.[1] ?? 0);
  return number === 0 ? undefined : plain(0x6f + number);
}

function characterKey(key: string, modifiers: readonly Modifier[], scan: (char: number) => number): Keystroke {
  const answer = scan(key.charCodeAt(0)) & 0xffff;
  if (answer === 0xffff) {
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `the keyboard layout has no key for "${key}"`, {
      fix: `type it instead of pressing it: a text may hold any character`,
    });
  }
  const needed: readonly Modifier[] = [
    ...((answer & 0x100) === 0 ? [] : (['Shift'] as const)),
    ...((answer & 0x200) === 0 ? [] : (['Control'] as const)),
    ...((answer & 0x400) === 0 ? [] : (['Alt'] as const)),
  ];
  return { key: plain(answer & 0xff), modifiers: [...new Set([...modifiers, ...needed])] };
}
