/** Calls from a thread that is not ours, on a stand-in for powrprof.dll compiled for this machine. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import koffi from 'koffi';
import { watchDisplayPower } from './display-power.ts';
import { guid } from './structs.ts';

const source = join(import.meta.dirname, '../../../fixtures/windows/powrprof-double.c');
const session = guid('2b84c20e-ad23-4ddf-93db-05ffbd7efca5');
const consoleDisplay = guid('6fe69556-704a-47a0-8f24-c28d936fda47');
const [off, on, dimmed, nobodyKnows] = [0, 1, 2, 9];

let library = '';
test.beforeAll(() => {
  test.skip(process.platform !== 'linux', 'the stand-in is built for Linux');
  library = join(mkdtempSync(join(tmpdir(), 'codexqa-powrprof-')), 'libpowrprof.so');
  const { status, stderr, error } = spawnSync('gcc', ['-shared', '-fPIC', '-pthread', '-o', library, source]);
  test.skip(error !== undefined, 'needs gcc');
  expect(String(stderr)).toBe('');
  expect(status).toBe(0);
});
test.afterAll(() => rmSync(dirname(library), { recursive: true, force: true }));

/** What a test does with the stand-in. */
function double() {
  const loaded = koffi.load(library);
  return {
    stands: loaded.func('void double_stands(uint32_t value)'),
    tell: loaded.func('void double_tell(void *setting, uint32_t value)'),
    flicker: loaded.func('void double_flicker(void *setting, int times)'),
    registered: loaded.func('int double_registered()'),
  };
}

test.beforeEach(() => double().stands(nobodyKnows));

test('nothing is known until Windows tells; then off is off, dimmed is on, and the session comes before the console', async () => {
  const windows = double();
  let changes = 0;
  const power = await watchDisplayPower(() => changes++, library);
  expect(windows.registered()).toBe(2);
  expect(power.isOff).toBeUndefined();
  const told = async (setting: Buffer, value: number, isOff: boolean): Promise<void> => {
    windows.tell(setting, value);
    await expect.poll(() => power.isOff).toBe(isOff);
  };
  await told(consoleDisplay, off, true);
  await told(consoleDisplay, dimmed, false);
  await told(session, off, true);
  await told(session, on, false);
  await told(session, off, true);
  expect(changes).toBe(5);
  await power.close();
  expect(windows.registered()).toBe(0);
});

test('whoever registers is told how things stand', async () => {
  double().stands(off);
  let changes = 0;
  const power = await watchDisplayPower(() => changes++, library);
  await expect.poll(() => power.isOff).toBe(true);
  expect(changes).toBe(1);
  await power.close();
});

test('it ends while it is being told: neither waits for the other for ever, and the process lives', async () => {
  const windows = double();
  for (let turn = 0; turn < 20; turn++) {
    let changes = 0;
    const power = await watchDisplayPower(() => changes++, library);
    windows.flicker(session, 1_000_000);
    await expect.poll(() => changes).toBeGreaterThan(20);
    await power.close();
    expect(windows.registered()).toBe(0);
  }
});

test('a Windows without these functions, or that does not want to tell: nobody knows', async () => {
  for (const other of ['/nowhere/powrprof.dll', 'libc.so.6']) {
    const power = await watchDisplayPower(() => {}, other);
    expect(power.isOff).toBeUndefined();
    await power.close();
  }
});
