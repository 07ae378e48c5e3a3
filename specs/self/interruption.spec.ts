import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function untilStarted(project: InlineProject): Promise<void> {
  await expect.poll(() => notes(project), { timeout: 60_000, intervals: [50] }).toContain('started');
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
  await untilStarted(project);
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
    await untilStarted(project);
    child.kill(signal);
    expect((await end).exitCode).toBe(130);
    expectOrderlyEnd(project);
  });
}

test('kill -9 of the command line takes runner and workers with it within a second', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'looks into /proc');
  files(project);
  const child = project.start([process.execPath, project.cli, 'test']);
  const end = project.finish(child);
  await untilStarted(project);
  const [, worker = '', runner = ''] = /started (\d+) (\d+)/.exec(notes(project)) ?? [];
  expect(existsSync(`/proc/${worker}`)).toBe(true);
  const killedAt = Date.now();
  child.kill('SIGKILL');
  await expect
    .poll(() => [runner, worker].filter((pid) => isAlive(pid)), { timeout: 10_000, intervals: [20] })
    .toEqual([]);
  expect(Date.now() - killedAt).toBeLessThan(1_000);
  await end;
});

/** A zombie is dead: only its parent has not looked yet. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
