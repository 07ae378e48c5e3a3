import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configText, expect, type InlineProject, test } from './inline-project.ts';

/** Writes what happens to a file, so that the order is known without timing. */
const waiting = `import { appendFileSync } from 'node:fs';
import { test } from 'codexqa';
const note = (line: string) => appendFileSync('notes.txt', line + '\\n');
test.afterAll(() => note('afterAll'));
test.afterEach(() => note('afterEach'));
test('waits for ever', async ({ desktop }) => {
  note('started ' + process.pid + ' ' + process.ppid);
  await new Promise(() => {});
});
test('comes later', () => note('later'));
`;

function files(project: InlineProject): void {
  project.write({
    'codexqa.config.ts': configText("reporters: ['list', 'json'],").replace("reporters: ['list'],", ''),
    'specs/a.spec.ts': waiting,
  });
}

function notes(project: InlineProject): string {
  return project.has('notes.txt') ? project.read('notes.txt') : '';
}

/** A run that ends before its test has begun fails here at once, with what it printed in the report. */
async function untilStarted(project: InlineProject, child: ChildProcess): Promise<void> {
  const state = () => (child.exitCode === null ? notes(project) : `ended with ${child.exitCode}`);
  await expect.poll(state, { intervals: [50] }).toMatch(/started|ended/);
  expect(state()).toContain('started');
}

function expectOrderlyEnd(project: InlineProject): void {
  expect(notes(project)).toContain('afterEach\nafterAll');
  expect(notes(project)).not.toContain('later');
  expect(project.read('reports/results.json')).toContain('"interrupted"');
  const outcome = JSON.parse(readFileSync(join(project.runs().at(-1) ?? '', 'outcome.json'), 'utf8'));
  expect(outcome).toMatchObject({ status: 'interrupted' });
}

test('Ctrl-C on a terminal ends the run in order, with 130', async ({ project }) => {
  test.skip(process.platform === 'win32', 'uses script(1) as the terminal');
  files(project);
  const child = project.start(['script', '-qec', `${process.execPath} ${project.cli} test`, '/dev/null']);
  const end = project.finish(child);
  await untilStarted(project, child);
  child.stdin?.write('\x03');
  expect((await end).exitCode).toBe(130);
  expectOrderlyEnd(project);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} to the command line alone ends the run in order, with 130`, async ({ project }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    files(project);
    const child = project.start([process.execPath, project.cli, 'test']);
    const end = project.finish(child);
    await untilStarted(project, child);
    child.kill(signal);
    expect((await end).exitCode).toBe(130);
    expectOrderlyEnd(project);
  });
}

test('kill -9 of the command line takes runner and workers with it', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'looks into /proc');
  files(project);
  const child = project.start([process.execPath, project.cli, 'test']);
  const end = project.finish(child);
  await untilStarted(project, child);
  const [, worker = '', runner = ''] = /started (\d+) (\d+)/.exec(notes(project)) ?? [];
  expect(existsSync(`/proc/${worker}`)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => [runner, worker].filter((pid) => isAlive(pid)), { intervals: [20] }).toEqual([]);
  await end;
});

test('kill -9 of the command line before the runner has loaded anything ends the runner, too', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'children are read from /proc');
  files(project);
  const child = project.start([process.execPath, project.cli, 'test']);
  const children = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  await expect.poll(children, { intervals: [5] }).not.toBe('');
  const [runner = ''] = children().split(' ');
  child.kill('SIGKILL');
  await expect.poll(() => isAlive(runner)).toBe(false);
  expect(notes(project)).toBe('');
});

/** Issue 2: nothing is left behind, however a run ends. */
for (const [whose, signal] of [
  ['command line', 'SIGINT'],
  ['command line', 'SIGKILL'],
  ['runner', 'SIGKILL'],
  ['worker', 'SIGKILL'],
] as const) {
  test(`${signal} of the ${whose} leaves no process and no folder of a Linux session`, async ({ project }) => {
    test.skip(process.platform !== 'linux', 'looks into /proc');
    project.write({
      'codexqa.config.ts': configText().replace("driver: 'simulated',", ''),
      'specs/a.spec.ts': `import { writeFileSync } from 'node:fs';
import { test } from 'codexqa';
test('waits for ever', async ({ desktop }) => {
  const { home } = desktop.stage.session;
  writeFileSync('notes.txt', 'started ' + process.pid + ' ' + process.ppid + ' ' + home);
  await new Promise(() => {});
});
`,
    });
    const child = project.start([process.execPath, project.cli, 'test']);
    const end = project.finish(child);
    await untilStarted(project, child);
    const [, worker = '', runner = '', home = ''] = /started (\d+) (\d+) (\S+)/.exec(notes(project)) ?? [];
    const session = dirname(dirname(home));
    expect(processesOf(session).length, 'the session is there').toBeGreaterThan(0);
    const victims = { 'command line': String(child.pid), runner, worker };
    process.kill(Number(victims[whose]), signal);
    await expect
      .poll(() => ({ processes: processesOf(session), folder: existsSync(session) }), { intervals: [50] })
      .toEqual({ processes: [], folder: false });
    if (whose === 'worker') child.kill('SIGINT');
    await end;
  });
}

/** Processes that were given a path of the session, by argument or environment. */
function processesOf(session: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isAlive(pid))
    .filter((pid) => ['cmdline', 'environ'].some((file) => contentsOf(`/proc/${pid}/${file}`).includes(session)));
}

function contentsOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** A zombie is dead: only its parent has not looked yet. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
