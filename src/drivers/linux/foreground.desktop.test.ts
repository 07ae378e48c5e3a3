/** The foreground lane: a real application on the desktop that the person uses, too; their input and the dark display are noticed. */
import { execFileSync } from 'node:child_process';
import { test as base, expect } from '@playwright/test';
import type { NodeReading } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import { type DriverSession, defaultSession, type WindowInfo } from '../../contracts/driver.ts';
import { centerOf } from '../../contracts/geometry.ts';
import type { PresenceChange } from '../../contracts/presence.ts';
import { fakeNut } from '../../support/nut-js.sample.ts';
import { NutJs, type NutModule } from '../../support/nut-js.ts';
import { visibleDisplay } from './display/visible-display.ts';
import { createLinuxDriver } from './driver.ts';
import { descendants, start, until } from './linux.sample.ts';
import { watchPresence } from './presence.ts';
import { VisibleDeskSample } from './visible-desk.sample.ts';

const test = base.extend<{ readonly desk: VisibleDeskSample; readonly session: DriverSession }>({
  desk: async ({}, use) => {
    const desk = await VisibleDeskSample.open();
    await use(desk);
    await desk.close();
  },
  session: async ({ desk }, use, info) => {
    const driver = createLinuxDriver({ env: desk.env, lease: { folder: info.outputPath('leases') } });
    const session = await driver.open({ ...defaultSession, lane: 'foreground' });
    await use(session);
    await session.close();
  },
});

/** What nut.js does on X11, done by xdotool: the package itself is no dependency. */
function nutOfXdotool(env: Readonly<Record<string, string>>, said: string[]): NutModule {
  const xdotool = (...args: readonly string[]): string =>
    execFileSync('xdotool', args, { encoding: 'utf8', env: { ...process.env, ...env } });
  const does = async (...args: readonly string[]): Promise<void> => {
    said.push(args.join(' '));
    xdotool(...args);
  };
  const { nut } = fakeNut();
  return {
    ...nut,
    mouse: {
      ...nut.mouse,
      setPosition: ({ x, y }) => does('mousemove', String(x), String(y)),
      async getPosition() {
        const [x = 0, y = 0] = [...xdotool('getmouselocation').matchAll(/(?:x|y):(\d+)/g)].map(([, at]) => Number(at));
        return { x, y };
      },
      pressButton: (button) => does('mousedown', String(button + 1)),
      releaseButton: (button) => does('mouseup', String(button + 1)),
    },
  };
}

const typing = (window: WindowInfo, text: string): DriverAct => ({
  kind: 'type',
  text,
  address: { windowId: window.id },
});
const clicking = (window: WindowInfo): DriverAct => ({
  kind: 'click',
  point: centerOf(window.contentBounds),
  button: 'left',
  count: 1,
  modifiers: [],
  address: { windowId: window.id },
});

async function textboxOf(session: DriverSession): Promise<NodeReading | undefined> {
  const nodes = descendants(await session.tree({ kind: 'desktop' }, { fresh: true }));
  const ids = nodes.filter(({ role }) => role === 'textbox').map(({ id }) => id);
  return (await session.read(ids))[0];
}

const textOf = async (session: DriverSession): Promise<string | undefined> => (await textboxOf(session))?.text;

test('an application is used on the visible display, and nothing of that is taken for the input of a person', async ({
  session,
}) => {
  expect(session.capabilities.has('lane:foreground')).toBe(true);
  expect(session.capabilities.has('parallel')).toBe(false);
  expect(session.screen).toMatchObject({ width: 1280, height: 800 });
  const { window } = await start(session, 'mousepad', ['--disable-server']);
  await session.act(clicking(window));
  await session.act(typing(window, 'Größe 42 €'));
  await until(session, async () => ((await textOf(session)) === 'Größe 42 €' ? true : undefined), 'the typed text');
  const shades = async () => new Set((await session.capture({ kind: 'area', area: window.bounds })).pixels).size;
  await expect.poll(shades).toBeGreaterThan(10);
  expect(await session.personInput?.()).toBeUndefined();
});

