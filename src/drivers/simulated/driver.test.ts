/** The simulated driver's own behaviour: its applications, its switches, its speed of opening. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { AccessibleNode } from '../../contracts/accessibility.ts';
import { defaultSession, type Signal } from '../../contracts/driver.ts';
import { centerOf } from '../../contracts/geometry.ts';
import { ManualClock } from '../../support/clock.ts';
import { createSimulatedDriver } from './driver.ts';
import type { SimulatedSession } from './session.ts';
import type { SimulatedWorld } from './world.ts';

async function start(app: string, world: Partial<SimulatedWorld> = {}): Promise<SimulatedSession> {
  const session = await createSimulatedDriver(world).open(defaultSession);
  await session.launch({ name: app, command: app, args: [], env: {} });
  return session;
}

async function find(session: SimulatedSession, role: string, name: string): Promise<AccessibleNode> {
  const flat = (nodes: readonly AccessibleNode[]): AccessibleNode[] =>
    nodes.flatMap((node) => [node, ...flat(node.children)]);
  const nodes = flat(await session.tree({ kind: 'desktop' }, { fresh: true }));
  const found = nodes.find((node) => node.role === role && node.name === name);
  if (found === undefined) throw new Error(`no ${role} "${name}" among ${nodes.map((n) => `${n.role} ${n.name}`)}`);
  return found;
}

async function click(session: SimulatedSession, role: string, name: string): Promise<void> {
  const node = await find(session, role, name);
  const [reading] = await session.read([node.id]);
  if (reading?.bounds === undefined) throw new Error(`${role} "${name}" has no place`);
  const point = centerOf(reading.bounds);
  await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: {} });
}

async function textOf(session: SimulatedSession, role: string, name: string): Promise<string | undefined> {
  const [reading] = await session.read([(await find(session, role, name)).id]);
  return reading?.text;
}

async function press(session: SimulatedSession, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await session.act({ kind: 'press', chord: { key, modifiers: [] }, address: {} });
}

async function type(session: SimulatedSession, text: string): Promise<void> {
  await session.act({ kind: 'type', text, address: {} });
}

test.describe('calculator', () => {
  test('adds by pointer', async () => {
    const session = await start('calculator');
    for (const key of ['1', '2', '+', '3', '0', '=']) await click(session, 'button', key);
    expect(await textOf(session, 'textbox', 'Display')).toBe('42');
  });

  test('multiplies by keyboard', async () => {
    const session = await start('calculator');
    await press(session, '6', '*', '7', 'Enter');
    expect(await textOf(session, 'textbox', 'Display')).toBe('42');
  });
});

test.describe('editor', () => {
  test('saves what was typed into a real file, through menu and dialog', async () => {
    const session = await start('editor');
    await type(session, 'Grüße, 世界 😀\nline 2');
    await click(session, 'menuitem', 'File');
    await click(session, 'menuitem', 'Save As…');
    await type(session, 'note.txt\n');
    expect(readFileSync(join(session.home, 'note.txt'), 'utf8')).toBe('Grüße, 世界 😀\nline 2');
    expect((await session.windows()).map((window) => window.title)).toEqual(['note.txt - Editor']);
    await session.close();
  });

  test('asks before it throws changes away', async () => {
    const session = await start('editor');
    await type(session, 'unsaved');
    await session.act({ kind: 'press', chord: { key: 'q', modifiers: ['Control'] }, address: {} });
    expect((await session.windows()).map((window) => window.title)).toEqual(['*Untitled - Editor', 'Unsaved Changes']);
    await click(session, 'button', "Don't Save");
    expect(session.apps()[0]?.exit).toEqual({ code: 0, signal: null, expected: false });
  });

  test('a modal dialog keeps the pointer away from the window below', async () => {
    const session = await start('editor');
    await session.act({ kind: 'press', chord: { key: 's', modifiers: ['Control'] }, address: {} });
    await click(session, 'textbox', 'Document');
    await type(session, 'goes to the dialog');
    expect(await textOf(session, 'textbox', 'Document')).toBe('');
    expect(await textOf(session, 'textbox', 'Name')).toBe('goes to the dialog');
  });
});

test.describe('switches', () => {
  test('a frozen mirror repeats itself until a fresh tree is asked for', async () => {
    const session = await start('form');
    session.freezeMirror();
    await click(session, 'button', 'Change title');
    const title = async (fresh: boolean): Promise<string | undefined> =>
      (await session.tree({ kind: 'desktop' }, { fresh }))[0]?.name;
    expect(await title(false)).toBe('Form');
    expect(await title(true)).toBe('Form (changed)');
  });

  test('a button that only highlights gives damage and nothing else', async () => {
    const session = await start('form');
    const signals: Signal['kind'][] = [];
    session.onSignal((signal) => signals.push(signal.kind));
    await click(session, 'button', 'Prelight only');
    expect(new Set(signals)).toEqual(new Set(['damage']));
  });

  test('a silent button gives nothing at all', async () => {
    const session = await start('form');
    const signals: Signal[] = [];
    const before = await session.capture({ kind: 'screen' });
    session.onSignal((signal) => signals.push(signal));
    await click(session, 'button', 'Silent');
    expect(signals).toEqual([]);
    const after = await session.capture({ kind: 'screen' });
    expect(Buffer.compare(after.pixels, before.pixels)).toBe(0);
  });

  test('late things happen when the clock says so', async () => {
    const clock = new ManualClock();
    const session = await start('form', { clock });
    await click(session, 'button', 'Dialog later');
    clock.advance(299);
    expect(await session.windows()).toHaveLength(1);
    clock.advance(1);
    expect(await session.windows()).toHaveLength(2);
  });

  test('what is sent to a hung application arrives when it recovers', async () => {
    const session = await start('form');
    await click(session, 'button', 'Hang');
    await press(session, 'Tab');
    await expect(session.tree({ kind: 'desktop' }, { fresh: true })).rejects.toThrow('APP_UNRESPONSIVE');
    const before = session.apps()[0]?.windows()[0]?.focus;
    session.apps()[0]?.recover();
    expect(session.apps()[0]?.windows()[0]?.focus).not.toBe(before);
  });
});

test('the home folder exists when asked for and is gone after close', async () => {
  const session = await createSimulatedDriver().open(defaultSession);
  const { home } = session;
  expect(existsSync(home)).toBe(true);
  await session.close();
  expect(existsSync(home)).toBe(false);
});

test('opening costs next to nothing', async () => {
  const driver = createSimulatedDriver();
  const startedAt = performance.now();
  for (let count = 0; count < 100; count++) await driver.open(defaultSession);
  // what opens a display or starts a process takes longer on any machine
  expect((performance.now() - startedAt) / 100).toBeLessThan(50);
});
