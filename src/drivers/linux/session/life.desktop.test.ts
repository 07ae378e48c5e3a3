/** A session leaves nothing behind, however it ends, and says clearly when it cannot go on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { defaultSession, type Signal } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { createLinuxDriver } from '../driver.ts';
import { displayOf, displaySocketExists, processesOf, processNamed, start, traces, until } from '../linux.sample.ts';

/** Measured: some tenths of a second. A busy machine may take longer, and nothing follows from that. */
const soon = { intervals: [20] };

test('nothing is left after close', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const display = displayOf(session.id);
  await start(session, 'galculator');
  expect(traces(session.id).length).toBeGreaterThan(5);
  await session.close();
  expect(traces(session.id)).toEqual([]);
  expect(displaySocketExists(display)).toBe(false);
  expect(session.lost()).toContain('closed');
});

test('children that set themselves apart die with the session', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  await session.launch({ name: 'fork', command: 'sh', args: ['-c', 'setsid sleep 300 & setsid sleep 300 &'], env: {} });
  await expect.poll(() => traces(session.id).filter((trace) => trace.endsWith('sleep')).length).toBe(2);
  await session.reset();
  await expect.poll(() => traces(session.id).filter((trace) => trace.endsWith('sleep')), soon).toEqual([]);
  await session.close();
  expect(traces(session.id)).toEqual([]);
});

test('a killed X server is SESSION_LOST at once, for every call', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const signals: Signal[] = [];
  session.onSignal((signal) => signals.push(signal));
  await start(session, 'galculator');
  process.kill(processNamed(session.id, 'Xvfb'), 'SIGKILL');
  await until(session, () => session.lost(), 'the loss');
  expect(session.lost()).toContain('Xvfb ended by signal SIGKILL');
  expect(signals.filter((signal) => signal.kind === 'session-lost')).toHaveLength(1);
  const calls = [
    session.windows(),
    session.tree({ kind: 'desktop' }, { fresh: true }),
    session.capture({ kind: 'screen' }),
    session.clipboard(),
    session.act({ kind: 'type', text: 'x', address: {} }),
    session.launch({ name: 'late', command: 'galculator', args: [], env: {} }),
    session.reset(),
  ];
  for (const call of calls) await expect(call).rejects.toThrow(/^SESSION_LOST: .*Xvfb ended by signal SIGKILL/);
  await session.close();
  expect(traces(session.id)).toEqual([]);
});

test('a call that is under way when the X server dies rejects too', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const { window } = await start(session, 'galculator');
  const pending = Promise.allSettled([session.windows(), session.windows(), session.clipboard()]);
  process.kill(processNamed(session.id, 'Xvfb'), 'SIGKILL');
  const drag = session.act({
    kind: 'drag',
    from: { x: window.bounds.x + 50, y: window.bounds.y + 8 },
    to: { x: 600, y: 500 },
    button: 'left',
    modifiers: [],
    steps: 500,
    address: {},
  });
  await expect(drag).rejects.toThrow('SESSION_LOST');
  await pending;
  await session.close();
});

for (const helper of ['dbus-daemon', 'openbox', 'at-spi2-registr'] as const) {
  test(`a killed ${helper} is SESSION_LOST`, async () => {
    const session = await createLinuxDriver().open(defaultSession);
    process.kill(processNamed(session.id, helper), 'SIGKILL');
    const reason = await until(session, () => session.lost(), 'the loss');
    expect(reason).toContain('ended by signal SIGKILL');
    await session.close();
    expect(traces(session.id)).toEqual([]);
  });
}

test('a killed application is a signal with its exit and its last output; the session goes on', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const { app } = await start(session, 'galculator');
  process.kill(app.pid, 'SIGSEGV');
  await until(session, () => app.exit, 'the exit');
  expect(app.exit).toEqual({ code: null, signal: 'SIGSEGV', expected: false });
  await expect(session.tree({ kind: 'app', appId: app.id }, { fresh: true })).rejects.toThrow('APP_CRASHED');
  await start(session, 'galculator');
  await session.close();
});

