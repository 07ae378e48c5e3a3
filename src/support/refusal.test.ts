/** A mistake of a person is told without our stack, a mistake of ours with it. */
import { expect, test } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import { refusing } from './refusal.ts';

function stackOf(error: Error): Promise<string | undefined> {
  return refusing<string | undefined>(() => {
    throw error;
  }).catch((thrown: Error) => thrown.stack);
}

test('a mistake of a person has no stack', async () => {
  const error = new CodexqaError('ROUTE_REFUSED', 'it may not run here', { fix: 'run it elsewhere' });
  expect(await stackOf(error)).toBe('CodexqaError: ROUTE_REFUSED: it may not run here\n  Fix: run it elsewhere');
});

test('what is no mistake of a person keeps its stack', async () => {
  expect(await stackOf(new CodexqaError('SESSION_LOST', 'it is gone'))).toMatch(/\n {4}at /);
  expect(await stackOf(new TypeError('ours'))).toMatch(/\n {4}at /);
});

test('what is done is handed on', async () => {
  expect(await refusing(async () => 7)).toBe(7);
});
