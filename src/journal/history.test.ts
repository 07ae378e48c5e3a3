import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { annotationTypes } from '../contracts/annotation.ts';
import { median } from '../support/median.ts';
import { durationsText, measuredDurations, readDurations } from './durations.ts';
import { flakeRate, histories } from './history.ts';
import { countStatuses, noEffects, type TestRecord, type TestStatus, writeResults } from './results.ts';
import { RunFolder } from './run-folder.ts';

function run(root: string, status: TestStatus, durationMs: number, more: Partial<TestRecord> = {}): RunFolder {
  const folder = RunFolder.create(root, { codexqa: '0.0.0', argv: [] });
  const attempt = {
    retry: 0,
    status: 'passed',
    startedAt: 1000,
    durationMs,
    worker: 0,
    effects: noEffects,
    errors: [],
    attachments: [],
  };
  const place = {
    testId: 'a',
    titlePath: ['group', 'saves'],
    project: 'dark',
    file: 'specs/a.spec.ts',
    line: 1,
    tags: [],
  };
  const record = { ...place, status, durationMs, effects: noEffects, annotations: [], attempts: [attempt], ...more };
  const counts = countStatuses([record]);
  const whole = { version: 1, runId: folder.runId, status: 'passed', startedAt: 1000, durationMs } as const;
  writeResults(folder, { ...whole, counts, effects: noEffects, tests: [record], errors: [] });
  return folder;
}

test('a test is told run by run, with its restarts; what was not run and what cannot be read is left out', ({}, testInfo) => {
  const root = testInfo.outputPath();
  const first = run(root, 'passed', 2000);
  const restarted = [{ type: annotationTypes.restartedAt, description: 'opened' }];
  const second = run(root, 'flaky', 3000, { annotations: restarted });
  run(root, 'not-run', 0);
  writeFileSync(run(root, 'failed', 9000).resultsPath, '{');
  expect(histories(root, 10)).toEqual([
    {
      testId: 'a',
      name: '[dark] specs/a.spec.ts › group › saves',
      runs: [
        { runId: first.runId, startedAt: 1000, status: 'passed', durationMs: 2000, attempts: 1, restartedAt: [] },
        {
          runId: second.runId,
          startedAt: 1000,
          status: 'flaky',
          durationMs: 3000,
          attempts: 1,
          restartedAt: ['opened'],
        },
      ],
    },
  ]);
});

test('flakiness is a share of verdicts: carried and skipped runs say nothing', () => {
  const runs = (['passed', 'flaky', 'carried', 'skipped', 'failed', 'passed'] as const).map((status) => ({ status }));
  expect(flakeRate(runs)).toBe(0.25);
  expect(flakeRate([])).toBe(0);
});

test('durations are medians of good runs, rounded, and come back as they were written', ({}, testInfo) => {
  const root = testInfo.outputPath();
  for (const [status, ms] of [
    ['passed', 1040],
    ['passed', 990],
    ['failed', 30_000],
    ['passed', 8000],
  ] as const) {
    run(root, status, ms);
  }
  const durations = measuredDurations(root, 10);
  expect([...durations]).toEqual([['[dark] specs/a.spec.ts › group › saves', 1000]]);
  writeFileSync(testInfo.outputPath('durations.json'), durationsText(durations));
  expect(readDurations(root)).toEqual(durations);
});

test('the median of an even number lies between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, 0]);
});
