/** Results with a test of every status and every odd character, for the tests of file reports. */
import type { EffectiveAttempt, EffectiveResults, EffectiveTest } from '../src/journal/effective-results.ts';
import { addEffects, countStatuses, type TestStatus } from '../src/journal/results.ts';

const effects = { confirmed: 2, 'no-effect': 1, unverifiable: 0 };
const startedAt = Date.UTC(2026, 10, 22, 3, 14, 15);

function attempt(retry: number, runId: string, changes: Partial<EffectiveAttempt> = {}): EffectiveAttempt {
  const shared = { startedAt: startedAt + retry * 1000, durationMs: 1500, worker: 0, effects, attachments: [] };
  return { ...shared, runId, retry, status: 'passed', errors: [], ...changes };
}

function failed(retry: number, runId: string, message: string): EffectiveAttempt {
  const stack = `Error: ${message}\n    at a.spec.ts:3:5`;
  return attempt(retry, runId, {
    status: 'failed',
    errors: [{ message, stack, snippet: '> 3 | x' }],
    attachments: [{ name: 'screenshot', contentType: 'image/png', path: 'test-results/a/screenshot.png' }],
    stdout: 'printed ]]> and \u0007 and \ud800 half\n',
    stderr: 'warning\n',
  });
}

function sample(
  name: string,
  status: TestStatus,
  attempts: readonly EffectiveAttempt[],
  project = 'dark',
): EffectiveTest {
  return {
    testId: `id-${name}`,
    titlePath: ['Group  & <more>', name],
    project,
    file: 'specs/a.spec.ts',
    line: 3,
    tags: ['@nightly'],
    status,
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    effects: addEffects(attempts.map((each) => each.effects)),
    annotations: [
      { type: 'owner', description: 'alice' },
      { type: 'owner', description: 'bob' },
      { type: 'codexqa.checkpoint', description: 'saved: recorded' },
    ],
    attempts,
    runId: attempts.at(-1)?.runId ?? 'run-2',
  };
}

const tests: readonly EffectiveTest[] = [
  sample('passes "quoted"\tand tabbed', 'passed', [attempt(0, 'run-2')]),
  sample('is carried', 'carried', [attempt(0, 'run-1')]),
  sample('is flaky', 'flaky', [
    failed(0, 'run-1', 'SESSION_LOST: the display is gone'),
    failed(1, 'run-1', 'BASELINE_DIFFERS: 3 pixels'),
    attempt(0, 'run-2'),
  ]),
  sample('fails', 'failed', [
    failed(0, 'run-2', 'EXPECTATION_FAILED: expected "a", saw "b"'),
    failed(1, 'run-2', 'expect(received).toBe(expected)'),
  ]),
  sample(
    'breaks',
    'failed',
    [failed(0, 'run-2', 'APP_NOT_INSTALLED: no such app'), failed(1, 'run-2', 'boom\u0000')],
    'light',
  ),
  sample('is cut', 'interrupted', [attempt(0, 'run-2', { status: 'interrupted' })], 'light'),
  sample('is skipped', 'skipped', [], 'light'),
  sample('is never run', 'not-run', [], 'light'),
];

export const everyStatus: EffectiveResults = {
  version: 1,
  runIds: ['run-1', 'run-2'],
  status: 'failed',
  counts: countStatuses(tests),
  effects: addEffects(tests.map((each) => each.effects)),
  startedAt,
  durationMs: 20_000,
  savedMs: 1500,
  tests,
};
