/** Windows, clipboard and pointer of a session, on real applications. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type Signal } from '../../contracts/driver.ts';
import type { Point } from '../../contracts/geometry.ts';
import { createLinuxDriver } from './driver.ts';
import { changeOf, descendants, processNamed, seen, start, until } from './linux.sample.ts';

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('a window has title, owner, frame and content', async () => {
  const { app, window } = await start(session, 'galculator');
  expect(window).toMatchObject({
    title: 'galculator',
    pid: app.pid,
    appId: app.id,
    active: true,
    minimized: false,
    modal: false,
    kind: 'normal',
  });
  const { bounds, contentBounds } = window;
  expect(bounds.width).toBeGreaterThan(contentBounds.width);
  expect(contentBounds.y - bounds.y).toBeGreaterThan(10);
  expect(bounds.x).toBeGreaterThanOrEqual(0);
});

test('windows are activated, moved, resized, maximized, minimized, restored and closed', async () => {
  const first = await start(session, 'galculator');
  const second = await start(session, 'mousepad', ['--disable-server']);
  const change = (windowId: string, to: Parameters<typeof changeOf>[1]) => session.act(changeOf(windowId, to));
  const stacking = async () => (await session.windows()).map((window) => window.appId);
  await expect.poll(stacking).toEqual([first.app.id, second.app.id]);

  await change(first.window.id, { kind: 'activate' });
  await seen(session, first.window.id, (window) => window.active);
  await until(session, async () => ((await stacking()).at(-1) === first.app.id ? true : undefined), 'the new order');

  await change(second.window.id, { kind: 'move', to: { x: 40, y: 50 } });
  await seen(session, second.window.id, ({ bounds }) => bounds.x === 40 && bounds.y === 50);
  await change(second.window.id, { kind: 'resize', to: { width: 500, height: 400 } });
  await seen(
    session,
    second.window.id,
    ({ contentBounds }) => contentBounds.width === 500 && contentBounds.height === 400,
  );
  await change(second.window.id, { kind: 'maximize' });
  await seen(session, second.window.id, ({ bounds }) => bounds.width === 1280 && bounds.height === 800);
  await change(second.window.id, { kind: 'restore' });
  await seen(session, second.window.id, ({ contentBounds }) => contentBounds.width === 500);
  await change(second.window.id, { kind: 'minimize' });
  await seen(session, second.window.id, (window) => window.minimized && !window.active);
  await change(second.window.id, { kind: 'restore' });
  await seen(session, second.window.id, (window) => !window.minimized && window.active);

  await change(first.window.id, { kind: 'close' });
  await until(session, () => first.app.exit, 'the exit');
  // the display lets go of a window a moment after its program has ended
  await expect.poll(stacking).toEqual([second.app.id]);
  await expect(change(first.window.id, { kind: 'activate' })).rejects.toThrow('WINDOW_NOT_FOUND');
});

test('menus are popups, dialogs are dialogs, and each belongs to its application', async () => {
  const { app, window } = await start(session, 'mousepad', ['--disable-server']);
  await session.act({ kind: 'press', chord: { key: 'F', modifiers: ['Alt'] }, address: {} });
  const menu = await until(
    session,
    async () => (await session.windows()).find(({ kind }) => kind === 'popup'),
    'a menu',
  );
  expect(menu).toMatchObject({ appId: app.id, active: false, modal: false });
  expect(menu.bounds.y).toBeGreaterThan(window.bounds.y);
  await session.act({ kind: 'press', chord: { key: 'Escape', modifiers: [] }, address: {} });
  await until(session, async () => ((await session.windows()).length === 1 ? true : undefined), 'the menu gone');
  await session.act({ kind: 'press', chord: { key: 'O', modifiers: ['Control'] }, address: {} });
  const dialog = await until(
    session,
    async () => (await session.windows()).find(({ kind }) => kind === 'dialog'),
    'a dialog',
  );
  expect(dialog).toMatchObject({ appId: app.id, modal: true });
  await seen(session, dialog.id, ({ active }) => active);
});

test('a wrapper script owns the windows of what it starts', async () => {
  const script = join(session.home, 'wrapper.sh');
  writeFileSync(script, '#!/bin/sh\ngalculator &\nwait\n', { mode: 0o755 });
  const { app, window } = await start(session, script);
  expect(window.pid).not.toBe(app.pid);
  const buttons = async () => {
    const roots = await session.tree({ kind: 'app', appId: app.id }, { fresh: true });
    return descendants(roots).filter(({ role }) => role === 'button').length;
  };
  await expect.poll(buttons).toBeGreaterThan(10);
});

test('the clipboard goes in and out, whatever its size', async () => {
  const changes: Signal[] = [];
  session.onSignal((signal) => signal.kind === 'clipboard' && changes.push(signal));
  expect(await session.clipboard()).toBe('');
  for (const text of ['héllo 日本 😀\nsecond line', 'ä'.repeat(600_000)]) {
    await session.act({ kind: 'write-clipboard', text });
    expect((await session.clipboard()) === text).toBe(true);
  }
  await expect.poll(() => changes.length).toBeGreaterThan(0);
});

test('applications paste what was written and write what they copy; it outlives them', async () => {
  const written = 'çut & paste 🎉';
  const { app } = await start(session, 'mousepad', ['--disable-server']);
  const box = await textbox(app.id);
  await session.act({ kind: 'write-clipboard', text: written });
  await session.act({ kind: 'press', chord: { key: 'V', modifiers: ['Control'] }, address: {} });
  await expect.poll(async () => (await session.read([box]))[0]?.text).toBe(written);
  await session.act({ kind: 'type', text: '!', address: {} });
  await session.act({ kind: 'press', chord: { key: 'A', modifiers: ['Control'] }, address: {} });
  await session.act({ kind: 'press', chord: { key: 'C', modifiers: ['Control'] }, address: {} });
  await expect.poll(() => session.clipboard()).toBe(`${written}!`);
  await session.terminate(app.id, { graceMs: 1_000 });
  await expect.poll(() => session.clipboard()).toBe(`${written}!`);
});

for (const { toolkit, command, args } of [
  { toolkit: 'GTK 3', command: 'mousepad', args: ['--disable-server'] },
  { toolkit: 'Qt 5', command: 'featherpad', args: ['--standalone'] },
]) {
  test(`a text of 400 KB, more than one request holds, goes through the clipboard into and out of ${toolkit}`, async () => {
    const text = `${`${'0123456789abcdé '.repeat(6)}\n`.repeat(4_000)}end`;
    const { app } = await start(session, command, args);
    const box = await textbox(app.id);
    await session.act({ kind: 'write-clipboard', text });
    await session.act({ kind: 'press', chord: { key: 'V', modifiers: ['Control'] }, address: {} });
    await expect.poll(async () => (await session.read([box]))[0]?.text?.length).toBe(text.length);
    await session.act({ kind: 'press', chord: { key: 'A', modifiers: ['Control'] }, address: {} });
    const copied = new Promise<void>((resolve) => {
      session.onSignal((signal) => signal.kind === 'clipboard' && resolve());
    });
    await session.act({ kind: 'press', chord: { key: 'C', modifiers: ['Control'] }, address: {} });
    await copied;
    expect((await session.clipboard()) === text).toBe(true);
  });
}

test('a drag selects text, and a window is dragged by its title', async () => {
  const { app, window } = await start(session, 'mousepad', ['--disable-server']);
  const box = await textbox(app.id);
  await session.act({ kind: 'type', text: 'some text to drag over', address: {} });
  const origin = await placeOf(box);
  await drag({ x: origin.x + 2, y: origin.y + 8 }, { x: origin.x + 400, y: origin.y + 8 });
  await session.act({ kind: 'press', chord: { key: 'C', modifiers: ['Control'] }, address: {} });
  await expect.poll(() => session.clipboard()).toBe('some text to drag over');
  const grip = { x: window.bounds.x + 200, y: window.bounds.y + 8 };
  await drag(grip, { x: grip.x - 60, y: grip.y + 40 });
  await seen(
    session,
    window.id,
    ({ bounds }) => bounds.x === window.bounds.x - 60 && bounds.y === window.bounds.y + 40,
  );
});

for (const { toolkit, command, args } of [
  { toolkit: 'GTK 3', command: 'mousepad', args: ['--disable-server'] },
  { toolkit: 'Qt 5', command: 'featherpad', args: ['--standalone'] },
]) {
  test(`${toolkit}: a double click selects a word, two clicks soon after each other do not`, async () => {
    const { app } = await start(session, command, args);
    const box = await textbox(app.id);
    await session.act({ kind: 'type', text: 'several words', address: {} });
    const origin = await placeOf(box);
    const click = {
      kind: 'click',
      point: { x: origin.x + 20, y: origin.y + 10 },
      button: 'left',
      modifiers: [],
      address: { nodeId: box },
    } as const;
    await session.act({ ...click, count: 1 });
    await session.act({ ...click, count: 1 });
    await session.act({ kind: 'type', text: 'A', address: {} });
    await expect.poll(async () => (await session.read([box]))[0]?.text?.trim()).toMatch(/^s.*A.*l words$/);
    await session.act({ ...click, point: { x: origin.x + 22, y: origin.y + 10 }, count: 2 });
    await session.act({ kind: 'type', text: 'B', address: {} });
    await expect.poll(async () => (await session.read([box]))[0]?.text?.trim()).toBe('B words');
    await session.act({ ...click, count: 3 });
    await session.act({ kind: 'type', text: 'C', address: {} });
    await expect.poll(async () => (await session.read([box]))[0]?.text?.trim()).toBe('C');
  });
}

test('a click comes after the keys before it, although Qt keeps these back until the registry has answered', async () => {
  const { app } = await start(session, 'featherpad', ['--standalone']);
  const box = await textbox(app.id);
  const text = async () => (await session.read([box]))[0]?.text?.trim();
  const origin = await placeOf(box);
  const registry = processNamed(session.id, 'at-spi2-registr');
  process.kill(registry, 'SIGSTOP');
  await session.act({ kind: 'type', text: 'several words', address: {} });
  const clicked = session.act({
    kind: 'click',
    point: { x: origin.x + 20, y: origin.y + 10 },
    button: 'left',
    count: 1,
    modifiers: [],
    address: { nodeId: box },
  });
  // Qt gives up waiting after 100 ms
  await expect.poll(text).toBe('several words');
  process.kill(registry, 'SIGCONT');
  await clicked;
  await session.act({ kind: 'type', text: 'A', address: {} });
  await expect.poll(text).toMatch(/^s.*A.*l words$/);
});

test('a click into a window behind brings it to the front, and the keys that follow at once go there', async () => {
  const first = await start(session, 'mousepad', ['--disable-server']);
  const box = await textbox(first.app.id);
  // one that has settled when its window shows; featherpad goes on setting itself up in front of everybody
  const second = await start(session, 'galculator');
  await session.act(changeOf(first.window.id, { kind: 'move', to: { x: 0, y: 0 } }));
  await session.act(changeOf(second.window.id, { kind: 'move', to: { x: 700, y: 200 } }));
  await seen(session, first.window.id, ({ bounds, active }) => bounds.x === 0 && !active);
  // it may have opened where the click is to go
  await seen(session, second.window.id, ({ bounds, active }) => bounds.x === 700 && active);
  const point = { x: 100, y: 300 };
  await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: {} });
  await session.act({ kind: 'type', text: 'here', address: {} });
  await expect.poll(async () => (await session.read([box]))[0]?.text).toBe('here');
  await expect.poll(async () => (await session.windows()).at(-1)).toMatchObject({ id: first.window.id, active: true });
});

test('release lets go of what is held', async () => {
  const { app, window } = await start(session, 'mousepad', ['--disable-server']);
  const box = await textbox(app.id);
  const point = { x: window.bounds.x + 100, y: window.bounds.y + 200 };
  await session.act({ kind: 'hover', point, address: {} });
  const holder = await session.launch({
    name: 'hold',
    command: 'xdotool',
    args: ['keydown', 'shift', 'mousedown', '1'],
    env: {},
  });
  await until(session, () => holder.exit, 'xdotool');
  await session.act({ kind: 'type', text: 'held ', address: {} });
  await session.act({ kind: 'release' });
  await session.act({ kind: 'hover', point: { x: point.x + 50, y: point.y + 20 }, address: {} });
  await session.act({ kind: 'type', text: 'free', address: {} });
  await expect.poll(async () => (await session.read([box]))[0]?.text).toBe('HELD free');
});

test('the display opens for nobody without its cookie', async () => {
  const mouse = (env: Record<string, string>) =>
    session.launch({ name: 'mouse', command: 'xdotool', args: ['getmouselocation'], env });
  const stranger = await mouse({ XAUTHORITY: '/dev/null' });
  const friend = await mouse({});
  await until(session, () => stranger.exit && friend.exit, 'both');
  expect(stranger.exit?.code).toBe(1);
  expect(friend.exit?.code).toBe(0);
  expect(friend.output()).toContain('x:1279 y:799');
});

async function textbox(appId: string): Promise<string> {
  const look = async () => {
    const roots = await session.tree({ kind: 'app', appId }, { fresh: true });
    return descendants(roots).find(({ role, states }) => role === 'textbox' && states.editable && states.visible)?.id;
  };
  return until(session, look, 'a text field');
}

function placeOf(nodeId: string): Promise<Point> {
  return until(session, async () => (await session.read([nodeId]))[0]?.bounds, 'a place of the element');
}

async function drag(from: Point, to: Point): Promise<void> {
  await session.act({ kind: 'drag', from, to, button: 'left', modifiers: [], steps: 5, address: {} });
}
