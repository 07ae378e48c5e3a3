/** Keys and texts of the contract in the words of cua-driver. */
import type { Modifier } from '../../../contracts/act.ts';
import { CodexqaError } from '../../../contracts/errors.ts';

const named: Readonly<Record<string, string>> = {
  Enter: 'return',
  Tab: 'tab',
  ' ': 'space',
  Space: 'space',
  Backspace: 'backspace',
  Delete: 'forward_delete',
  Escape: 'escape',
  Home: 'home',
  End: 'end',
  PageUp: 'pageup',
  PageDown: 'pagedown',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const modifiers: Readonly<Record<Modifier, string>> = { Meta: 'cmd', Shift: 'shift', Alt: 'option', Control: 'ctrl' };

/** @throws ACTION_NOT_POSSIBLE for a key that it has no name for */
export function keyOf(key: string): string {
  const name = named[key] ?? (/^F\d{1,2}$/.test(key) ? key.toLowerCase() : undefined);
  if (name !== undefined) return name;
  if (/^[\w=\-[\]';\\,/.`+]$/.test(key)) return key.toLowerCase();
  throw new CodexqaError('ACTION_NOT_POSSIBLE', `cua-driver has no key named "${key}"`, {
    fix: 'use type() or fill() for characters',
  });
}

export function modifierNames(held: readonly Modifier[]): readonly string[] {
  return held.map((modifier) => modifiers[modifier]);
}

export type Piece = { readonly text: string } | { readonly key: string };

/** Line ends and tabs are keys. */
export function piecesOf(text: string): readonly Piece[] {
  return text
    .split(/(\r\n|\n|\t)/)
    .filter((part) => part !== '')
    .map((part) => (part === '\t' ? { key: 'tab' } : /^\r?\n$/.test(part) ? { key: 'return' } : { text: part }));
}
