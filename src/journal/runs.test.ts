import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { JournalEntry, RunState } from '../contracts/journal.ts';
import { EvidenceStore } from './evidence.ts';
import { resultsOf } from './rebuild.ts';
import { RunFolder } from './run-folder.ts';
import { isRunId, newRunId } from './run-id.ts';
import { RunLock } from './run-lock.ts';
import { listRuns, type PruneRules, pruneable, removeRun } from './runs.ts';
import { verifyRun } from './verify.ts';
import { JournalWriter } from './writer.ts';

/** A run that began `age` days ago and has kept `kib` KiB of evidence. */
function makeRun(root: string, age: number, state: RunState = 'done', kib = 0): RunFolder {
  const folder = RunFolder.create(root, { codexqa: '0.0.0', argv: ['test'] });
  folder.updateHead({ state, startedAt: Date.now() - age * 86_400_000 });
  if (kib > 0) new EvidenceStore(folder).keep(Buffer.alloc(kib * 1024, folder.runId));
  return folder;
}

const going = (root: string, rules: PruneRules): readonly string[] =>
  pruneable(listRuns(root), rules).map(({ folder }) => folder.runId);

test('names of runs sort by time and are recognised', () => {
  const ids = [newRunId(new Date('2026-11-22T03:14:15Z')), newRunId(new Date('2026-11-22T03:14:16Z'))];
  expect(ids[0]).toMatch(/^20261122-031415-[a-z]+-[a-z]+$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.every(isRunId)).toBe(true);
  expect(isRunId('.rubbish-20261122-031415-a-b')).toBe(false);
});

test('a run is found by name, by a part of it, and as the last one', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const { runId } = makeRun(root, 0);
  for (const name of [runId, runId.slice(16), 'last']) expect(RunFolder.find(root, name).runId).toBe(runId);
});

test('a run that is not there is refused with the nearest one', ({}, testInfo) => {
  const root = testInfo.outputPath();
  expect(() => RunFolder.find(root, 'last')).toThrow(/^RUN_NOT_FOUND: there is no run in /);
  const { runId } = makeRun(root, 0);
  const typo = `${runId.slice(0, -1)}x`;
  expect(() => RunFolder.find(root, typo)).toThrow(
    `RUN_NOT_FOUND: there is no run "${typo}"; did you mean "${runId}"?`,
  );
  makeRun(root, 0);
  expect(() => RunFolder.find(root, '20')).toThrow('RUN_NOT_FOUND: "20" may be any of 2 runs');
});

test('a run whose processes died without a word is dead, one at work is running', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const folder = makeRun(root, 0, 'running');
  expect(listRuns(root)[0]?.condition).toBe('dead');
  using _lock = RunLock.take(folder, 'runner');
  expect(listRuns(root)[0]?.condition).toBe('running');
  writeFileSync(join(folder.path, 'run.json'), '{');
  expect(listRuns(root)[0]?.condition).toBe('unreadable');
});

test('pruning takes the oldest until the rest fits the budget', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const ids = Array.from({ length: 4 }, () => makeRun(root, 0, 'done', 100).runId);
  expect(going(root, { budgetBytes: 1_000_000 })).toEqual([]);
  expect(going(root, { budgetBytes: 250_000 })).toEqual(ids.slice(0, 2));
  expect(going(root, { keepRuns: 1 })).toEqual(ids.slice(0, 3));
});

test('pruning by age, and never a run at work nor the newest that ended', ({}, testInfo) => {
  const root = testInfo.outputPath();
  for (let run = 0; run < 3; run++) makeRun(root, 10);
  const [first, atWork, newest] = listRuns(root);
  using _lock = atWork && RunLock.take(atWork.folder, 'runner');
  const rules = { startedBefore: Date.now() - 5 * 86_400_000, budgetBytes: 0, keepRuns: 0 };
  expect(going(root, rules)).toEqual([first?.folder.runId]);
  expect(newest).toBeDefined();
});

test('runs that a kept run continues stay with it', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const [first, second, third, last] = Array.from({ length: 4 }, () => makeRun(root, 0));
  if (first && second) second.updateHead({ resumedFrom: first.runId });
  if (second && last) last.updateHead({ resumedFrom: second.runId });
  expect(going(root, { keepRuns: 0 })).toEqual([third?.runId]);
});