test('output of both streams is kept, the last 64 KiB', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const script = [
    'echo first; head -c 100000 /dev/zero | tr "\\0" x; echo',
    // two streams come in any order, unless the one waits for the other
    'while [ ! -e "$HOME/go" ]; do sleep 0.01; done; echo on stderr >&2',
    'while [ -e "$HOME/go" ]; do sleep 0.01; done; exit 3',
  ];
  const app = await session.launch({ name: 'noisy', command: 'sh', args: ['-c', script.join('\n')], env: {} });
  await expect.poll(() => app.output()).toMatch(/x\n$/);
  writeFileSync(join(session.home, 'go'), '');
  await expect.poll(() => app.output()).toMatch(/x\non stderr\n$/);
  rmSync(join(session.home, 'go'));
  await until(session, () => app.exit, 'the exit');
  expect(app.exit).toEqual({ code: 3, signal: null, expected: false });
  expect(app.output()).toHaveLength(64 * 1024);
  await session.close();
});

test('terminate asks first, then ends what does not listen', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const polite = await session.launch({
    name: 'polite',
    command: 'sh',
    args: ['-c', 'trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done'],
    env: {},
  });
  const deaf = await session.launch({
    name: 'deaf',
    command: 'sh',
    args: ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.01; done'],
    env: {},
  });
  await expect.poll(() => [polite.output(), deaf.output()]).toEqual(['ready\n', 'ready\n']);
  expect(await session.terminate(polite.id, { graceMs: 60_000 })).toEqual({ code: 7, signal: null, expected: true });
  expect(await session.terminate(deaf.id, { graceMs: 50 })).toEqual({ code: null, signal: 'SIGKILL', expected: true });
  await session.close();
});

test('an application that goes into the background lives until its last process has ended', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const launch = (script: string) => session.launch({ name: 'daemon', command: 'sh', args: ['-c', script], env: {} });
  const lasting = await launch('setsid galculator &');
  const window = await until(
    session,
    async () => (await session.windows()).find(({ appId }) => appId === lasting.id),
    'the window of the daemon',
  );
  expect(window.pid).not.toBe(lasting.pid);
  expect(lasting.exit).toBeUndefined();
  expect(await session.terminate(lasting.id, { graceMs: 60_000 })).toEqual({ code: 0, signal: null, expected: true });
  const brief = await launch('setsid sleep 0.5 &');
  await until(session, () => brief.exit, 'the end of the last process');
  expect(brief.exit).toEqual({ code: 0, signal: null, expected: false });
  await session.close();
});

test('reset gives a new and empty home without the applications of before', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const before = session.home;
  const { app } = await start(session, 'galculator');
  await session.act({ kind: 'write-clipboard', text: 'left over' });
  await session.reset();
  expect(app.exit).toEqual({ code: null, signal: 'SIGKILL', expected: true });
  expect(session.home).not.toBe(before);
  expect(session.apps()).toEqual([]);
  expect(await session.clipboard()).toBe('');
  await until(session, async () => ((await session.windows()).length === 0 ? true : undefined), 'no windows');
  await session.close();
});

test('a worker killed with SIGKILL leaves nothing', async () => {
  const { worker, sessionId } = await startWorker();
  expect(traces(sessionId).length).toBeGreaterThan(5);
  worker.kill('SIGKILL');
  await expect.poll(() => traces(sessionId), soon).toEqual([]);
});

test('Chromium, which wipes the environment its processes are known by, ends with reset, close and a killed worker', async () => {
  test.slow();
  const chromium = ['--no-sandbox', '--no-first-run', '--app=data:text/html,x'];
  const session = await createLinuxDriver().open(defaultSession);
  const { window, app } = await start(session, 'chromium', chromium);
  expect(window.appId).toBe(app.id);
  await session.reset();
  expect(traces(session.id).filter((trace) => trace.includes('chrom'))).toEqual([]);
  await start(session, 'chromium', chromium);
  await session.close();
  expect(traces(session.id)).toEqual([]);
  const { worker, sessionId } = await startWorker('wait', [], 'chromium');
  worker.kill('SIGKILL');
  const isProcess = (trace: string) => trace.startsWith('process') && !trace.endsWith(' rm');
  await expect.poll(() => traces(sessionId).filter(isProcess), soon).toEqual([]);
  // a profile of hundreds of files takes as long to remove as a busy disk needs
  await expect.poll(() => traces(sessionId)).toEqual([]);
  // and nobody writes a part of the folders again
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([...traces(session.id), ...traces(sessionId)]).toEqual([]);
});

