import { existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EvidenceStore } from '../src/journal/evidence.ts';
import { JournalReader } from '../src/journal/reader.ts';
import { readResults } from '../src/journal/results.ts';
import { verifyRun } from '../src/journal/verify.ts';
import { smallDisk } from '../src/support/small-disk.sample.ts';
import { reporterPath, runEngine, runProject } from './project.sample.ts';
import { removeIfHalf } from './report-files.ts';

const imports = `import { test, expect } from '@playwright/test';`;
const act = (counts: string): string =>
  `test.info().annotations.push({ type: 'codexqa.effects', description: '${counts}' });`;

test('the results say of every test what became of it', async ({}, testInfo) => {
  const { code, folder, outcome, stderr } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { workers: 1, retries: 1, projects: [{ name: 'dark' }] };`,
    'specs/all.spec.ts': `${imports}
      test.describe('group', () => {
        test('passes', { tag: '@fast' }, () => { ${act('3 confirmed, 0 no-effect, 1 unverifiable')} });
        test('fails', async ({}, info) => {
          ${act('1 confirmed, 1 no-effect, 0 unverifiable')}
          await info.attach('screen.png', { body: 'picture', contentType: 'image/png' });
          throw new Error('\\u001b[31mACTION_NO_EFFECT: the click changed nothing\\u001b[39m');
        });
        test('is flaky', ({}, info) => expect(info.retry).toBe(1));
        test.skip('is skipped', () => {});
        test.fail('fails as it should', () => { throw new Error('BASELINE_INVALID: on purpose'); });
      });`,
  });
  expect(code).toBe(1);
  const results = readResults(folder);
  expect(results?.counts).toEqual({
    passed: 2,
    failed: 1,
    flaky: 1,
    quarantined: 0,
    carried: 0,
    skipped: 1,
    interrupted: 0,
    'not-run': 0,
  });
  expect(results?.effects).toEqual({ confirmed: 5, 'no-effect': 2, unverifiable: 1 });
  expect(stderr).toContain('8 actions: 5 confirmed, 2 no-effect, 1 unverifiable');
  const byTitle = new Map(results?.tests.map((record) => [record.titlePath.at(-1), record]));
  expect(byTitle.get('passes')).toMatchObject({
    status: 'passed',
    project: 'dark',
    file: 'specs/all.spec.ts',
    line: 3,
    titlePath: ['group', 'passes'],
    tags: ['@fast'],
  });
  const failed = byTitle.get('fails');
  expect(failed).toMatchObject({ status: 'failed', attempts: [{ retry: 0 }, { retry: 1 }] });
  expect(failed?.attempts[0]?.errors).toMatchObject([
    {
      code: 'ACTION_NO_EFFECT',
      message: 'Error: ACTION_NO_EFFECT: the click changed nothing',
      at: 'specs/all.spec.ts:7',
    },
  ]);
  const digest = failed?.attempts[1]?.attachments[0]?.digest ?? '';
  expect(new EvidenceStore(folder).read(digest)?.toString()).toBe('picture');
  expect(byTitle.get('is flaky')).toMatchObject({
    status: 'flaky',
    attempts: [{ status: 'failed' }, { status: 'passed' }],
  });
  expect(byTitle.get('is skipped')?.status).toBe('skipped');
  // nothing the person wrote or installed is wrong: the one such error was expected
  expect(outcome).toEqual({ status: 'failed', inputErrors: [], reports: [] });
});

test('the journal of a run has its plan, its tests and its end, and verifies', async ({}, testInfo) => {
  const { folder } = await runProject(testInfo.outputPath(), { 'a.spec.ts': `${imports} test('one', () => {}); ` });
  const kinds = [...new JournalReader(folder).records()].map(({ entry }) => entry.kind);
  expect(kinds).toEqual(['run-begin', 'plan', 'dependencies', 'state', 'test-begin', 'test-end', 'run-end', 'state']);
  expect(verifyRun(folder).findings).toEqual([]);
  expect(folder.readHead()).toMatchObject({ state: 'done', status: 'passed', counts: { passed: 1 } });
});

test('tests that Playwright never got to are not-run, not skipped', async ({}, testInfo) => {
  const { folder } = await runProject(
    testInfo.outputPath(),
    {
      'a.spec.ts': `${imports} test('one', () => { throw new Error('no') }); test('two', () => {}); test.skip('three', () => {});`,
    },
    ['-x'],
  );
  expect(readResults(folder)?.tests.map(({ titlePath, status }) => [...titlePath, status])).toEqual([
    ['one', 'failed'],
    ['two', 'not-run'],
    ['three', expect.stringMatching(/^(skipped|not-run)$/)],
  ]);
});

const wrong: { name: string; spec: string; code: string }[] = [
  { name: 'a syntax error', spec: `${imports} test('one', () => {`, code: 'SPEC_INVALID' },
  { name: 'an import of nothing', spec: `import './nothing'; ${imports} test('one', () => {});`, code: 'SPEC_INVALID' },
  {
    name: 'a code of ours in a test',
    spec: `${imports} test('one', () => { throw new Error('APP_UNKNOWN: there is no app "x"') });`,
    code: 'APP_UNKNOWN',
  },
];
for (const { name, spec, code } of wrong) {
  test(`${name} is an input error for the command line`, async ({}, testInfo) => {
    const { outcome } = await runProject(testInfo.outputPath(), { 'a.spec.ts': spec });
    expect(outcome).toMatchObject({ status: 'failed', inputErrors: [code] });
  });
}

test('a global setup that fails is no mistake in a spec', async ({}, testInfo) => {
  const { outcome } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { globalSetup: './setup.ts' };`,
    'setup.ts': `export default () => { throw new Error('the server is down'); };`,
    'a.spec.ts': `${imports} test('one', () => {});`,
  });
  expect(outcome).toMatchObject({ status: 'failed', inputErrors: [] });
});

