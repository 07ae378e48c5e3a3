import { expect, test } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import { maturityOf } from './maturity.ts';
import { countStatuses, noEffects, type TestStatus, writeResults } from './results.ts';
import { RunFolder } from './run-folder.ts';
import { JournalWriter } from './writer.ts';

/** A Wednesday. */
const now = Date.UTC(2026, 10, 25, 12);
const day = 86_400_000;
const [lastWeek, weekBefore] = [now - 7 * day, now - 14 * day];

const verdict: JournalEntry = {
  kind: 'verdict',
  testId: 'a',
  verb: 'click',
  target: 'OK',
  verdict: { kind: 'allow', rule: 'all' },
};
const intent: JournalEntry = { kind: 'intent', testId: 'a', seq: 1, verb: 'click', target: 'OK', shown: '' };
const effect = { verdict: 'confirmed', evidence: [], waitedMs: 1 } as const;
const outcome: JournalEntry = {
  kind: 'outcome',
  testId: 'a',
  record: { seq: 1, verb: 'click', target: 'OK', shown: '', effect, startedAt: 0, durationMs: 1 },
};

interface Made {
  readonly at: number;
  readonly status?: TestStatus;
  readonly entries?: readonly JournalEntry[];
  readonly dryRun?: boolean;
}

function run(root: string, { at, status = 'passed', entries = [verdict, intent, outcome], dryRun }: Made): void {
  const folder = RunFolder.create(root, { codexqa: '0', argv: ['test'], ...(dryRun ? { dryRun } : {}) });
  const journal = JournalWriter.open(folder, 'worker-0');
  for (const entry of entries) journal.append(entry);
  journal.close();
  folder.updateHead({ startedAt: at, state: 'done', status: 'passed' });
  const counts = countStatuses([{ status }]);
  const { runId } = folder;
  writeResults(folder, {
    version: 1,
    runId,
    status: 'passed',
    startedAt: at,
    durationMs: 1,
    counts,
    effects: noEffects,
    tests: [],
    errors: [],
  });
}

function weeks(root: string, change: Partial<Made> = {}): void {
  for (const at of [lastWeek, weekBefore]) for (let i = 0; i < 5; i++) run(root, { at });
  if ('at' in change) run(root, change as Made);
}

test('two whole weeks without a fault are mature, this week does not count', ({}, testInfo) => {
  const root = testInfo.outputPath('p');
  weeks(root, { at: now, status: 'failed' });
  expect(maturityOf(root, now)).toEqual({ mature: true, why: '2 whole weeks in a row without a fault' });
  expect(maturityOf(root, now + 7 * day).why).toBe('last week: 1 runs are too few to tell, 5 are needed');
});

const faults: readonly [string, Partial<Made>, string][] = [
  ['failures', { status: 'failed' }, '17 % of the tests failed, less than 5 % may'],
  ['flaky tests', { status: 'flaky' }, '17 % of the tests failed, less than 5 % may'],
  [
    'a denied act',
    { entries: [{ ...verdict, verdict: { kind: 'deny', rule: 'no', reason: '' } }] },
    'an act was denied by "no"',
  ],
  ['an action nobody admitted', { entries: [intent, outcome] }, '1 of 1 actions have no complete record'],
  ['an action without an end', { entries: [verdict, intent] }, '1 of 1 actions have no complete record'],
  [
    'an answer of somebody who may not',
    { entries: [{ kind: 'approval', requestId: 'r', event: 'refused', by: 'mallory', reason: 'a stranger' }] },
    'an answer was refused: a stranger',
  ],
];
for (const [title, change, why] of faults) {
  test(`${title} in one of the weeks: not mature`, ({}, testInfo) => {
    const root = testInfo.outputPath('p');
    weeks(root, { at: weekBefore, ...change });
    const { mature, why: said } = maturityOf(root, now);
    expect(mature).toBe(false);
    expect(said).toMatch(/^2 weeks ago: /);
    expect(said).toContain(why);
  });
}

test('without runs, and with dry runs only, nobody can tell', ({}, testInfo) => {
  const root = testInfo.outputPath('p');
  expect(maturityOf(root, now).why).toBe('last week: 0 runs are too few to tell, 5 are needed');
  for (let i = 0; i < 5; i++) run(root, { at: lastWeek, dryRun: true });
  expect(maturityOf(root, now).mature).toBe(false);
});
