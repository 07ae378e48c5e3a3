/** Any Unicode text arrives exactly, in every toolkit, although the layout has keys for few of its symbols. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { AccessibleNode } from '../../../contracts/accessibility.ts';
import { defaultSession } from '../../../contracts/driver.ts';
import { centerOf, type Point } from '../../../contracts/geometry.ts';
import { createLinuxDriver } from '../driver.ts';
import { descendants, start, until } from '../linux.sample.ts';
import { LinuxSession } from '../linux-session.ts';

/** More symbols without a key than spare keys exist, so that keys are given away while others still wait in queues. */
const manySymbols = Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0x4e00 + index * 37)).join('');
const text = [
  `Hello World! {"a" 1} [x]~\`|\\ <&> %$#@^*()_+-=:;'?/`,
  'é ß ü ñ ÀÉÎÕÜ Ω ж € Āā Ёё ½ ·',
  '日本語 中文 한국어 שלום עולם مرحبا',
  '😀🎉👨‍👩‍👧 e\u0301 o\u0302',
  manySymbols,
  manySymbols.split('').reverse().join(''),
  'end',
].join(' ');

const webPage = '<title>page</title><textarea autofocus aria-label=note style="width:900px;height:600px"></textarea>';

interface Case {
  readonly toolkit: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Brings the text field into view. */
  readonly prepare?: (session: LinuxSession, appId: string) => Promise<void>;
  readonly field?: string;
  /** Symbols that the application itself turns into others, or calculates with. */
  readonly own?: RegExp;
}

const cases: readonly Case[] = [
  { toolkit: 'GTK 3', command: 'mousepad', args: ['--disable-server'] },
  { toolkit: 'GTK 4', command: 'gnome-calculator', args: [], own: /[\d*/=-]/g },
  { toolkit: 'Qt 5', command: 'featherpad', args: ['--standalone'] },
  {
    toolkit: 'Qt 6',
    command: 'qt6ct',
    args: [],
    prepare: async (session, appId) => {
      await clickOn(session, appId, (node) => node.role === 'tab' && node.name === 'Style Sheets');
      await clickOn(session, appId, (node) => node.role === 'button' && node.name === 'Create');
      await until(
        session,
        async () => (await session.windows()).find((window) => window.kind === 'dialog' && window.active),
        'a dialog',
      );
    },
  },
  { toolkit: 'Chromium', command: 'chromium', args: [], field: 'note' },
];

for (const { toolkit, command, args, prepare, field, own } of cases) {
  test(`${toolkit}: 350 characters, 170 of them without a key, are read back exactly`, async () => {
    test.slow();
    const session = await openSession();
    const { app } = await start(session, command, command === 'chromium' ? webArguments(session.home) : args);
    await prepare?.(session, app.id);
    const box = await fieldOf(session, app.id, field);
    await session.act({ ...click, point: await middleOf(session, box) });
    await session.act({ kind: 'press', chord: { key: 'A', modifiers: ['Control'] }, address: {} });
    await session.act({ kind: 'press', chord: { key: 'Delete', modifiers: [] }, address: {} });
    const typed = own === undefined ? text : text.replace(own, '');
    await session.act({ kind: 'type', text: typed, address: {} });
    await expect.poll(async () => (await session.read([box.id]))[0]?.text?.trimEnd()).toBe(typed);
    await session.close();
  });
}

test('line feeds and tabs are keys; text is typed where the caret is', async () => {
  const session = await openSession();
  const { app } = await start(session, 'mousepad', ['--disable-server']);
  const box = await fieldOf(session, app.id, undefined);
  await session.act({ kind: 'type', text: 'one\n\ttwo\r\nthree', address: {} });
  await session.act({ kind: 'press', chord: { key: 'Home', modifiers: ['Control'] }, address: {} });
  await session.act({ kind: 'type', text: 'É!', address: {} });
  await expect.poll(async () => (await session.read([box.id]))[0]?.text).toBe('É!one\n\ttwo\nthree');
  await session.close();
});

test('chords: shifted symbols and symbols that the layout lacks', async () => {
  const session = await openSession();
  const { app } = await start(session, 'mousepad', ['--disable-server']);
  const box = await fieldOf(session, app.id, undefined);
  for (const key of ['A', 'b', '?', 'ß', 'Enter', 'ж']) {
    await session.act({ kind: 'press', chord: { key, modifiers: [] }, address: {} });
  }
  await session.act({ kind: 'press', chord: { key: 'x', modifiers: ['Shift'] }, address: {} });
  await expect.poll(async () => (await session.read([box.id]))[0]?.text).toBe('Ab?ß\nжX');
  await expect(session.act({ kind: 'press', chord: { key: 'Rocket', modifiers: [] }, address: {} })).rejects.toThrow(
    'ACTION_NOT_POSSIBLE: there is no key named "Rocket"',
  );
  await session.close();
});

const click = { kind: 'click', button: 'left', count: 1, modifiers: [], address: {} } as const;

async function openSession(): Promise<LinuxSession> {
  const session = await createLinuxDriver().open(defaultSession);
  if (!(session instanceof LinuxSession)) throw new Error('not a Linux session');
  return session;
}

function webArguments(home: string): readonly string[] {
  const page = join(home, 'page.html');
  writeFileSync(page, webPage);
  return ['--no-sandbox', '--force-renderer-accessibility', '--no-first-run', `--app=file://${page}`];
}

function fieldOf(session: LinuxSession, appId: string, name: string | undefined): Promise<AccessibleNode> {
  return nodeOf(
    session,
    appId,
    (node) =>
      node.role === 'textbox' && node.states.editable && node.states.visible && (name ?? node.name) === node.name,
  );
}

async function nodeOf(
  session: LinuxSession,
  appId: string,
  wanted: (node: AccessibleNode) => boolean,
): Promise<AccessibleNode> {
  const look = async (): Promise<AccessibleNode | undefined> => {
    const roots = await session.tree({ kind: 'app', appId }, { fresh: true });
    return descendants(roots).find(wanted);
  };
  return until(session, look, 'the element');
}

async function clickOn(session: LinuxSession, appId: string, wanted: (node: AccessibleNode) => boolean): Promise<void> {
  const node = await nodeOf(session, appId, wanted);
  await session.act({ ...click, point: await middleOf(session, node) });
}

async function middleOf(session: LinuxSession, node: AccessibleNode): Promise<Point> {
  const look = async () => (await session.read([node.id]))[0]?.bounds;
  return centerOf(await until(session, look, `a place of ${node.role} ${node.name}`));
}