test('no test found is what it is in Playwright: a failure, no input error', async ({}, testInfo) => {
  const { code, outcome } = await runProject(
    testInfo.outputPath(),
    { 'a.spec.ts': `${imports} test('one', () => {});` },
    ['-g', 'two'],
  );
  expect(code).toBe(1);
  expect(outcome.inputErrors).toEqual([]);
});

test('reports are named with their places', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  const { outcome } = await runProject(root, {
    'playwright.config.ts': `export default { workers: 1, reporter: [['html', { open: 'never', outputFolder: 'r/html' }], ['junit', { outputFile: 'r/j.xml' }], ['line']] };`,
    'a.spec.ts': `${imports} test('one', () => {});`,
  });
  expect(outcome.reports).toEqual([
    { name: 'html', path: `${root}/r/html/index.html` },
    { name: 'junit', path: `${root}/r/j.xml` },
  ]);
});

test('a report cut off anywhere is seen to be half, and is taken away', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  await runProject(root, {
    'playwright.config.ts': `export default { workers: 1, reporter: [['html', { open: 'never', outputFolder: 'r' }], ['junit', { outputFile: 'r/j.xml' }], ['json', { outputFile: 'r/j.json' }]] };`,
    'a.spec.ts': `${imports} test('one', () => {});`,
  });
  const reports = { html: 'index.html', junit: 'j.xml', json: 'j.json' };
  for (const [name, file] of Object.entries(reports)) {
    const report = { name, path: `${root}/r/${file}` };
    expect(removeIfHalf(report, 0)).toBeUndefined();
    truncateSync(report.path, statSync(report.path).size - 20);
    expect(removeIfHalf(report, 0)).toBe('it was only half written and has been removed');
    expect(removeIfHalf(report, 0)).toBe('it is missing');
  }
});

test('a full disk while reports are written: an input error by name, and no half report', async ({}, testInfo) => {
  using disk = smallDisk(256);
  test.skip(disk === undefined, 'only root may mount a small disk');
  const path = disk?.path ?? '';
  const reporters = [
    ['html', { open: 'never', outputFolder: `${path}/html` }],
    ['junit', { outputFile: `${path}/j.xml` }],
  ];
  const { code, outcome, stderr } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { workers: 1, reporter: ${JSON.stringify(reporters)} };`,
    'a.spec.ts': `${imports} test('one', () => { console.log('x'.repeat(300_000)); });`,
  });
  expect(code).toBe(1);
  expect(outcome).toMatchObject({ inputErrors: ['REPORT_WRITE_FAILED'], reports: [] });
  expect(stderr).toContain('REPORT_WRITE_FAILED: the html report');
  expect(stderr).toContain('REPORT_WRITE_FAILED: the junit report');
  expect(existsSync(`${path}/j.xml`)).toBe(false);
  expect(existsSync(`${path}/html/index.html`)).toBe(false);
});

test('a full disk under the run itself stops it', async ({}, testInfo) => {
  using disk = smallDisk(256);
  test.skip(disk === undefined, 'only root may mount a small disk');
  const picture = `await info.attach('big', { body: 'x'.repeat(600_000) }); throw new Error('no');`;
  const spec = `${imports} test('one', async ({}, info) => { ${picture} }); test('two', () => {}); test('three', () => {});`;
  const { code, stderr, outcome, folder } = await runProject(
    testInfo.outputPath(),
    { 'a.spec.ts': spec },
    [],
    disk?.path,
  );
  expect(code).toBe(130);
  expect(stderr).toContain('JOURNAL_WRITE_FAILED: evidence cannot be kept');
  expect(outcome.inputErrors).toEqual(['JOURNAL_WRITE_FAILED']);
  expect(folder.readHead().state).toBe('halted');
  expect([...new JournalReader(folder).records()].map(({ entry }) => entry.kind)).toContain('plan');
});

test('under plain Playwright it does nothing', async ({}, testInfo) => {
  const root = testInfo.outputPath();
  await runProject(root, { 'a.spec.ts': `${imports} test('one', () => {});` });
  rmSync(`${root}/.codexqa`, { recursive: true });
  const { code } = await runEngine(root, ['--add-reporter', reporterPath('run')], {});
  expect(code).toBe(0);
  expect(existsSync(`${root}/.codexqa`)).toBe(false);
});