test("pointer: 'nut-js' moves and clicks in the driver's place, and nothing of that is taken for a person's", async ({
  desk,
}, info) => {
  const said: string[] = [];
  const loadNut = async () => new NutJs(nutOfXdotool(desk.env, said));
  const driver = createLinuxDriver({ env: desk.env, lease: { folder: info.outputPath('leases') }, loadNut });
  const session = await driver.open({ ...defaultSession, lane: 'foreground', pointer: 'nut-js' });
  try {
    const { window } = await start(session, 'mousepad', ['--disable-server']);
    await session.act(typing(window, 'two'));
    const { x = 0, y = 0 } = (await textboxOf(session))?.bounds ?? {};
    const beginning = { x: x + 1, y: y + 10 };
    const address = { windowId: window.id };
    await session.act({ kind: 'click', point: beginning, button: 'left', count: 1, modifiers: [], address });
    await session.act(typing(window, 'one, '));
    await until(session, async () => ((await textOf(session)) === 'one, two' ? true : undefined), 'both words');
    await session.act({ kind: 'hover', point: { x: x + 9, y: y + 10 }, address });
    const clicked = [`mousemove ${beginning.x} ${beginning.y}`, 'mousedown 1', 'mouseup 1'];
    expect(said).toEqual([...clicked, `mousemove ${x + 8} ${y + 10}`, `mousemove ${x + 9} ${y + 10}`]);
    expect(await session.personInput?.()).toBeUndefined();
  } finally {
    await session.close();
  }
});

test('a move and a key of the person are told, with the device that they came from', async ({ session, desk }) => {
  const { window } = await start(session, 'mousepad', ['--disable-server']);
  await desk.moves({ x: 40, y: 30 });
  const moved = await session.personInput?.();
  expect(moved?.evidence).toBe('a move of "Xvfb mouse"');
  await session.act(clicking(window));
  await session.act(typing(window, 'ours'));
  expect(await session.personInput?.()).toEqual(moved);
  await desk.strikes(38);
  const struck = await session.personInput?.();
  expect(struck?.evidence).toBe('a key of "Xvfb keyboard"');
  expect(struck?.at).toBeGreaterThanOrEqual(moved?.at ?? Number.POSITIVE_INFINITY);
  await until(session, async () => ((await textOf(session)) === 'oursa' ? true : undefined), 'both texts');
});

test('S15: nothing is clicked or typed into a window of somebody else', async ({ session, desk }) => {
  const { window } = await start(session, 'mousepad', ['--disable-server']);
  const other = createLinuxDriver({ env: desk.env, lease: { folder: test.info().outputPath('others') } });
  const stranger = await other.open({ ...defaultSession, lane: 'foreground' });
  try {
    // in front of the first one
    const theirs = await start(stranger, 'galculator');
    await expect(session.act(typing(window, 'x'))).rejects.toThrow(
      'TARGET_NOT_FOREGROUND: expected a window of the application under test, but the keyboard belongs to the window "galculator"',
    );
    await expect(session.act(clicking(theirs.window))).rejects.toThrow('TARGET_NOT_FOREGROUND');
    await session.act({ kind: 'window', windowId: window.id, change: { kind: 'activate' } });
    await until(
      session,
      async () => (await session.windows()).find(({ id, active }) => active && id === window.id),
      'it is in front again',
    );
    await session.act(typing(window, 'x'));
  } finally {
    await stranger.close();
  }
});

test('one run at a time has the visible display; a display that is not there is named', async ({ desk }, info) => {
  const lease = { folder: info.outputPath('leases') };
  const driver = createLinuxDriver({ env: desk.env, lease });
  const first = await driver.open({ ...defaultSession, lane: 'foreground' });
  await expect(driver.open({ ...defaultSession, lane: 'foreground' })).rejects.toThrow('LEASE_TAKEN');
  await first.close();
  await (await driver.open({ ...defaultSession, lane: 'foreground' })).close();
  const nowhere = createLinuxDriver({ env: {}, lease });
  await expect(nowhere.open({ ...defaultSession, lane: 'foreground' })).rejects.toThrow(
    'DRIVER_UNAVAILABLE: the foreground lane needs an X display of this machine; DISPLAY is ""',
  );
});

test('a display that goes dark and lights up is told; a private session has a display of its own', async ({ desk }) => {
  const watch = await watchPresence({ system: undefined, session: undefined, display: visibleDisplay(desk.env) });
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  expect(watch.sources).toEqual([`X display ${desk.env['DISPLAY']}`]);
  expect(watch.state).toMatchObject({ displayOff: false, locked: undefined });
  await desk.goesDark(true);
  await expect.poll(() => changes).toEqual(['display-off']);
  await desk.goesDark(false);
  await expect.poll(() => changes).toEqual(['display-off', 'display-on']);
  await watch.close();
});
