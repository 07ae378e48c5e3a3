/** What the desktop tests of this room share: an open session, and waiting for what a session shows. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { AccessibleNode } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import type { AppHandle, DriverSession, WindowInfo } from '../../contracts/driver.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { socketOf } from './session/folder.ts';

/** A command line that shows a GTK window around one widget; `widget`: a Python expression. */
export function gtkWindow(version: 3 | 4, widget: string): readonly [string, ...string[]] {
  return ['/usr/bin/python3', '-c', version === 3 ? gtk3Window(widget) : gtk4Window(widget)];
}

const gtk3Window = (widget: string): string => `
import gi
gi.require_version('Gtk', '3.0')
from gi.repository import Gtk
window = Gtk.Window(default_width=400, default_height=300)
window.add(${widget})
window.show_all()
Gtk.main()
`;

const gtk4Window = (widget: string): string => `
import gi
gi.require_version('Gtk', '4.0')
from gi.repository import Gtk
def open_window(app):
    window = Gtk.ApplicationWindow(application=app, default_width=400, default_height=300)
    window.set_child(${widget})
    window.present()
app = Gtk.Application()
app.connect('activate', open_window)
app.run([])
`;

/** Asks again whenever the session signals something, at least each 100 ms. */
export async function until<T>(
  session: DriverSession,
  look: () => Promise<T | undefined> | T | undefined,
  what: string,
  timeoutMs = 60_000,
): Promise<T> {
  const bell = new Bell();
  const stop = session.onSignal(() => bell.ring());
  const deadline = Deadline.after(timeoutMs);
  try {
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (deadline.passed) throw new Error(`not seen within ${timeoutMs} ms: ${what}`);
      await bell.next(100);
    }
  } finally {
    stop();
  }
}

export async function start(
  session: DriverSession,
  command: string,
  args: readonly string[] = [],
): Promise<{ readonly app: AppHandle; readonly window: WindowInfo }> {
  const app = await session.launch({ name: command, command, args, env: {} });
  const window = await until(
    session,
    async () => (await session.windows()).find((found) => found.appId === app.id && found.active),
    `an active window of ${command}\n${app.output()}`,
  );
  return { app, window };
}

/** The act that changes a window. */
export function changeOf(windowId: string, change: Extract<DriverAct, { kind: 'window' }>['change']) {
  return { kind: 'window', windowId, change } as const;
}

/** The window, once it is so. */
export function seen(
  session: DriverSession,
  windowId: string,
  fits: (window: WindowInfo) => boolean,
): Promise<WindowInfo> {
  const look = async () => (await session.windows()).find((window) => window.id === windowId && fits(window));
  return until(session, look, `window ${windowId} as expected`);
}

export function descendants(nodes: readonly AccessibleNode[]): readonly AccessibleNode[] {
  return nodes.flatMap((node) => [node, ...descendants(node.children)]);
}

/** Everything on this machine that still carries the session's mark. */
export function traces(sessionId: string): readonly string[] {
  const folders = ['/tmp', '/dev/shm'].flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.includes(sessionId))
      .map((name) => `${parent}/${name}`),
  );
  return [...processesOf(sessionId).map((pid) => `process ${pid} ${nameOf(pid)}`), ...folders];
}

/** By environment, by command line, and by working folder: Chromium wipes its environment. */
export function processesOf(sessionId: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => nameOf(pid) !== 'sh' || !fileText(`/proc/${pid}/cmdline`).includes('codexqa-reaper'))
    .filter((pid) =>
      [fileText(`/proc/${pid}/environ`), fileText(`/proc/${pid}/cmdline`), folderOf(pid)].some((text) =>
        text.includes(sessionId),
      ),
    );
}

export function processNamed(sessionId: string, name: string): number {
  const pid = processesOf(sessionId).find((found) => nameOf(found) === name);
  if (pid === undefined) throw new Error(`session ${sessionId} has no process ${name}`);
  return pid;
}

/** Number of the display a session's processes use. */
export function displayOf(sessionId: string): string {
  const environment = fileText(`/proc/${processNamed(sessionId, 'openbox')}/environ`);
  return /(?:^|\0)DISPLAY=:(\d+)/.exec(environment)?.[1] ?? '';
}

export function displaySocketExists(display: string): boolean {
  const socket = socketOf(Number(display));
  if (!existsSync(socket)) return false;
  // another session may have taken the number since
  return !fileText('/proc/net/unix').includes(`${socket}\n`);
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function nameOf(pid: number): string {
  return fileText(`/proc/${pid}/comm`).trim();
}

/** Empty when there is no such file: a process may have gone between the listing and the look. */
export function fileText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
