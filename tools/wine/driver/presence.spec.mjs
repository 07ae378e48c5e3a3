/** A person at Windows: their input is told from our own, and their session is asked. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import koffi from 'koffi';
import { defaultSession } from '../node_modules/codexqa/dist/src/contracts/driver.js';
import { watchDisplayPower } from '../node_modules/codexqa/dist/src/drivers/windows/display-power.js';
import { createWindowsDriver } from '../node_modules/codexqa/dist/src/drivers/windows/driver.js';

/** What happens on the X server below Wine is hardware to Windows. */
function person(...deed) {
  const { status, stderr } = spawnSync('cmd.exe', ['/c', 'start', '/wait', '/unix', '/usr/bin/xdotool', ...deed]);
  expect(status, String(stderr)).toBe(0);
}

test('what this session types is never a person, and what a person does is', async () => {
  // a window that opens below the pointer is a move of it to Wine
  person('mousemove', '1279', '799');
  const session = await createWindowsDriver().open({ ...defaultSession, lane: 'foreground' });
  try {
    const app = await session.launch({ name: 'notepad', command: 'notepad.exe', args: [], env: {} });
    const found = async () => (await session.windows()).find(({ appId }) => appId === app.id);
    await expect.poll(found).toBeDefined();
    const { id, contentBounds } = await found();
    const address = { windowId: id };
    for (let turn = 0; turn < 5; turn++) {
      await session.act({ kind: 'type', text: 'ours ', address });
      expect(await session.personInput()).toBeUndefined();
    }
    const { x, y, width, height } = contentBounds;
    const place = [x + width / 2, y + height / 2].map(Math.round);
    const input = async () => {
      person('mousemove', ...place.map(String));
      place[0]++;
      return (await session.personInput())?.evidence;
    };
    await expect
      .poll(input)
      .toMatch(/^an input that is none of this session's \(GetLastInputInfo\), the pointer at \d+,\d+$/);
    // their last move may still be on its way; what is ours never counts, however often it is tried
    await expect(async () => {
      const { at } = await session.personInput();
      await session.act({ kind: 'type', text: 'ours', address });
      expect((await session.personInput()).at).toBe(at);
    }).toPass();
  } finally {
    await session.close();
  }
});

test('presence: Wine has an input desktop, and no session that could be locked or left', async () => {
  const driver = createWindowsDriver();
  expect(driver.capabilities.has('presence')).toBe(true);
  const watch = await driver.presence();
  expect(watch.sources).toEqual(['the input desktop']);
  expect(watch.state).toEqual({ locked: false, asleep: false, away: false, displayOff: false });
  await watch.close();
});

test('display off: Windows calls from a thread of its own, and no call is lost, also while the watch ends', async () => {
  test.skip(process.env.CODEXQA_WINE !== '1', 'a real Windows tells by itself');
  const library = join(process.cwd(), 'apps', 'powrprof-double.dll');
  const double = koffi.load(library);
  const tell = double.func('void __stdcall double_tell(void *setting, uint32_t value)');
  const flicker = double.func('void __stdcall double_flicker(void *setting, int times)');
  const registered = double.func('int __stdcall double_registered()');
  const session = Buffer.from('0ec2842b23addf4d93db05ffbd7efca5', 'hex'); // GUID_SESSION_DISPLAY_STATUS
  for (let turn = 0; turn < 5; turn++) {
    let changes = 0;
    const power = await watchDisplayPower(() => changes++, library);
    expect(registered()).toBe(2);
    expect(power.isOff).toBeUndefined();
    for (const value of [0, 1, 0, 2]) {
      tell(session, value);
      await expect.poll(() => power.isOff).toBe(value === 0);
    }
    expect(changes).toBe(4);
    flicker(session, 1_000_000);
    await expect.poll(() => changes).toBeGreaterThan(50);
    await power.close();
    expect(registered()).toBe(0);
  }
});
