import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CodexqaError, errorCodeIn, errorCodes, isInputError } from './errors.ts';

test('docs/errors.md describes each code with its class, and no other', () => {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (run|input) \|/gm)].map(([, code, kind]) => [code, kind]);
  expect(Object.fromEntries(rows)).toEqual(errorCodes);
});

test('a message carries its code, its sentence and its fix', () => {
  const error = new CodexqaError('APP_UNKNOWN', 'no application "x" is configured', { fix: 'add it' });
  expect(error.message).toBe('APP_UNKNOWN: no application "x" is configured\n  Fix: add it');
  expect(errorCodeIn(`Error: ${error.message}`)).toBe('APP_UNKNOWN');
  expect(isInputError('APP_UNKNOWN')).toBe(true);
});

test('words that only look like a code are none of ours', () => {
  expect(errorCodeIn('SOME_OTHER: thing')).toBeUndefined();
});
