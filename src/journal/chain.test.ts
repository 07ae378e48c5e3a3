import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Dependencies } from '../contracts/journal.ts';
import { chainOf, effectiveResultsOf, writeChain } from './chain.ts';
import type { EffectiveResults } from './effective-results.ts';
import { countStatuses, noEffects, type RunResults, type TestStatus, writeResults } from './results.ts';
import { RunFolder } from './run-folder.ts';
import { JournalWriter } from './writer.ts';

/** A finished run of one test, `a`, whose spec had this digest. */
function finishedRun(
  root: string,
  status: TestStatus,
  spec: string,
  from?: RunFolder,
): { folder: RunFolder; results: RunResults } {
  const resumed = from === undefined ? {} : { resumedFrom: from.runId };
  const folder = RunFolder.create(root, { codexqa: '0.0.0', argv: [], ...resumed });
  const specs = { 'a.spec.ts': { file: spec, baselines: '' } };
  const dependencies: Dependencies = { configuration: 'c', packages: 'p', code: 'c', applications: {}, specs };
  using journal = JournalWriter.open(folder, 'runner');
  journal.append({ kind: 'dependencies', dependencies });
  const attempt = {
    retry: 0,
    status,
    startedAt: 0,
    durationMs: 40,
    worker: 0,
    effects: noEffects,
    errors: [],
    attachments: [],
  };
  const place = { testId: 'a', titlePath: ['a'], project: '', file: 'a.spec.ts', line: 1, tags: [], annotations: [] };
  const tests = [{ ...place, status, durationMs: 40, effects: noEffects, attempts: [attempt] }];
  const counts = countStatuses(tests);
  const times = { startedAt: 0, durationMs: 50 };
  const results: RunResults = {
    version: 1,
    runId: folder.runId,
    ...resumed,
    status,
    ...times,
    counts,
    effects: noEffects,
    tests,
    errors: [],
  };
  writeResults(folder, results);
  return { folder, results };
}

const statusOf = (folder: RunFolder): TestStatus | undefined => effectiveResultsOf(folder).tests[0]?.status;

test('a pass after a failure of the run before is flaky when nothing was mended, and a pass when the spec was', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const first = finishedRun(root, 'failed', 'old');
  expect(statusOf(finishedRun(root, 'passed', 'old', first.folder).folder)).toBe('flaky');
  expect(statusOf(finishedRun(root, 'passed', 'new', first.folder).folder)).toBe('passed');
});

test('chain.json holds what the runs come to together, and only a run that continues another has one', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const first = finishedRun(root, 'passed', 'old');
  const second = finishedRun(root, 'carried', 'old', first.folder);
  for (const { folder, results } of [first, second]) writeChain(folder, results);
  expect(() => readFileSync(first.folder.chainPath)).toThrow('ENOENT');
  const chain = JSON.parse(readFileSync(second.folder.chainPath, 'utf8')) as EffectiveResults;
  expect(chain).toMatchObject({
    runIds: [first.folder.runId, second.folder.runId],
    savedMs: 40,
    tests: [{ status: 'carried', runId: first.folder.runId, attempts: [{ runId: first.folder.runId }] }],
  });
});

test('a chain whose beginning was removed still tells the rest, but nobody remembers by it', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const first = finishedRun(root, 'failed', 'old');
  const second = finishedRun(root, 'passed', 'old', first.folder);
  rmSync(first.folder.path, { recursive: true });
  expect(effectiveResultsOf(second.folder)).toMatchObject({ runIds: [second.folder.runId], counts: { passed: 1 } });
  expect(() => chainOf(second.folder)).toThrow(/^RUN_NOT_FOUND/);
});
