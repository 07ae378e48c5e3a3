/** Lock, sleep and user switch, as logind and screen savers tell them: mocked services on a private bus. */
import { userInfo } from 'node:os';
import { test as base, expect } from '@playwright/test';
import type { PresenceChange } from '../../contracts/presence.ts';
import { MockBus } from '../../support/mock-bus.sample.ts';
import { PowerSavingDisplay } from './power-saving-display.sample.ts';
import { watchPresence } from './presence.ts';

const login1 = 'org.freedesktop.login1';
const session = '/org/freedesktop/login1/session/c7';

const test = base.extend<{ readonly bus: MockBus }>({
  bus: async ({}, use) => {
    const bus = await MockBus.open();
    delete process.env['XDG_SESSION_ID'];
    await use(bus);
    bus.close();
  },
});

async function logind(bus: MockBus): Promise<void> {
  await bus.mock('logind', login1);
  const { uid, username } = userInfo();
  const add = (method: string, ...args: string[]) =>
    bus.call(login1, '/org/freedesktop/login1', `org.freedesktop.DBus.Mock.${method}`, ...args);
  await add('AddSession', '"c7"', '"seat0"', String(uid), `"${username}"`, 'true');
}

function set(bus: MockBus, property: string, value: boolean): Promise<string> {
  const change = `{"${property}": <${value}>}`;
  return bus.call(
    login1,
    session,
    'org.freedesktop.DBus.Mock.UpdateProperties',
    '"org.freedesktop.login1.Session"',
    change,
  );
}

test('logind: locked and unlocked, asleep and awake, left and returned, each told once', async ({ bus }) => {
  await logind(bus);
  const watch = await watchPresence({ system: bus.address, session: undefined, display: undefined });
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  expect(watch.sources).toEqual(['logind']);
  expect(watch.state).toEqual({ locked: false, asleep: false, away: false, displayOff: false });
  await set(bus, 'LockedHint', true);
  await set(bus, 'LockedHint', true);
  await set(bus, 'LockedHint', false);
  await set(bus, 'Active', false);
  await set(bus, 'Active', true);
  const sleep = (is: boolean) =>
    bus.call(
      login1,
      '/org/freedesktop/login1',
      'org.freedesktop.DBus.Mock.EmitSignal',
      '"org.freedesktop.login1.Manager"',
      '"PrepareForSleep"',
      '"b"',
      `[<${is}>]`,
    );
  await sleep(true);
  await sleep(false);
  await expect.poll(() => changes).toEqual(['locked', 'unlocked', 'left', 'returned', 'sleeps', 'awake']);
  await watch.close();
});

test('a screen that is locked at the beginning is known to be', async ({ bus }) => {
  await logind(bus);
  await set(bus, 'LockedHint', true);
  const watch = await watchPresence({ system: bus.address, session: undefined, display: undefined });
  expect(watch.state).toEqual({ locked: true, asleep: false, away: false, displayOff: false });
  await watch.close();
});

test('a screen saver alone can tell; of two the one that says "locked" is believed', async ({ bus }) => {
  await bus.mock('gnome_screensaver', 'org.gnome.ScreenSaver');
  await logind(bus);
  const watch = await watchPresence({ system: bus.address, session: bus.address, display: undefined });
  expect([...watch.sources].toSorted()).toEqual(['logind', 'org.gnome.ScreenSaver']);
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  const saver = (is: boolean) =>
    bus.call('org.gnome.ScreenSaver', '/org/gnome/ScreenSaver', 'org.gnome.ScreenSaver.SetActive', String(is));
  await saver(true);
  await set(bus, 'LockedHint', true);
  await saver(false);
  await set(bus, 'LockedHint', false);
  await expect.poll(() => changes).toEqual(['locked', 'unlocked']);
  await watch.close();
});

test('where nobody can be asked nothing is claimed', async ({ bus }) => {
  for (const addresses of [
    { system: undefined, session: undefined, display: undefined },
    { system: bus.address, session: bus.address, display: undefined },
    {
      system: 'unix:path=/nowhere/bus',
      session: 'unix:path=/nowhere/bus',
      display: { number: 9999, cookie: Buffer.alloc(0), xauthority: '' },
    },
  ]) {
    const watch = await watchPresence(addresses);
    expect(watch.state).toEqual({ locked: undefined, asleep: false, away: false, displayOff: false });
    expect(watch.sources).toEqual([]);
    await watch.close();
  }
});

test.describe('a monitor that saves power (DPMS)', () => {
  test.skip(process.getuid?.() !== 0, 'Xorg without a screen of its own starts for root only');
  let server: PowerSavingDisplay;
  test.beforeEach(async () => {
    server = await PowerSavingDisplay.open();
  });
  test.afterEach(() => server.close());

  test('shows nothing, and is noticed coming back', async () => {
    const { display } = server;
    const watch = await watchPresence({ system: undefined, session: undefined, display });
    expect(watch.sources).toEqual([`X display :${display.number}`]);
    expect(watch.state.displayOff).toBe(false);
    const changes: PresenceChange[] = [];
    watch.onChange((change) => changes.push(change));
    await server.force('off');
    await expect.poll(() => changes, { timeout: 60_000 }).toEqual(['display-off']);
    await server.force('on');
    await expect.poll(() => changes, { timeout: 60_000 }).toEqual(['display-off', 'display-on']);
    expect(watch.state.displayOff).toBe(false);
    await watch.close();
  });

  for (const level of ['standby', 'suspend', 'off'] as const) {
    test(`in ${level} at the beginning is known to be`, async () => {
      await server.force(level);
      const watch = await watchPresence({ system: undefined, session: undefined, display: server.display });
      expect(watch.state.displayOff).toBe(true);
      await watch.close();
    });
  }
});