test('removing evidence leaves a journal that verifies; removing a run leaves nothing', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const folder = makeRun(root, 0, 'done', 10);
  const digest = new EvidenceStore(folder).keep('picture');
  JournalWriter.open(folder, 'runner').close();
  const before = verifyRun(folder);
  const [run] = listRuns(root);
  if (run === undefined) throw new Error('the run is gone');
  removeRun(run, { evidenceOnly: true });
  expect(new EvidenceStore(folder).read(digest)).toBeUndefined();
  expect(verifyRun(folder)).toEqual(before);
  mkdirSync(join(root, '.codexqa', 'runs', '.rubbish-of-a-kill'));
  removeRun(run, {});
  expect(existsSync(folder.path)).toBe(false);
  expect(existsSync(join(root, '.codexqa', 'runs', '.rubbish-of-a-kill'))).toBe(false);
});

test('evidence that was changed is refused', ({}, testInfo) => {
  const store = new EvidenceStore(makeRun(testInfo.outputPath(), 0));
  const digest = store.keep('picture');
  expect(store.keep('picture')).toBe(digest);
  expect(store.read(digest)?.toString()).toBe('picture');
  writeFileSync(store.pathOf(digest), 'another');
  expect(() => store.read(digest)).toThrow('JOURNAL_CORRUPT');
});

test('the results of a killed run are read out of its journal', ({}, testInfo) => {
  const folder = makeRun(testInfo.outputPath(), 0, 'running');
  const planned = (testId: string) => ({ testId, titlePath: [testId], project: '', file: 'a.spec.ts', line: 1 });
  const effect = { verdict: 'confirmed', evidence: [], waitedMs: 1 } as const;
  const record = { seq: 0, verb: 'click', target: 'x', shown: '', effect, startedAt: 0, durationMs: 1 };
  const begin = (testId: string, retry = 0): JournalEntry => ({ kind: 'test-begin', testId, title: testId, retry });
  const end = (testId: string, soFar: 'expected' | 'unexpected' | 'flaky', retry = 0): JournalEntry => {
    const status = soFar === 'unexpected' ? 'failed' : 'passed';
    return { kind: 'test-end', testId, retry, status, durationMs: 5, soFar, errorCodes: ['APP_CRASHED'] };
  };
  const runner = JournalWriter.open(folder, 'runner');
  const worker = JournalWriter.open(folder, 'worker-0');
  runner.append({ kind: 'plan', tests: ['passed', 'failed', 'flaky', 'cut', 'never'].map(planned) });
  runner.append(begin('passed'));
  worker.append({ kind: 'outcome', testId: 'passed', record });
  for (const entry of [end('passed', 'expected'), begin('failed'), end('failed', 'unexpected')]) runner.append(entry);
  for (const entry of [begin('flaky'), end('flaky', 'unexpected'), begin('flaky', 1)]) runner.append(entry);
  for (const entry of [end('flaky', 'flaky', 1), begin('cut')]) runner.append(entry);
  worker.append({ kind: 'outcome', testId: 'cut', record });
  const disturbed = { kind: 'interference', testId: 'cut', detail: '', during: 'click' } as const;
  worker.append({ ...disturbed, what: 'pointer-moved', follows: 'tried-again' });
  worker.append({ ...disturbed, what: 'focus-stolen', follows: 'refused' });
  const { tests, counts, effects, interferences } = resultsOf(folder);
  expect(tests.map(({ status }) => status)).toEqual(['passed', 'failed', 'flaky', 'interrupted', 'not-run']);
  expect(tests[2]?.attempts).toMatchObject([
    { retry: 0, status: 'failed' },
    { retry: 1, status: 'passed' },
  ]);
  expect(tests[1]?.attempts[0]?.errors).toEqual([{ code: 'APP_CRASHED', message: 'APP_CRASHED' }]);
  expect(tests.map(({ effects: { confirmed } }) => confirmed)).toEqual([1, 0, 0, 1, 0]);
  expect({ ...counts, ...effects }).toMatchObject({ passed: 1, interrupted: 1, 'not-run': 1, confirmed: 2 });
  const met = { 'pointer-moved': 1, 'front-changed': 0, 'not-in-front': 0, 'focus-stolen': 1, 'tried-again': 1 };
  expect([interferences, tests[3]?.interferences, tests[0]?.interferences]).toEqual([met, met, undefined]);
  for (const writer of [runner, worker]) writer.close();
});
