import { expect, test } from '@playwright/test';
import type { TestStatus } from '../src/journal/results.ts';
import { tooFlaky } from './task-book.ts';

const history = (flaky: number, passed: number) => {
  const statuses: TestStatus[] = [
    ...Array<TestStatus>(flaky).fill('flaky'),
    ...Array<TestStatus>(passed).fill('passed'),
  ];
  const runs = statuses.map((status) => ({
    runId: '',
    startedAt: 0,
    status,
    durationMs: 0,
    attempts: 1,
    restartedAt: [],
  }));
  return [{ testId: 'a', name: 'a.spec.ts › a', runs }];
};

test('more than 5 % flaky over 20 runs may not run unattended; fewer runs say nothing (S54)', () => {
  expect(tooFlaky([{ id: 'a' }], history(2, 18))).toEqual([
    'a.spec.ts › a: flaky in 10 % of its last 20 runs, at most 5 % may be',
  ]);
  expect(tooFlaky([{ id: 'a' }], history(1, 19))).toEqual([]);
  expect(tooFlaky([{ id: 'a' }], history(2, 17))).toEqual([]);
  expect(tooFlaky([{ id: 'b' }], history(9, 11))).toEqual([]);
});
