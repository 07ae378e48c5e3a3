import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { validate } from 'ctrf';
import { ctrfDocument } from './ctrf-document.ts';
import { reporterPath, runProject } from './project.sample.ts';
import { everyStatus } from './results.sample.ts';

interface Document {
  readonly runId: string;
  readonly results: {
    readonly summary: Readonly<Record<string, unknown>>;
    readonly tests: readonly Readonly<Record<string, unknown>>[];
  };
}

const documentOf = (options = {}): Document => ctrfDocument(everyStatus, '1.65.1', options) as Document;

test('every status validates against the published schema', () => {
  const judged = validate(documentOf({ environment: { appName: 'galculator', buildNumber: 7 } }));
  expect(judged.errors).toEqual([]);
  expect(judged.valid).toBe(true);
});

test('the schema is no rubber stamp', () => {
  expect(validate({ ...documentOf(), extraMember: 1 }).valid).toBe(false);
});

test('the summary adds up; flaky and carried tests have passed', () => {
  expect(documentOf().results.summary).toMatchObject({
    tests: 8,
    passed: 3,
    failed: 2,
    skipped: 1,
    pending: 1,
    other: 1,
    flaky: 1,
    extra: { carried: 1, runIds: ['run-1', 'run-2'], savedMs: 1500, effects: { confirmed: 20 } },
  });
});

test('a flaky test has its failed attempts, a carried one the run it passed in', () => {
  const { tests } = documentOf().results;
  const named = (name: string) => tests.find((each) => each['name'] === name);
  expect(named('is flaky')).toMatchObject({
    status: 'passed',
    rawStatus: 'flaky',
    flaky: true,
    retries: 2,
    suite: ['dark', 'specs/a.spec.ts', 'Group  & <more>'],
    retryAttempts: [
      { attempt: 1, status: 'failed', message: 'SESSION_LOST: the display is gone', extra: { runId: 'run-1' } },
      { attempt: 2, status: 'failed', message: 'BASELINE_DIFFERS: 3 pixels' },
    ],
    labels: { owner: ['alice', 'bob'], 'codexqa.effects': '6 confirmed, 3 no-effect, 0 unverifiable' },
    extra: { checkpoints: ['saved: recorded'] },
  });
  expect(named('is carried')).toMatchObject({ status: 'passed', rawStatus: 'carried', extra: { runId: 'run-1' } });
  expect(named('fails')).toMatchObject({
    status: 'failed',
    message: 'expect(received).toBe(expected)',
    snippet: '> 3 | x',
  });
});

test('the reporter writes a valid document of a real run', async ({}, testInfo) => {
  const reporters = [[reporterPath('ctrf'), { outputFile: 'r/ctrf.json' }]];
  const { folder, outcome } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { workers: 1, retries: 1, reporter: ${JSON.stringify(reporters)} };`,
    'a.spec.ts': `import { test, expect } from '@playwright/test';
      test('one', () => { console.log('hello'); }); test('two', ({}, info) => expect(info.retry).toBe(1)); test.skip('three', () => {});`,
  });
  const document = JSON.parse(readFileSync(testInfo.outputPath('r/ctrf.json'), 'utf8')) as Document;
  expect(validate(document).errors).toEqual([]);
  expect(document.runId).toBe(folder.runId);
  expect(document.results.tests).toMatchObject([
    { name: 'one', status: 'passed', stdout: ['hello'] },
    { name: 'two', status: 'passed', flaky: true, retryAttempts: [{ status: 'failed' }] },
    { name: 'three', status: 'skipped' },
  ]);
  expect(outcome.reports).toEqual([{ name: 'ctrf', path: testInfo.outputPath('r/ctrf.json') }]);
});
