/** Declared tasks: told before they start, held to their limits, halted by what they do not list, judged at their end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowingPolicy, configText, expect, test } from './inline-project.ts';

const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { expect, task, test } from 'codexqa';
`;
const full = `kind: 'ui-regression-checklist', risk: 'low', reversible: true, stop: 'the printer is out of paper', onError: 'continue',
  knownFailures: [{ match: 'no paper', handling: 'is filled up in the morning' }], interruptionTolerance: 'brief'`;
const limits = 'limits: { actions: 20, minutes: 5, chainDepth: 1 }';

test('done and pause points are told before the start, done is judged at the end (S11, S50)', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText("reporters: ['list', 'html', 'allure', 'junit', 'ctrf'],"),
    'specs/a.spec.ts': `${head}
test.describe('Words', task({ ${full}, ${limits}, done: 'every word is written' }), () => {
  test('one', () => {}); test('two', () => {});
});
test.describe('Thirty', task({ ${full}, ${limits}, done: { says: 'the file is there', holds: () => existsSync('there') } }), () => {
  test('three', () => {});
});`,
  });
  const undone = await project.codexqa(['test']);
  expect(undone.stderr).toContain(`
  task "Words" (ui-regression-checklist, low risk, reversible), 2 tests
    done      every word is written
    pauses    the printer is out of paper; on request (npx codexqa pause)
    limits    20 actions, 5 min, 1 resumed runs
    failures  the next test runs; 1 known failures are handled`);
  expect(undone.stderr).toContain('task "Words" is done (every word is written): all 2 tests passed');
  expect(undone.stderr).toContain('task "Thirty" is NOT done (the file is there): its own check says no');
  expect(undone.exitCode).toBe(1);
  expect(project.results()).toMatchObject({
    status: 'failed',
    counts: { passed: 3 },
    errors: [{ code: 'TASK_NOT_DONE' }],
    tasks: [
      { title: 'Words', held: true },
      { title: 'Thirty', held: false },
    ],
  });
  project.write({ there: '' });
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
  expect(project.journal()).toContainEqual(expect.objectContaining({ kind: 'done', held: true }));
});

test('an unlisted failure halts an unattended run, a listed one does not (S49)', async ({ project }) => {
  const spec = (message: string) => `${head}
test.describe('Print', task({ ${full}, ${limits}, done: 'all is printed' }), () => {
  test('one', () => { throw new Error(${JSON.stringify(message)}); });
  test('two', () => { appendFileSync('done.txt', 'two'); });
});`;
  project.write({
    'codexqa.config.ts': configText(
      "reporters: ['list', ['junit', { dialect: 'jenkins' }], 'allure', 'json'],\n  retries: 1,",
    ),
    'codexqa.policy.yaml': allowingPolicy,
    'specs/a.spec.ts': spec('there is no paper left'),
  });
  const listed = await project.codexqa(['test', '--unattended']);
  expect(project.read('done.txt')).toBe('two');
  expect(listed.exitCode).toBe(1);
  expect(project.results().halted).toBeUndefined();

  project.write({ 'specs/a.spec.ts': spec('it burns'), 'done.txt': '' });
  const halted = await project.codexqa(['test', '--unattended', '--workers', '1']);
  expect(project.read('done.txt')).toBe('');
  expect(halted.exitCode).toBe(1);
  const why = '"Print › one" failed in a way that its task does not list: Error: it burns';
  expect(halted.stderr).toContain(`halted: ${why}`);
  expect(project.results()).toMatchObject({ status: 'failed', halted: why, counts: { failed: 1, 'not-run': 1 } });
  const states = project.journal().filter(({ kind }) => kind === 'state');
  expect(states).toContainEqual({ kind: 'state', to: 'halted', reason: why });
  expect(project.read('reports/junit.xml')).toContain('not run: halted (&quot;Print › one&quot; failed');
  expect(project.read('reports/results.json')).toContain('"type": "codexqa.notRun"');
  const head_ = JSON.parse(readFileSync(join(project.runs().at(-1) ?? '', 'run.json'), 'utf8')) as object;
  expect(head_).toMatchObject({ state: 'halted', halted: why });

  // attended, `onError` means what it says
  project.write({
    'specs/a.spec.ts': spec('it burns').replace("onError: 'continue'", "onError: 'halt'"),
    'done.txt': '',
  });
  await project.codexqa(['test', '--workers', '1']);
  expect(project.read('done.txt')).toBe('');
  expect(project.results().halted).toBe(why);
  project.write({ 'specs/a.spec.ts': spec('it burns') });
  await project.codexqa(['test']);
  expect(project.read('done.txt')).toBe('two');
});

test('limits end a task before its next action, over all its tests, and end a chain of resumed runs (S48)', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
test.describe('Clicks', task({ ${full}, limits: { actions: 6, minutes: 5, chainDepth: 1 }, done: 'clicked' }), () => {
  for (const name of ['one', 'two']) test(name, async ({ launch }) => {
    const app = await launch('calculator');
    for (let i = 0; i < 3; i++) { await app.getByRole('button', { name: '7', exact: true }).click(); appendFileSync('done.txt', '.'); }
  });
});
test.describe('Minutes', task({ ${full}, limits: { actions: 6, minutes: 0.0001, chainDepth: 1 }, done: 'clicked' }), () => {
  test('three', async ({ launch }) => {
    const app = await launch('calculator');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await app.getByRole('button', { name: '7', exact: true }).click();
  });
});`,
  });
  const { stdout, exitCode } = await project.codexqa(['test', '--workers', '1']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('TASK_LIMIT: the task at a.spec.ts:5 has used up its 6 actions');
  expect(stdout).toContain('TASK_LIMIT: the task at a.spec.ts:12 has used up its 0.0001 minutes');
  // the first test launches and clicks three times, the second may do two things more
  expect(project.read('done.txt')).toBe('....');
  // a repeat does the task once more, with limits of its own
  project.write({ 'done.txt': '' });
  await project.codexqa(['test', '-g', 'Clicks', '--workers', '1', '--repeat-each', '2']);
  expect(project.read('done.txt')).toBe('........');
  await project.codexqa(['test', '--workers', '1']);
  await project.codexqa(['resume']);
  const deep = await project.codexqa(['resume']);
  expect(deep.stdout + deep.stderr).toContain('TASK_LIMIT: task "Clicks" was resumed 2 times in a row, its limit is 1');
});

test('what nobody could judge is refused unattended, and a warning attended (S5, S6, S32, S54)', async ({
  project,
}) => {
  const spec = (declaration: string) => `${head}
test.describe('Words', task({ ${declaration} }), () => { test('one', () => {}); });`;
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': `${head}\ntest('alone', () => {});` });
  const alone = await project.codexqa(['test', '--unattended']);
  expect(alone.exitCode).toBe(2);
  expect(alone.stdout + alone.stderr).toContain('TASK_INCOMPLETE: this run is unattended, and nobody could judge:');
  expect(alone.stdout + alone.stderr).toContain('specs/a.spec.ts:5: it belongs to no task');

  project.write({ 'specs/a.spec.ts': spec(`${full}, ${limits}, done: 'all'`) });
  const fragile = await project.codexqa(['test', '--unattended']);
  expect(fragile.stdout + fragile.stderr).toContain(
    '"Words" is a ui-regression-checklist, which needs `retries: 1` or more',
  );
  project.write({ 'codexqa.policy.yaml': allowingPolicy });
  expect((await project.codexqa(['test', '--unattended', '--retries', '1'])).exitCode).toBe(0);

  project.write({
    'specs/a.spec.ts': spec(`${full.replace(/stop: '[^']+', /, '')}, limits: { actions: 3 }, done: 'all'`),
  });
  const missing = await project.codexqa(['test', '--unattended', '--retries', '1']);
  expect(missing.exitCode).toBe(2);
  expect(missing.stdout).toMatch(/TASK_INCOMPLETE: task\(\) at .*a\.spec\.ts:5 does not declare stop, limits\.minutes/);
  const attended = await project.codexqa(['test', '--retries', '1']);
  expect(attended.exitCode).toBe(0);
});
