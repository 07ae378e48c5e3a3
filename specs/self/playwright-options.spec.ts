import { configText, expect, specText, test } from './inline-project.ts';

const two = specText({ 'has "quotes" and spaces': '', other: '' });

test.beforeEach(({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': two,
    'specs/b.spec.ts': specText({ third: '' }),
  });
});

test('-g takes a title with quotes and spaces', async ({ project }) => {
  const { exitCode, stdout } = await project.codexqa(['test', '-g', 'has "quotes" and spaces']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('1 passed');
  expect(stdout).toContain('has "quotes" and spaces');
});

test('a file with a line runs the test that stands there', async ({ project }) => {
  const line =
    project
      .read('specs/a.spec.ts')
      .split('\n')
      .findIndex((text) => text.includes('"other"')) + 1;
  const { stdout } = await project.codexqa(['test', `specs/a.spec.ts:${line}`]);
  expect(stdout).toContain('1 passed');
  expect(stdout).toContain('› other');
});

test('--project runs the named project only', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText("projects: [{ name: 'light' }, { name: 'dark', colorScheme: 'dark' }],"),
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test('sees its project', ({ codexqa }, { project }) => expect(codexqa.session.colorScheme).toBe(project.name));`,
  });
  const { exitCode, stdout } = await project.codexqa(['test', 'a.spec', '--project', 'dark']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('[dark]');
  expect(stdout).not.toContain('[light]');
});

test('--shard runs its share, and merge-reports joins the shares', async ({ project }) => {
  const shards = [
    await project.codexqa(['test', '--shard', '1/2', '--reporter', 'blob'], {
      env: { PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blobs/1' },
    }),
    await project.codexqa(['test', '--shard', '2/2', '--reporter', 'blob'], {
      env: { PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blobs/2' },
    }),
  ];
  expect(shards.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  project.write({ 'all/keep': '' });
  const { readdirSync, copyFileSync } = await import('node:fs');
  for (const shard of ['1', '2'])
    for (const name of readdirSync(project.path('blobs', shard)))
      copyFileSync(project.path('blobs', shard, name), project.path('all', name));
  const merged = await project.codexqa(['merge-reports', 'all', '--reporter', 'json']);
  expect(merged.exitCode).toBe(0);
  expect(JSON.parse(merged.stdout)).toMatchObject({ stats: { expected: 3 } });
});

test('--retries makes a test that passes at last flaky, and the run good', async ({ project }) => {
  project.write({
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test('second time', ({}, { retry }) => expect(retry).toBe(1));`,
  });
  const { exitCode, stdout } = await project.codexqa(['test', 'a.spec', '--retries', '1']);
  expect(stdout).toContain('1 flaky');
  expect(exitCode).toBe(0);
});

test('--last-failed runs what failed in the last run', async ({ project }) => {
  project.write({ 'specs/b.spec.ts': specText({ third: 'expect(process.env.MEND).toBe("yes");' }) });
  expect((await project.codexqa(['test'])).exitCode).toBe(1);
  const { exitCode, stdout } = await project.codexqa(['test', '--last-failed'], { env: { MEND: 'yes' } });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('1 passed');
  expect(stdout).toContain('third');
});

test('--list names tests and leaves no run behind', async ({ project }) => {
  const { exitCode, stdout } = await project.codexqa(['test', '--list']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Total: 3 tests in 2 files');
  expect(project.runs()).toHaveLength(0);
});

test("--add-reporter stands beside codexqa's own", async ({ project }) => {
  const { exitCode } = await project.codexqa(['test', '--add-reporter', 'json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: project.path('own.json') },
  });
  expect(exitCode).toBe(0);
  expect(JSON.parse(project.read('own.json'))).toMatchObject({ stats: { expected: 3 } });
  expect(project.journal().some(({ kind }) => kind === 'run-end')).toBe(true);
});

test('plain `npx playwright test` works too, without a run folder', async ({ project }) => {
  project.write({ 'playwright.config.ts': "export { default } from './codexqa.config';\n" });
  project.write({ 'specs/a.spec.ts': specText({ launches: "await launch('calculator');" }) });
  const { exitCode, stdout } = await project.node('@playwright/test/cli.js', ['test']);
  expect(stdout).toContain('2 passed');
  expect(exitCode).toBe(0);
  expect(project.runs()).toHaveLength(0);
});
