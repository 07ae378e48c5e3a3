/** The production bindings on a C library that counts references: right values, nothing leaked, nothing released twice. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import koffi from 'koffi';
import { backendOf, startAgent } from './agent-client.ts';
import { loadNative } from './native.ts';
import { NativeBackend } from './native-backend.ts';

const source = join(import.meta.dirname, '../../../fixtures/macos/fake.c');
const agent = join(import.meta.dirname, '../../../dist/src/drivers/macos/agent.js');
const pid = 4242;

let library = '';
test.beforeAll(() => {
  test.skip(process.platform !== 'linux', 'the fake library is built for Linux');
  library = join(mkdtempSync(join(tmpdir(), 'codexqa-fakemac-')), 'libfake.so');
  const { status, stderr, error } = spawnSync('gcc', ['-shared', '-fPIC', '-w', '-O1', '-o', library, source], {
    encoding: 'utf8',
  });
  test.skip(error !== undefined, 'needs gcc');
  if (status !== 0) throw new Error(stderr);
});

test.afterAll(() => {
  if (library !== '') rmSync(dirname(library), { recursive: true });
});

async function open() {
  const fake = koffi.load(library);
  const call = (name: string, ...args: readonly number[]) =>
    fake.func(
      name,
      name === 'fake_last_text' ? 'const char *' : 'int64_t',
      args.map(() => 'int32_t'),
    )(...args);
  for (const name of ['fake_hang', 'fake_deny', 'fake_lock', 'fake_secure', 'fake_away', 'fake_dark']) call(name, 0);
  call('fake_idle', 12_500);
  call('fake_buttons', 4);
  const backend = new NativeBackend(await loadNative({ library }));
  return { backend, call };
}

test('a tree has roles, titles, geometry, window numbers; missing attributes are left out', async () => {
  const { backend } = await open();
  const [window] = await backend.tree(pid);
  expect(window).toMatchObject({
    windowId: 77,
    attributes: {
      AXRole: 'AXWindow',
      AXTitle: 'Form',
      AXMain: true,
      AXPosition: { kind: 'point', x: 12, y: 20 },
      AXSize: { kind: 'size', width: 100, height: 30 },
    },
  });
  expect(window?.attributes).not.toHaveProperty('AXSelected');
  const [field, button] = window?.children ?? [];
  expect(field).toMatchObject({ settable: true, attributes: { AXRole: 'AXTextField' } });
  expect(window?.attributes['AXCloseButton']).toEqual({ kind: 'element', handle: button?.handle });
  await backend.close();
});

test('handles stay the same, actions and values arrive, elements that left are gone', async () => {
  const { backend, call } = await open();
  const [window] = await backend.tree(pid);
  const [field, first] = window?.children ?? [];
  const last = window?.children.at(-1);
  const again = (await backend.tree(pid))[0];
  expect(again?.children.map((child) => child.handle)).toEqual(window?.children.map((child) => child.handle));
  expect(await backend.perform(first?.handle ?? 0, 'AXPress')).toBe(0);
  expect((await backend.read([field?.handle ?? 0]))[0]).toMatchObject({
    attributes: { AXValue: 'pressed 100' },
    actions: ['AXConfirm'],
  });
  expect(await backend.set(field?.handle ?? 0, 'AXValue', 'Grüße')).toBe(0);
  expect((await backend.read([field?.handle ?? 0]))[0]?.attributes['AXValue']).toBe('Grüße');
  expect(await backend.perform(field?.handle ?? 0, 'AXPress')).toBe(-25206);
  call('fake_buttons', 3);
  expect(await backend.read([last?.handle ?? 0])).toEqual([undefined]);
  await backend.close();
});

test('windows, state and display come back as numbers and points', async () => {
  const { backend, call } = await open();
  expect((await backend.windows()).map(({ id, title, bounds }) => ({ id, title, bounds }))).toEqual([
    { id: 5, title: 'Finder', bounds: { x: 1, y: 2, width: 300, height: 200 } },
    { id: 77, title: 'Form', bounds: { x: 1, y: 2, width: 300, height: 200 } },
  ]);
  expect(await backend.state()).toEqual({
    graphical: true,
    locked: false,
    displayAsleep: false,
    onConsole: true,
    frontmostPid: 99,
    pointer: { x: 640.5, y: 400.25 },
    secureInput: false,
    idleMs: 12_500,
  });
  call('fake_lock', 1);
  call('fake_away', 1);
  call('fake_dark', 1);
  call('fake_idle', 40);
  expect(await backend.state()).toMatchObject({ locked: true, onConsole: false, displayAsleep: true, idleMs: 40 });
  expect(backend.display()).toEqual({ width: 2880, height: 1800, scale: 2 });
  await backend.close();
});

test('events go to the process and carry the window; only the global route has no address', async () => {
  const { backend, call } = await open();
  const event = { kind: 'down', button: 'left', point: { x: 5, y: 6 }, clickCount: 1, flags: 0 } as const;
  await backend.pointer({ kind: 'window', pid, windowId: 77 }, [event]);
  expect([call('fake_last_pid'), call('fake_last_type'), call('fake_last_window')]).toEqual([pid, 1, 77]);
  await backend.keys({ kind: 'process', pid }, [{ code: 0, flags: 0, text: 'x' }]);
  expect([call('fake_last_pid'), call('fake_last_type'), call('fake_last_text')]).toEqual([pid, 11, 'x']);
  await backend.pointer({ kind: 'global' }, [event]);
  expect(call('fake_last_pid')).toBe(0);
  await backend.close();
});

test('a hung application and a missing permission are named errors', async () => {
  const { backend, call } = await open();
  call('fake_hang', 1);
  await expect(backend.tree(pid)).rejects.toThrow('APP_UNRESPONSIVE');
  call('fake_hang', 0);
  call('fake_deny', 1);
  await expect(backend.tree(pid)).rejects.toThrow('PERMISSION_MISSING');
  expect(await backend.permissions()).toEqual({
    accessibility: 'denied',
    screenRecording: 'denied',
    eventPosting: 'denied',
  });
  await backend.close();
});

test('nothing leaks: two hundred trees, readings, events and states leave only the kept names', async () => {
  const { backend, call } = await open();
  const round = async (): Promise<void> => {
    const [window] = await backend.tree(pid);
    const handles = window?.children.map((child) => child.handle) ?? [];
    await backend.read(handles);
    await backend.set(handles[0] ?? 0, 'AXValue', 'text');
    await backend.set(handles[0] ?? 0, 'AXPosition', { kind: 'point', x: 1, y: 2 });
    await backend.windows();
    await backend.state();
    await backend.permissions();
    backend.display();
    await backend.keys({ kind: 'process', pid }, [{ code: 36, flags: 0 }]);
    await backend.pointer({ kind: 'global' }, [
      { kind: 'scroll', button: 'left', point: { x: 0, y: 0 }, clickCount: 0, flags: 0, lines: { x: 0, y: 1 } },
    ]);
  };
  await round();
  const after = Number(call('fake_live'));
  for (let count = 0; count < 200; count++) await round();
  expect(Number(call('fake_live'))).toBe(after);
  call('fake_buttons', 0);
  await backend.tree(pid);
  expect(Number(call('fake_live'))).toBeLessThan(after);
  await backend.close();
});

test.describe('the agent process', () => {
  // a process is started: on a busy machine that takes its time
  test.describe.configure({ timeout: 90_000 });
  test.beforeEach(() => test.skip(!existsSync(agent), 'needs a build: npm run build'));

  test('answers as the backend does, errors included', async () => {
    const client = await startAgent(() => undefined, { library, script: agent });
    const backend = backendOf(client);
    expect((await backend.tree(pid))[0]?.attributes['AXTitle']).toBe('Form');
    expect((await backend.state()).idleMs).toBe(12_500);
    await expect(client.ask('read', [null])).rejects.toThrow('DRIVER_UNAVAILABLE');
    await backend.close();
  });

  test('its death is told once, and what waited is answered', async () => {
    const lost: string[] = [];
    const client = await startAgent((reason) => lost.push(reason), { library, script: agent });
    process.kill(client.pid ?? 0, 'SIGKILL');
    await expect.poll(() => lost).toEqual(['the agent process ended with SIGKILL']);
    await expect(backendOf(client).state()).rejects.toThrow('SESSION_LOST');
  });
});
