/** Pictures of real applications: what never stands still, what is only the background, and what must not move by itself. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { DriverSession } from '../../contracts/driver.ts';
import type { Desktop } from '../../session/desktop.ts';
import { linuxDesktop } from '../../session/linux-desktop.sample.ts';
import { settle } from '../../session/settle.ts';
import type { DesktopConfig } from '../config-schema.ts';
import { optionsOf } from '../options.ts';
import { sampleAttempt } from './attempt.sample.ts';
import { type MatchBaselineOptions, matchBaseline, placeMasks } from './match.ts';
import type { UpdateMode } from './mode.ts';
import { type Pictured, subjectOf } from './subject.ts';

interface Run extends MatchBaselineOptions {
  readonly mode?: UpdateMode;
  readonly looks?: DesktopConfig;
}

interface Fixtures {
  readonly folder: string;
  readonly room: { readonly session: DriverSession; readonly desktop: Desktop };
  readonly match: (pictured: Pictured, options?: Run) => Promise<string>;
}

/** GTK programs, as short as they can be. */
const gtk = (body: string): readonly string[] => [
  '-c',
  `import gi
gi.require_version('Gtk', '3.0')
gi.require_version('Gdk', '3.0')
from gi.repository import Gdk, GLib, Gtk
window = Gtk.Window()
${body}
window.show_all()
Gtk.main()`,
];
const pulsing = gtk(`bar = Gtk.ProgressBar()
window.set_default_size(300, 80)
window.add(bar)
GLib.timeout_add(20, lambda: bar.pulse() or True)`);
/** What shows the wallpaper on desktops that have icons. */
const wallpaper = gtk(`window.set_type_hint(Gdk.WindowTypeHint.DESKTOP)
window.set_default_size(1280, 800)
window.add(Gtk.Label(label='\\n'.join(['a wallpaper of many colours '*6]*40)))`);

/** Beside its own window one without a background, of which nothing is ever drawn. */
const undrawn = gtk(`import ctypes, os
window.set_title('main')
window.set_default_size(200, 100)
x = ctypes.CDLL('libX11.so.6')
x.XOpenDisplay.restype = ctypes.c_void_p
display = ctypes.c_void_p(x.XOpenDisplay(None))
empty = x.XCreateWindow(display, x.XDefaultRootWindow(display), 300, 200, 400, 300, 0, 0, 1, None, 0, None)
owner, cardinal = x.XInternAtom(display, b'_NET_WM_PID', 0), 6
x.XChangeProperty(display, empty, owner, cardinal, 32, 0, (ctypes.c_long * 1)(os.getpid()), 1)
x.XStoreName(display, empty, b'undrawn')
x.XMapWindow(display, empty)
x.XFlush(display)`);

const apps = {
  undrawn: { command: '/usr/bin/python3', args: undrawn },
  editor: { command: 'mousepad', args: ['--disable-server'] },
  calculator: { command: 'galculator' },
  busy: { command: '/usr/bin/python3', args: pulsing },
};

const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cq-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  room: async ({}, use) => {
    // on a busy machine an animation may rest for a while without standing still
    const room = await linuxDesktop({ apps, settings: { settleQuietMs: 800 } });
    await use(room);
    await room.session.close();
  },
  match: async ({ folder }, use) => {
    await use(async (pictured, { mode = 'default', looks = {}, ...options } = {}) => {
      using subject = subjectOf(pictured, placeMasks(options));
      const state = { isNot: false, timeout: 60_000 };
      const attempt = sampleAttempt(folder, { mode });
      const project = optionsOf(looks, {}, folder);
      const result = await matchBaseline(attempt, state, subject, 'picture.png', options, project);
      return result.pass ? '' : result.message();
    });
  },
});

test('an application that never stands still is refused with the place that moves; masked, it is compared', async ({
  room,
  match,
  folder,
}) => {
  const busy = await room.desktop.launch('busy');
  await expect(match(busy, { mode: 'all', timeout: 3000 })).rejects.toThrow(
    /^CAPTURE_UNSTABLE: the picture did not stand still within \d+ ms; it kept changing at \d+,\d+ \d+x\d+[\s\S]*mask what moves/,
  );
  const mask = [busy.getByRole('progressbar')];
  expect(await match(busy, { mode: 'all', mask })).toBe('');
  expect(await match(busy, { mask })).toBe('');
  expect(JSON.parse(readFileSync(join(folder, 'out/a-test/picture-comparison.json'), 'utf8'))).toMatchObject({
    verdict: 'identical',
    masks: [{ areas: [{ height: expect.any(Number) }] }],
  });
});

