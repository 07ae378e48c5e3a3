import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { ImageDiffAttachment, TestResult } from 'allure-js-commons';
import { smallDisk } from '../src/support/small-disk.sample.ts';
import { pictureSpec, writePictures } from './pictures.sample.ts';
import { type ProjectRun, projectFolder, reporterPath, runProject } from './project.sample.ts';

const config = (options: object): string => `export default {
  workers: 1, retries: 1, projects: [{ name: 'dark' }],
  reporter: [[${JSON.stringify(reporterPath('allure'))}, ${JSON.stringify(options)}]],
};`;

async function run(root: string, resultsDir = 'r'): Promise<ProjectRun> {
  mkdirSync(join(root, 'specs'), { recursive: true });
  writePictures(join(root, 'specs'));
  return runProject(root, { 'playwright.config.ts': config({ resultsDir }), 'specs/calc.spec.ts': pictureSpec });
}

function resultsIn(folder: string): readonly TestResult[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as TestResult)
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

/** One run for all tests that only read its results. */
const test = base.extend<object, { finished: ProjectRun & { readonly root: string } }>({
  finished: [
    async ({}, use) => {
      const root = projectFolder();
      await use({ ...(await run(root)), root });
      rmSync(root, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
const named = (results: readonly TestResult[], name: string): readonly TestResult[] =>
  results.filter((result) => result.name === name);

test('a failed visual check has one picture of three, in the step that failed', ({ finished: { root } }) => {
  const [result] = named(resultsIn(join(root, 'r')), 'looks right');
  expect(result).toMatchObject({
    status: 'failed',
    fullName: 'specs/calc.spec.ts#Calculator › looks right',
    titlePath: ['dark', 'specs', 'calc.spec.ts', 'Calculator'],
    statusDetails: { message: expect.stringMatching(/^Error: BASELINE_DIFFERS: 38000 of 64000/), flaky: false },
    links: [{ type: 'issue', url: 'https://example.org/issues/7', name: 'issues/7' }],
  });
  expect(result?.statusDetails.trace).toContain('calc.spec.ts');
  const step = result?.steps.find(({ name }) => name === 'compare with sum.png');
  expect(step).toMatchObject({
    status: 'failed',
    statusDetails: { message: expect.stringContaining('BASELINE_DIFFERS') },
  });
  expect(step?.attachments.map(({ name, type }) => ({ name, type }))).toEqual([
    { name: 'sum', type: 'application/vnd.allure.image.diff' },
    { name: 'last actions', type: 'text/plain' },
  ]);
  const [diff] = step?.attachments ?? [];
  const picture = JSON.parse(readFileSync(join(root, 'r', diff?.source ?? ''), 'utf8')) as ImageDiffAttachment;
  for (const part of ['expected', 'actual', 'diff'] as const) {
    const bytes = readFileSync(join(root, 'specs', `${part}.png`)).toString('base64');
    expect(picture[part]).toBe(`data:image/png;base64,${bytes}`);
  }
  expect(result?.attachments.filter(({ type }) => type?.startsWith('image'))).toEqual([]);
});

test('steps keep their nesting, times and parameters', ({ finished: { root } }) => {
  const [result] = named(resultsIn(join(root, 'r')), 'looks right');
  const outer = result?.steps.find(({ name }) => name === 'press the keys');
  const [inner] = outer?.steps ?? [];
  expect(inner).toMatchObject({ name: 'click "7"', status: 'passed', parameters: [{ name: 'button', value: 'left' }] });
  for (const step of [outer, inner]) {
    expect(step?.stop ?? 0).toBeGreaterThanOrEqual(step?.start ?? Number.POSITIVE_INFINITY);
    expect(step?.start ?? 0).toBeGreaterThanOrEqual(result?.start ?? Number.POSITIVE_INFINITY);
  }
});

test('labels, parameters and the effects of actions are there to sort and read by', ({
  finished: { root, folder },
}) => {
  const [first, second] = named(resultsIn(join(root, 'r')), 'looks right');
  const labels = (name: string): readonly string[] =>
    first?.labels.flatMap((label) => (label.name === name ? label.value : [])) ?? [];
  expect(labels('parentSuite')).toEqual(['dark']);
  expect(labels('suite')).toEqual(['specs/calc.spec.ts']);
  expect(labels('subSuite')).toEqual(['Calculator']);
  expect(labels('severity')).toEqual(['critical']);
  expect(labels('owner')).toEqual(['alice']);
  expect(labels('tag')).toEqual(['nightly']);
  expect(labels('thread')).toEqual(['worker-0']);
  expect(labels('host')).toHaveLength(1);
  expect(labels('codexqa.run')).toEqual([folder.runId]);
  expect(second?.parameters).toEqual([
    { name: 'Project', value: 'dark' },
    { name: 'Effects', value: '6 confirmed, 0 no-effect, 1 unverifiable', excluded: true },
    { name: 'Retry', value: '1', excluded: true },
    { name: 'check', value: 'CALC-1 blocker', excluded: true },
  ]);
  expect(readFileSync(join(root, 'r', 'environment.properties'), 'utf8')).toMatch(
    new RegExp(`run=${folder.runId}\neffects=14 confirmed, 0 no-effect, 2 unverifiable$`),
  );
});

test('retries share a history id that stays the same in the next run, and a pass after a retry is flaky', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  await run(root);
  const before = named(resultsIn(join(root, 'r')), 'is flaky');
  expect(before.map(({ status, statusDetails }) => ({ status, flaky: Reflect.get(statusDetails, 'flaky') }))).toEqual([
    { status: 'failed', flaky: false },
    { status: 'passed', flaky: true },
  ]);
  await run(root);
  const after = named(resultsIn(join(root, 'r')), 'is flaky');
  const ids = [...before, ...after].map(({ historyId }) => historyId);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(1);
  const [, passed] = after;
  const output = passed?.attachments.find(({ name }) => name === 'stdout');
  expect(readFileSync(join(root, 'r', output?.source ?? ''), 'utf8')).toBe('attempt 1\n');
});

test('a skipped test says why; results of the run before are gone, and nothing else is', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  await run(root);
  const stale = readdirSync(join(root, 'r'));
  mkdirSync(join(root, 'r', 'history'));
  writeFileSync(join(root, 'r', 'executor.json'), '{}');
  await run(root);
  const fresh = readdirSync(join(root, 'r'));
  expect(fresh).toEqual(expect.arrayContaining(['history', 'executor.json', 'environment.properties']));
  expect(fresh.filter((name) => stale.includes(name))).toEqual(['environment.properties']);
  const [skipped] = named(resultsIn(join(root, 'r')), 'is skipped');
  expect(skipped).toMatchObject({ status: 'skipped', statusDetails: { message: 'not on Mondays' } });
});

test('a test that was never begun is in the results, as skipped and with the reason', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  const spec = `import { test } from '@playwright/test'; test('one', () => { throw new Error('no'); }); test('two', () => {});`;
  await runProject(root, { 'playwright.config.ts': config({ resultsDir: 'r' }), 'a.spec.ts': spec }, [
    '-x',
    '--retries=0',
  ]);
  const results = resultsIn(join(root, 'r'));
  expect(named(results, 'one')).toMatchObject([{ status: 'broken' }]);
  expect(named(results, 'two')).toMatchObject([
    { status: 'skipped', statusDetails: { message: 'not run: the run ended before it' } },
  ]);
});

test('a full disk is an input error by name, and no result is half written', async ({}, testInfo) => {
  using disk = smallDisk(16);
  test.skip(disk === undefined, 'only root may mount a small disk');
  const folder = join(disk?.path ?? '', 'r');
  const { code, outcome } = await run(testInfo.outputPath(), folder);
  expect(code).toBe(1);
  expect(outcome.inputErrors).toEqual(['REPORT_WRITE_FAILED']);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    expect(name).not.toContain('.tmp');
    if (name.endsWith('.json')) JSON.parse(readFileSync(join(folder, name), 'utf8'));
  }
});