test('a worker whose reaper was killed too leaves what the next start sweeps', async () => {
  const { worker, sessionId, reaper } = await startWorker();
  process.kill(reaper, 'SIGKILL');
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  expect(traces(sessionId)).not.toEqual([]);
  const session = await createLinuxDriver().open(defaultSession);
  await expect.poll(() => traces(sessionId)).toEqual([]);
  await session.close();
});

test('a closed session does not keep its process alive', async () => {
  const { worker } = await startWorker('close');
  const [code] = await once(worker, 'exit');
  expect(code).toBe(0);
});

test('eight sessions at once', async () => {
  const driver = createLinuxDriver();
  const sessions = await Promise.all(Array.from({ length: 8 }, () => driver.open(defaultSession)));
  const displays = sessions.map((session) => displayOf(session.id));
  expect(new Set(displays).size).toBe(8);
  await Promise.all(sessions.map((session) => start(session, 'galculator')));
  const windows = await Promise.all(sessions.map((session) => session.windows()));
  expect(windows.map((list) => list.map((window) => window.title))).toEqual(sessions.map(() => ['galculator']));
  await Promise.all(sessions.map((session) => session.close()));
  expect(sessions.flatMap((session) => traces(session.id))).toEqual([]);
});

test('a prewarmed spare is taken by the next open with the same options only', async () => {
  const driver = createLinuxDriver();
  driver.prewarm(defaultSession);
  const other = await driver.open({ ...defaultSession, colorScheme: 'dark' });
  const first = await driver.open(defaultSession);
  expect(first.id).not.toBe(other.id);
  driver.prewarm(defaultSession);
  await driver.dispose();
  await Promise.all([first.close(), other.close()]);
});

test('an application that is not installed is named with its package', async () => {
  const session = await createLinuxDriver().open(defaultSession);
  const launch = (command: string) => session.launch({ name: 'app', command, args: [], env: {} });
  const missing = await launch('qpwgraph').catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(CodexqaError);
  expect(String(missing)).toContain('APP_NOT_INSTALLED');
  expect(String(missing)).toContain('apt-get install -y --no-install-recommends qpwgraph');
  await expect(launch('no-such-command-at-all')).rejects.toThrow(/APP_NOT_INSTALLED.*no-such-command-at-all/);
  await session.close();
});

test('an ordinary user has sessions like root, apart from those of others', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can become somebody else; for others the whole suite shows it');
  // that user has no cache of compiled sources: everything is compiled again
  test.slow();
  const { worker, sessionId } = await startWorker('wait', [
    'setpriv',
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    '--',
  ]);
  // a short-lived process of the session may have gone between the listing and the look
  const statOf = (pid: number) => statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  const uids = new Set(processesOf(sessionId).flatMap((pid) => statOf(pid)?.uid ?? []));
  expect([...uids]).toEqual([65534]);
  worker.kill('SIGKILL');
  await expect.poll(() => traces(sessionId), soon).toEqual([]);
});

/** A process of its own that opens a session, starts an application and then waits, or closes and ends by itself. */
async function startWorker(
  mode: 'wait' | 'close' = 'wait',
  wrapper: readonly string[] = [],
  app = 'galculator',
): Promise<{ readonly worker: ChildProcess; readonly sessionId: string; readonly reaper: number }> {
  const program = fileURLToPath(new URL('worker.sample.ts', import.meta.url));
  const [command = '', ...args] = [...wrapper, process.execPath, '--import', 'jiti/register', program, mode, app];
  const worker = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: worker.stdout })) {
    const ready = JSON.parse(line) as { readonly sessionId: string; readonly reaper: number };
    return { worker, ...ready };
  }
  throw new Error('the worker ended without a word');
}