test('a wallpaper without a window is refused before anything is compared', async ({ room, match, folder }) => {
  const first = await room.desktop.launch('calculator');
  const behind = spawn('/usr/bin/python3', wallpaper, { env: environmentOf(first.pid), stdio: 'ignore' });
  const kinds = async () => (await room.session.windows()).map(({ kind }) => kind);
  await expect.poll(kinds).toContain('other');
  await first.close();
  await expect(match(room.desktop, { mode: 'all', timeout: 3000 })).rejects.toThrow(
    /^CAPTURE_BLANK: expected a picture of the screen to compare, but it is only the background: no window is there, or it has drawn nothing \(1280x800\)/,
  );
  expect(existsSync(join(folder, 'baselines'))).toBe(false);
  expect(await match(room.desktop, { mode: 'all', allowBlank: true })).toBe('');
  await room.desktop.launch('calculator');
  expect(await match(room.desktop, { mode: 'all' })).toBe('');
  behind.kill('SIGKILL');
});

test('a window that has drawn nothing shows the wallpaper, and is refused', async ({ room, match, folder }) => {
  const first = await room.desktop.launch('calculator');
  const behind = spawn('/usr/bin/python3', wallpaper, { env: environmentOf(first.pid), stdio: 'ignore' });
  const kinds = async () => (await room.session.windows()).map(({ kind }) => kind);
  await expect.poll(kinds).toContain('other');
  const app = await room.desktop.launch('undrawn');
  await expect(match(app.window({ title: 'undrawn' }), { mode: 'all', timeout: 3000 })).rejects.toThrow(
    /^CAPTURE_BLANK: expected a picture of window titled 'undrawn' of application "undrawn" to compare, but it is only the background: /,
  );
  expect(existsSync(join(folder, 'baselines'))).toBe(false);
  expect(await match(first, { mode: 'all' })).toBe('');
  behind.kill('SIGKILL');
});

test('a caret in a focused text does not blink: longer than a blink nothing is repainted', async ({ room, match }) => {
  const editor = await room.desktop.launch('editor');
  await editor.getByRole('textbox').first().fill('one line');
  expect(await match(editor, { mode: 'all' })).toBe('');
  // GTK blinks once in 1200 ms
  await settle(room.session, { kind: 'screen' }, { quietMs: 1500, timeoutMs: 60_000, mayBeBlank: false });
  expect(await match(editor)).toBe('');
});

test('one spec, two looks: a dark screen of scale 2 has a picture of its own', async ({ room, match, folder }) => {
  const light = await room.desktop.launch('calculator');
  expect(await match(light, { mode: 'all' })).toBe('');
  const looks = { colorScheme: 'dark', screen: { width: 640, height: 480, scale: 2 } } as const;
  const { session, desktop } = await linuxDesktop({ apps }, looks);
  const dark = await desktop.launch('calculator');
  expect(await match(dark, { looks, timeout: 3000 })).toMatch(
    /^BASELINE_SIZE_DIFFERS: .*picture\.png of \d+x\d+, but it is \d+x\d+ \([\d.]+x[\d.]+ at scale 2\)[\s\S]*accept --for 2x/,
  );
  const facts = JSON.parse(readFileSync(join(folder, 'out/a-test/picture-comparison.json'), 'utf8'));
  expect(facts).toMatchObject({ scale: 2, variants: { session: expect.arrayContaining(['2x', 'dark']) } });
  const plain = join(folder, 'baselines', 'picture.png');
  renameSync(plain, `${plain}.light`);
  expect(await match(dark, { looks, mode: 'all' })).toBe('');
  renameSync(`${plain}.light`, plain);
  expect(existsSync(join(folder, 'baselines', 'picture@2x.png'))).toBe(true);
  expect(await match(dark, { looks })).toBe('');
  expect(await match(light)).toBe('');
  await session.close();
});

/** What an application of the session sees, but not that it is one of ours. */
function environmentOf(pid: number): NodeJS.ProcessEnv {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const all = Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));
  const { CODEXQA_APP: _, ...environment } = all;
  return environment;
}
