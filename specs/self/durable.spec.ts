/** Checkpoints, irreversible steps, rollback, resume and control, each shown by a run of the built command line. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configText, expect, test } from './inline-project.ts';

const config = configText("retries: 1,\n  apps: { calculator: 'calculator' },");

const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { checkpoint, expect, irreversible, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
`;

test('a retry goes on behind the last good checkpoint (S60, S64)', async ({ project }) => {
  project.write({
    'codexqa.config.ts': config,
    'specs/a.spec.ts': `${head}
test('flow', async ({}, info) => {
  const one = await checkpoint('one', () => { log('one'); return { id: 7 }; }, { restore: ({ id }) => log('restore ' + id), verify: () => true });
  await checkpoint('two', () => { log('two'); if (info.retry === 0) throw new Error('boom'); return null; });
  log('end ' + one.id);
});`,
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['one', 'two', 'restore 7', 'two', 'end 7']);
  expect(stdout).toContain('1 flaky');
  expect(exitCode).toBe(0);
});

test('a test that failed for good is undone in reverse order, once', async ({ project }) => {
  project.write({
    'codexqa.config.ts': config,
    'specs/a.spec.ts': `${head}
test('flow', async () => {
  await checkpoint('read', () => log('read'));
  await checkpoint('one', () => log('one'), { compensate: () => log('undo one') });
  await irreversible('pay', () => { log('pay'); return 'r1'; }, { compensate: (receipt) => log('refund ' + receipt) });
  await irreversible('print', () => log('print'), { compensate: () => { throw new Error('no printer'); } });
  throw new Error('boom');
});`,
  });
  const { exitCode, stderr } = await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['read', 'one', 'pay', 'print', 'refund r1', 'undo one']);
  // the rollback rate (S117) is a figure of the run
  expect(stderr).toContain('lasting steps: 3 steps, 2 undone, 1 could not be undone');
  expect(project.results().rollback).toEqual({ steps: 3, undone: 2, stuck: 1 });
  const shown = await project.codexqa(['runs', 'show', 'last']);
  expect(shown.stdout).toContain('lasting   3 steps, 2 undone, 1 could not be undone');
  rmSync(join(project.runs().at(-1) ?? '', 'results.json'));
  expect((await project.codexqa(['runs', 'show', 'last'])).stdout).toContain('lasting   3 steps, 2 undone');
  expect(project.journal().filter(({ kind }) => kind === 'compensation')).toHaveLength(3);
  expect(exitCode).toBe(1);
});

test('an irreversible step broken off by kill -9 asks its probe, and is never repeated blindly (S52)', async ({
  project,
}) => {
  const spec = (probe: string) => `${head}
test('flow', async () => {
  await irreversible('pay', () => { log('pay'); process.kill(process.pid, 'SIGKILL'); }${probe});
  log('end');
});`;
  project.write({ 'codexqa.config.ts': config, 'specs/a.spec.ts': spec('') });
  const broken = await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['pay']);
  expect(broken.stdout).toContain('INTENT_UNRESOLVED');
  const told = await project.codexqa(['test', '--resume', 'last', '--resolve', 'pay=done']);
  expect(project.lines('done.txt')).toEqual(['pay', 'end']);
  expect(told.exitCode).toBe(0);
  expect(project.journal()).toContainEqual(
    expect.objectContaining({ kind: 'irreversible', name: 'pay', event: 'outcome' }),
  );
});

test('a resumed run carries over what passed, and says why the rest runs', async ({ project }) => {
  project.write({
    'codexqa.config.ts': config,
    'specs/a.spec.ts': `${head}
test('good', () => log('good'));
test('bad', () => { log('bad'); if (!existsSync('mended')) throw new Error('boom'); });
test.describe.serial('group', () => {
  test('first', () => log('first'));
  test('second', () => { log('second'); if (!existsSync('mended')) throw new Error('boom'); });
});`,
    'specs/b.spec.ts': `${head}
test('other', () => log('other'));`,
  });
  await project.codexqa(['test', '--retries', '0', '--reporter=dot']);
  expect(project.lines('done.txt').toSorted()).toEqual(['bad', 'first', 'good', 'other', 'second']);
  const dry = await project.codexqa(['resume', '--dry-run']);
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(/carried +a\.spec\.ts › good: passed in run/);
  expect(dry.stdout).toMatch(/run +a\.spec\.ts › bad: it was failed in run/);
  expect(dry.stdout).toMatch(/run +a\.spec\.ts › group › first: its serial group runs again/);
  expect(dry.stdout).toContain('2 carried over, 0 restart at a checkpoint, 3 run');
  project.write({ mended: '', 'done.txt': '' });
  const resumed = await project.codexqa(['resume']);
  expect(resumed.exitCode).toBe(0);
  expect(project.lines('done.txt').toSorted()).toEqual(['bad', 'first', 'second']);
  const results = JSON.parse(readFileSync(`${project.runs().at(-1)}/results.json`, 'utf8')) as { counts: object };
  expect(results.counts).toMatchObject({ passed: 3, carried: 2 });
});

test('a changed spec runs again, others stay carried; a resume can be resumed', async ({ project }) => {
  const other = `${head}\ntest('other', () => log('other'));`;
  project.write({
    'codexqa.config.ts': config,
    'specs/a.spec.ts': `${head}\ntest('a', () => log('a'));`,
    'specs/b.spec.ts': other,
  });
  await project.codexqa(['test']);
  project.write({ 'done.txt': '', 'specs/b.spec.ts': `${other}\n// changed` });
  const dry = await project.codexqa(['resume', '--dry-run']);
  expect(dry.stdout).toContain('specs/b.spec.ts changed');
  await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['other']);
  project.write({ 'done.txt': '' });
  const again = await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['']);
  expect(again.exitCode).toBe(0);
});

test('behind a changed spec no attempt of a resumed run uses a checkpoint of an earlier run', async ({ project }) => {
  const spec = (value: string, first: string) => `${head}
test('flow', async ({}, info) => {
  ${first}
  const one = await checkpoint('one', () => '${value}', { restore: () => log('restore') });
  log(one);
  if (info.retry === 0 || '${value}' === 'old') throw new Error('boom');
});`;
  project.write({ 'codexqa.config.ts': config, 'specs/a.spec.ts': spec('old', '') });
  await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['old', 'restore', 'old']);
  project.write({ 'done.txt': '', 'specs/a.spec.ts': spec('new', "if (info.retry === 0) throw new Error('early');") });
  const { exitCode } = await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['new']);
  expect(exitCode).toBe(0);
});

test('an unknown run is named with the nearest one', async ({ project }) => {
  project.write({ 'codexqa.config.ts': config, 'specs/a.spec.ts': `${head}\ntest('a', () => log('a'));` });
  await project.codexqa(['test']);
  const { exitCode, stderr } = await project.codexqa(['test', '--resume', '20200101-000000-no-run']);
  expect(stderr).toContain('RUN_NOT_FOUND');
  expect(exitCode).toBe(2);
});

test('two checkpoints of one name, and a value that JSON cannot carry, are refused with their place', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
test('twice', async () => { await checkpoint('x', () => 1); await checkpoint('x', () => 2); });
test('value', async () => { await checkpoint('x', () => ({ list: [1, new Date()] })); });`,
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(stdout).toContain('CHECKPOINT_DUPLICATE');
  expect(stdout).toContain('a Date at value.list[1]');
  expect(exitCode).toBe(2);
});

test('pause holds a run before its next action without costing test time, abort ends and undoes it (S4, S68)', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': config,
    'specs/a.spec.ts': `${head}
test('long', async ({ launch }) => {
  test.setTimeout(60_000);
  const app = await launch('calculator');
  await checkpoint('begun', () => null, { compensate: () => log('undone') });
  for (let i = 0; i < 10_000; i++) { await app.getByRole('button', { name: '7', exact: true }).click(); log('click'); }
});`,
  });
  const running = project.start([process.execPath, project.cli, 'test']);
  await expect.poll(() => project.lines('done.txt').length).toBeGreaterThan(3);
  expect((await project.codexqa(['pause', '--reason', 'look'])).exitCode).toBe(0);
  await expect.poll(() => project.state()).toBe('paused');
  const held = project.lines('done.txt').length;
  await project.codexqa(['runs', 'list']);
  expect(project.lines('done.txt').length - held).toBeLessThanOrEqual(1);
  await project.codexqa(['continue']);
  await expect.poll(() => project.lines('done.txt').length).toBeGreaterThan(held + 1);
  await project.codexqa(['abort', '--reason', 'enough']);
  const { exitCode } = await project.finish(running);
  expect(project.lines('done.txt').at(-1)).toBe('undone');
  expect([1, 130]).toContain(exitCode);
  const states = project
    .journal()
    .filter(({ kind }) => kind === 'state')
    .map(({ to }) => to);
  expect(states).toEqual(expect.arrayContaining(['running', 'paused', 'resumed', 'aborted']));
});
