/** Key chords as Playwright writes them: `Control+Shift+S`, `ControlOrMeta+A`, `Enter`, `+`. */
import type { KeyChord, Modifier } from '../contracts/act.ts';
import type { DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { didYouMean } from '../support/near-miss.ts';

const modifierNames: ReadonlyMap<string, Modifier> = new Map([
  ['alt', 'Alt'],
  ['control', 'Control'],
  ['ctrl', 'Control'],
  ['meta', 'Meta'],
  ['shift', 'Shift'],
]);

const namedKeys = [
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'Backspace',
  'CapsLock',
  'ContextMenu',
  'Delete',
  'End',
  'Enter',
  'Escape',
  'Home',
  'Insert',
  'NumLock',
  'PageDown',
  'PageUp',
  'Pause',
  'PrintScreen',
  'ScrollLock',
  'Space',
  'Tab',
  'Alt',
  'Control',
  'Meta',
  'Shift',
  ...Array.from({ length: 24 }, (_, i) => `F${i + 1}`),
];

/** @throws SELECTOR_INVALID for a key that no keyboard has */
export function parseChord(text: string, on: Pick<DriverSession, 'controlOrMeta'>): KeyChord {
  const parts =
    text.endsWith('+') && text !== '+'
      ? [...text.slice(0, -1).replace(/\+$/, '').split('+'), '+']
      : text === '+'
        ? ['+']
        : text.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1).map((part) => modifierOf(part, text, on.controlOrMeta));
  return { key: keyOf(key, text), modifiers: [...new Set(modifiers)] };
}

function modifierOf(part: string, chord: string, controlOrMeta: Modifier): Modifier {
  if (part.toLowerCase() === 'controlormeta') return controlOrMeta;
  const modifier = modifierNames.get(part.toLowerCase());
  if (modifier !== undefined) return modifier;
  throw new CodexqaError('SELECTOR_INVALID', `"${part}" in the key chord "${chord}" is no modifier`, {
    fix: 'use Alt, Control, ControlOrMeta, Meta or Shift',
  });
}

function keyOf(part: string, chord: string): string {
  if ([...part].length === 1) return part;
  const named = namedKeys.find((name) => name.toLowerCase() === part.toLowerCase());
  if (named === 'Space') return ' ';
  if (named !== undefined) return named;
  const hint = didYouMean(part, namedKeys);
  throw new CodexqaError('SELECTOR_INVALID', `"${part}" in the key chord "${chord}" is no key${hint}`, {
    fix: 'name keys as KeyboardEvent.key does: a, Enter, ArrowLeft, F5',
  });
}
