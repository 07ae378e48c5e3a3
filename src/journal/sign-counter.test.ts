import { expect, test } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import { SignCounter, signText, type WarningSign } from './sign-counter.ts';

const second = 1000;
const minute = 60 * second;

function signs(entries: readonly (readonly [at: number, entry: JournalEntry])[]): Record<string, WarningSign> {
  const counter = new SignCounter();
  for (const [at, entry] of entries) counter.note(entry, at);
  return Object.fromEntries(counter.signs().map((sign) => [sign.name, sign]));
}

const begin: JournalEntry = { kind: 'state', to: 'running', reason: '1 tests' };
const state = (to: 'paused' | 'resumed' | 'aborted', reason: string): JournalEntry => ({ kind: 'state', to, reason });
const approval = (event: 'requested' | 'answered'): JournalEntry => {
  return { kind: 'approval', requestId: 'a', event, by: 'alice', reason: '' };
};
const recovery = (
  signal: 'crash' | 'focus-theft' | 'unknown-window' | 'notification',
  seen: string,
  handler: string,
): JournalEntry => {
  return { kind: 'recovery', testId: 'a', signal, seen, switch: '', returnedTo: '', handler };
};
const outcome = (verdict: 'confirmed' | 'unverifiable' | 'no-effect', waitedMs: number): JournalEntry => ({
  kind: 'outcome',
  testId: 'a',
  record: {
    seq: 1,
    verb: 'click',
    target: '',
    shown: '',
    effect: { verdict, evidence: [], waitedMs },
    startedAt: 0,
    durationMs: 1,
  },
});
const failed = (...errorCodes: string[]): JournalEntry => {
  return { kind: 'test-end', testId: 'a', retry: 0, status: 'failed', durationMs: 1, errorCodes };
};

test('a run that nobody touches has no signs', () => {
  const quiet = signs([
    [0, begin],
    [minute, outcome('confirmed', 3)],
    [2 * minute, outcome('no-effect', 250)],
  ]);
  expect(Object.values(quiet).map(({ count, tripped, words, rule }) => [count, tripped, words, rule])).toEqual([
    [0, false, 'none', 'S137'],
    [0, false, 'none', 'S138'],
    [0, false, 'none', 'S139'],
    [0, false, 'none', 'S140'],
  ]);
  expect(signs([])['steering']?.tripped).toBe(false);
});

test('prompts count when they are frequent, whoever shows them (S137)', () => {
  const asked = Array.from({ length: 4 }, (_, i) => [i * minute, approval('requested')] as const);
  const window = recovery('unknown-window', 'window "Authentication required" appeared', 'nobody');
  const often = signs([[0, begin], ...asked, [9 * minute, window]]);
  expect(often['permission prompts']).toMatchObject({ count: 5, tripped: true, words: '5 in 9 min' });
  expect(often['context loss']?.count).toBe(0);
  expect(signs([[0, begin], ...asked, [60 * minute, window]])['permission prompts']?.tripped, 'seldom').toBe(false);
  expect(signs([[0, begin], ...asked])['permission prompts']?.tripped, 'few').toBe(false);
});

test('lost context is what was taken from the run, not what it answered by itself (S138)', () => {
  const lost = signs([
    [0, begin],
    [1, recovery('focus-theft', 'window "Chat" took the focus', 'built in')],
    [2, recovery('crash', 'the editor crashed', 'crash')],
    [3, recovery('notification', 'a toast', 'built in')],
    [4, recovery('unknown-window', 'window "Update" appeared', "getByRole('dialog')")],
    [5, { kind: 'session', sessionId: 's', event: 'lost', detail: '' }],
    [6, failed('TARGET_NOT_FOREGROUND')],
  ]);
  expect(lost['context loss']).toMatchObject({ count: 4, tripped: true, words: '4 times' });
});

test('unclear is what could not be told or found, as a share of the actions (S139, S45)', () => {
  const clear = Array.from({ length: 40 }, (_, i) => [i, outcome('confirmed', 1)] as const);
  const unclear = [
    [41, outcome('unverifiable', 900)],
    [42, failed('LOCATOR_NOT_FOUND')],
    [43, failed('LOCATOR_NOT_UNIQUE')],
    [44, outcome('unverifiable', 0)],
  ] as const;
  expect(signs([...clear, ...unclear])['unclear transitions']).toMatchObject({ count: 3, tripped: true });
  expect(signs([...clear, ...clear, ...unclear])['unclear transitions']).toMatchObject({
    count: 3,
    tripped: false,
    words: '3 in 82 actions',
  });
});

test('steering more often than every five minutes, by the median (S140)', () => {
  const at = (...minutes: number[]): WarningSign | undefined =>
    signs([[0, begin], ...minutes.map((each) => [each * minute, state('paused', 'by alice: look')] as const)])[
      'steering'
    ];
  expect(at(2, 4, 30)).toMatchObject({ count: 3, tripped: true, words: '3 times, one every 2 min' });
  expect(at(6, 12, 18)?.tripped).toBe(false);
  expect(at(1, 2)?.tripped, 'too few to tell').toBe(false);
  const mixed = signs([
    [0, begin],
    // the workers' journals are read one after the other
    [3 * minute, approval('answered')],
    [minute, state('paused', 'by the watchdog: window "Update" appeared')],
    [minute + second, state('resumed', 'by alice')],
    [5 * minute, state('aborted', 'by alice')],
    [5 * minute, state('aborted', 'interrupted')],
  ])['steering'];
  expect(mixed && signText(mixed)).toBe('steering: 3 times, one every 2 min (S140)');
});
