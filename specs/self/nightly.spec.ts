/** Comfort of every night: quarantine, balanced shards, isolated retries, the history of a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText, expect, test } from './inline-project.ts';

const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { expect, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
`;

test('a failure in quarantine does not fail the run, and every report says so', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(
      "reporters: ['list', 'html', 'allure', 'ctrf', ['junit', { dialect: 'jenkins' }]],",
    ),
    'quarantine.yml': `tests:
  - test: specs/a.spec.ts › group › shakes
    owner: alice
    reason: the printer driver is being replaced
    expires: 2999-12-31
  - { test: was renamed, owner: bob, reason: it shook, expires: 2999-12-31 }
`,
    'specs/a.spec.ts': `${head}
test('stands', () => {});
test.describe('group', () => { test('shakes', () => { throw new Error('APP_UNKNOWN: boom'); }); });`,
  });
  const { exitCode, stderr, stdout } = await project.codexqa(['test']);
  expect(exitCode, stdout + stderr).toBe(0);
  const words = 'alice until 2999-12-31: the printer driver is being replaced';
  expect(stderr).toContain(`its failure does not count: specs/a.spec.ts › group › shakes (${words})`);
  const { status, counts, tests, unusedQuarantine } = project.results();
  expect(stderr).toContain('quarantine.yml: "was renamed" belongs to no test: correct its name, or take it out');
  expect(unusedQuarantine).toEqual(['was renamed']);
  expect({ status, counts }).toMatchObject({ status: 'passed', counts: { passed: 1, quarantined: 1, failed: 0 } });
  const annotations = tests.find(({ status }) => status === 'quarantined')?.annotations;
  expect(annotations).toEqual([{ type: 'codexqa.quarantine', description: words }]);
  expect(project.read('reports/junit.xml')).toContain(`<skipped message="failed in quarantine (${words})`);
  expect(project.read('reports/ctrf.json')).toContain('"rawStatus": "quarantined"');
  const folder = project.path('reports', 'allure-results');
  const allure = readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(allure.some((text) => text.includes('"muted":true') && text.includes(words))).toBe(true);

  // something else that is wrong fails the run as ever
  project.write({ 'specs/b.spec.ts': `${head}\ntest('falls', () => { throw new Error('no'); });` });
  expect((await project.codexqa(['test'])).exitCode).toBe(1);
});

test('quarantine without owner, expired, twice, above its cap: every line is named', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}\ntest('one', () => {});`,
    'quarantine.yml': `cap: 2
tests:
  - test: one
    reason: because
    expires: 2999-01-01
  - { test: two, owner: bob, reason: because, expires: 2020-01-01 }
  - { test: two, owner: bob, reason: because, expires: soon, expirs: x }
`,
  });
  const { exitCode, stdout, stderr } = await project.codexqa(['test']);
  const told = stdout + stderr;
  expect(exitCode).toBe(2);
  expect(told).toContain('QUARANTINE_INVALID: quarantine.yml has mistakes:');
  expect(told, 'where in our code it was noticed').not.toMatch(/\n +at /);
  expect(told).toContain('quarantine.yml:3: it has no owner');
  expect(told).toContain('quarantine.yml:6: the quarantine of "two" (bob) has expired on 2020-01-01');
  expect(told).toContain('quarantine.yml:7: unknown key "expirs"; did you mean "expires"?');
  expect(told).toContain('quarantine.yml:7: expected expires to be a day like 2026-12-31, saw "soon"');
  expect(told).toContain('quarantine.yml:7: 3 tests are in quarantine, at most 2 may be (cap)');
});

test('shards take equally long with committed durations, and each test is in exactly one', async ({ project }) => {
  const sleep = (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;
  const spec = (tests: readonly [string, number][]) =>
    `${head}${tests.map(([name, ms]) => `test('${name}', async () => { ${sleep(ms)} log('${name}'); });`).join('\n')}`;
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': spec([
      ['a1', 300],
      ['a2', 0],
    ]),
    'specs/b.spec.ts': spec([['b', 0]]),
    'specs/c.spec.ts': spec([['c', 0]]),
    'specs/d.spec.ts': spec([['d', 0]]),
  });
  await project.codexqa(['test']);
  const written = await project.codexqa(['durations']);
  expect(written.stdout).toBe('durations.json: 5 tests\n');
  const durations = JSON.parse(project.read('durations.json')) as { tests: Record<string, number> };
  expect(Object.keys(durations.tests)[0]).toBe('specs/a.spec.ts › a1');
  expect(durations.tests['specs/a.spec.ts › a1']).toBeGreaterThanOrEqual(300);
  // of a machine that was never busy
  const committed = Object.entries(durations.tests).map(([test]) => [test, test.includes('a.spec') ? 900 : 300]);
  project.write({ 'durations.json': JSON.stringify({ ...durations, tests: Object.fromEntries(committed) }) });
  const shares: string[][] = [];
  for (const shard of ['1/2', '2/2']) {
    project.write({ 'done.txt': '' });
    const { exitCode } = await project.codexqa(['test', '--shard', shard]);
    expect(exitCode).toBe(0);
    shares.push(project.lines('done.txt').toSorted());
  }
  // by number of tests Playwright would put a file of one more into the first
  expect(shares).toEqual([
    ['a1', 'a2'],
    ['b', 'c', 'd'],
  ]);
  expect(project.results().counts).toMatchObject({ passed: 3, 'not-run': 0 });
  project.write({ 'durations.json': '{"tests":[]}' });
  const broken = await project.codexqa(['test', '--shard', '1/2']);
  expect(broken.exitCode).toBe(2);
  expect(broken.stdout + broken.stderr).toContain('is not a file that codexqa durations has written');
});

test('isolated retries come after everything else', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText("retries: 1, retryStrategy: 'isolated',"),
    'specs/a.spec.ts': `${head}
test('one', ({}, info) => { log('one ' + info.retry); if (info.retry === 0) throw new Error('boom'); });
test('two', () => log('two'));`,
    'specs/b.spec.ts': `${head}\ntest('three', () => log('three'));`,
  });
  const { exitCode } = await project.codexqa(['test', '--workers', '1']);
  expect(exitCode).toBe(0);
  expect(project.lines('done.txt')).toEqual(['one 0', 'two', 'three', 'one 1']);
});

test('the history of a test tells every run, its restarts, and how often it shakes', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText('retries: 1,'),
    'specs/a.spec.ts': `${head}
import { checkpoint } from 'codexqa';
test('saves a file', async ({}, info) => {
  await checkpoint('opened', () => null);
  if (existsSync('shaky') && info.retry === 0) throw new Error('boom');
});
test('other', () => {});`,
  });
  await project.codexqa(['test']);
  project.write({ shaky: '' });
  await project.codexqa(['test']);
  const { stdout } = await project.codexqa(['history', 'saves a']);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('specs/a.spec.ts › saves a file');
  expect(lines[1]).toMatch(/^ {2}\S+ {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}passed +\d+\.\d s$/);
  expect(lines[2]).toMatch(/flaky +\d+\.\d s {2}2 attempts, restarted at "opened"$/);
  expect(lines[3]).toMatch(/^ {2}2 runs: 1 passed, 1 flaky; 50\.0 % flaky, usually \d+\.\d s$/);
  expect(stdout).not.toContain('\u001b');
  const json = JSON.parse((await project.codexqa(['history', 'saves', '--json'])).stdout) as unknown;
  expect(json).toMatchObject([{ flakeRate: 0.5, runs: [{ status: 'passed' }, { status: 'flaky', attempts: 2 }] }]);
  const unknown = await project.codexqa(['history', 'saves a fill']);
  expect(unknown.stderr).toContain('did you mean "saves a file"?');
  expect(unknown.exitCode).toBe(2);
});
