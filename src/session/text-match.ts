/** How names and texts are compared: white space folded, both ellipses alike, substring unless exact. */
import type { TextMatch } from '../contracts/selector.ts';

export type TextPattern = string | RegExp;

export function textMatch(pattern: TextPattern, exact = false): TextMatch {
  return { pattern, exact };
}

/** One line, single spaces, `...` as `…`: what a person reads rather than what a toolkit stores. */
export function fold(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replaceAll('...', '…');
}

/** A person's name for a menu item or a button: no ellipsis, no mnemonic mark, any case. */
export function spokenName(text: string): string {
  return fold(text)
    .replace(/…$/u, '')
    .replace(/[_&](?=\S)/gu, '')
    .trim()
    .toLowerCase();
}

export function matchesText(match: TextMatch, text: string): boolean {
  const folded = fold(text);
  const { pattern, exact } = match;
  if (typeof pattern === 'string') {
    const wanted = fold(pattern);
    return exact ? folded === wanted : folded.toLowerCase().includes(wanted.toLowerCase());
  }
  return matchesPattern(pattern, folded) || matchesPattern(pattern, folded.replaceAll('…', '...'));
}

/** `RegExp.test` that does not remember where it was (`g` and `y` flags do). */
export function matchesPattern(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

/** A pattern as TypeScript source: `'Save'` or `/save/i`. */
export function patternCode(pattern: TextPattern): string {
  return typeof pattern === 'string' ? quoted(pattern) : pattern.toString();
}

export function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `'${escaped}'`;
}
