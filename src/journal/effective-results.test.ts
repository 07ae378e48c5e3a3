import { expect, test } from '@playwright/test';
import { effectiveResults } from './effective-results.ts';
import { countStatuses, noEffects, type RunResults, type TestRecord, type TestStatus } from './results.ts';

const effects = { confirmed: 2, 'no-effect': 0, unverifiable: 0 };

function record(testId: string, status: TestStatus): TestRecord {
  const ran = status !== 'not-run';
  const attempt = {
    retry: 0,
    status: 'x',
    startedAt: 0,
    durationMs: 100,
    worker: 0,
    effects,
    errors: [],
    attachments: [],
  };
  return {
    testId,
    titlePath: [testId],
    project: '',
    file: 'a.spec.ts',
    line: 1,
    tags: [],
    status,
    durationMs: ran ? 100 : 0,
    effects: ran ? effects : noEffects,
    annotations: [],
    attempts: ran ? [attempt] : [],
  };
}

function run(runId: string, statuses: Readonly<Record<string, TestStatus>>): RunResults {
  const tests = Object.entries(statuses).map(([testId, status]) => record(testId, status));
  const counts = countStatuses(tests);
  return {
    version: 1,
    runId,
    status: 'failed',
    startedAt: 5,
    durationMs: 7,
    counts,
    effects: noEffects,
    tests,
    errors: [],
  };
}

const always = () => true;
const statuses = (chain: readonly RunResults[], same = always) =>
  Object.fromEntries(effectiveResults(chain, same).tests.map(({ testId, status }) => [testId, status]));

test('a single run is what it is', () => {
  const only = run('r1', { a: 'passed', b: 'failed', c: 'not-run' });
  expect(statuses([only])).toEqual({ a: 'passed', b: 'failed', c: 'not-run' });
});

test('the last run that planned a test decides; a test it did not plan keeps its result', () => {
  const first = run('r1', { a: 'passed', b: 'interrupted', c: 'not-run', d: 'failed' });
  const second = run('r2', { a: 'carried', b: 'passed', c: 'failed' });
  expect(statuses([first, second])).toEqual({ a: 'carried', b: 'passed', c: 'failed', d: 'failed' });
});

test('a pass after a failure of the run before is flaky, unless something was mended in between', () => {
  const chain = [run('r1', { a: 'failed' }), run('r2', { a: 'passed' })];
  expect(statuses(chain)).toEqual({ a: 'flaky' });
  expect(statuses(chain, () => false)).toEqual({ a: 'passed' });
});

test('carrying makes nothing better: flaky stays flaky over any number of runs', () => {
  const chain = [
    run('r1', { a: 'flaky', b: 'failed' }),
    run('r2', { a: 'carried', b: 'passed' }),
    run('r3', { a: 'carried', b: 'carried' }),
  ];
  expect(statuses(chain)).toEqual({ a: 'flaky', b: 'flaky' });
});

test('attempts, effects and the run of origin are kept; a carried test has no attempt of its own', () => {
  const chain = [
    run('r1', { a: 'passed', b: 'failed' }),
    run('r2', { a: 'carried', b: 'failed' }),
    run('r3', { a: 'carried', b: 'passed' }),
  ];
  const { tests, runIds, savedMs, effects: all, counts } = effectiveResults(chain, always);
  expect(runIds).toEqual(['r1', 'r2', 'r3']);
  expect(tests).toMatchObject([
    { testId: 'a', runId: 'r1', status: 'carried', durationMs: 100, attempts: [{ runId: 'r1' }] },
    {
      testId: 'b',
      runId: 'r3',
      status: 'flaky',
      durationMs: 300,
      attempts: [{ runId: 'r1' }, { runId: 'r2' }, { runId: 'r3' }],
    },
  ]);
  expect(savedMs).toBe(100);
  expect(all.confirmed).toBe(8);
  expect(counts).toMatchObject({ carried: 1, flaky: 1 });
});
