/** Lock and sleep over the built command line: a session of its own goes on, a halt saves the state, and both stand in the record. */
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { askRun } from '../../src/journal/control.ts';
import { RunFolder } from '../../src/journal/run-folder.ts';
import { MockBus } from '../../src/support/mock-bus.sample.ts';
import { configText, expect, type InlineProject, test } from './inline-project.ts';

const waiting = (project: InlineProject, file: string) =>
  expect.poll(() => project.has(file), { timeout: 90_000 }).toBe(true);

test('a private session goes on under a locked screen; lock and unlock stand in the record', async ({ project }) => {
  const bus = await MockBus.open();
  try {
    await bus.mock('logind', 'org.freedesktop.login1');
    const { uid, username } = userInfo();
    const mocked = (path: string, method: string, ...args: string[]) =>
      bus.call('org.freedesktop.login1', path, `org.freedesktop.DBus.Mock.${method}`, ...args);
    const session = '/org/freedesktop/login1/session/c7';
    const manager = '/org/freedesktop/login1';
    await mocked(manager, 'AddSession', '"c7"', '"seat0"', String(uid), `"${username}"`, 'true');
    const lock = (is: boolean) =>
      mocked(session, 'UpdateProperties', '"org.freedesktop.login1.Session"', `{"LockedHint": <${is}>}`);
    project.write({
      'codexqa.config.ts': configText()
        .replace("'simulated'", "'linux'")
        .replace("'calculator', editor", "'galculator', editor")
        // a real application, which may be slow
        .replace('expect: 500', 'expect: 30_000'),
      'specs/a.spec.ts': `import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'codexqa';
test('works on', async ({ launch }) => {
  test.setTimeout(120_000);
  const app = await launch('calculator');
  writeFileSync('begun', '');
  await expect.poll(() => existsSync('locked'), { timeout: 90_000 }).toBe(true);
  await app.getByRole('button', { name: '7', exact: true }).click();
  await expect(app.getByRole('textbox')).toHaveText('7');
});`,
    });
    const { DBUS_SYSTEM_BUS_ADDRESS = '' } = bus.environment;
    const env = { DBUS_SYSTEM_BUS_ADDRESS };
    const end = project.finish(project.start([process.execPath, project.cli, 'test'], { env }));
    await waiting(project, 'begun');
    await lock(true);
    const changes = () =>
      project.journal().flatMap(({ kind, change, follows }) => (kind === 'presence' ? [`${change}: ${follows}`] : []));
    await expect.poll(changes, { timeout: 30_000 }).toEqual(['watched: goes on', 'locked: goes on']);
    project.write({ locked: '' });
    expect((await end).exitCode).toBe(0);
    const shown = await project.codexqa(['audit', 'show']);
    expect(shown.stdout).toMatch(
      /presence\.locked +change locked, detail the screen is locked, by logind, follows goes on/,
    );
    expect((await project.codexqa(['audit', 'verify'])).exitCode).toBe(0);
  } finally {
    bus.close();
  }
});

test('a halt comes before the next action, undoes nothing, and the resumed run goes on behind its checkpoint', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { checkpoint, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
test('works', async ({ launch }) => {
  test.setTimeout(120_000);
  await checkpoint('first half', () => log('first half'), { restore: () => log('restored'), compensate: () => log('undone') });
  const app = await launch('calculator');
  while (!existsSync('enough')) {
    await app.getByRole('button', { name: '7', exact: true }).click();
    writeFileSync('begun', '');
  }
  log('second half');
});
test('comes later', () => log('later'));`,
  });
  const end = project.finish(project.start([process.execPath, project.cli, 'test', '--workers', '1']));
  await waiting(project, 'begun');
  const run = project.runs().at(-1) ?? '';
  askRun(RunFolder.at(run), { wish: 'halt', by: 'the presence guard', reason: 'the screen is locked', at: Date.now() });
  const { exitCode, stderr, stdout } = await end;
  expect(exitCode, stdout + stderr).toBe(1);
  expect(stderr).toContain('halted: the screen is locked');
  const head = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { state: string; halted: string };
  expect(head).toMatchObject({ state: 'halted', halted: 'the screen is locked' });
  expect(project.read('done.txt')).toBe('first half\n');
  project.write({ enough: '' });
  const resumed = await project.codexqa(['resume']);
  expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
  expect(project.read('done.txt')).toBe('first half\nrestored\nsecond half\nlater\n');
});
