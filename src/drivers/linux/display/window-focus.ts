/** A press into a window makes it the active one first, as every window manager does. */
import { Bell, Deadline } from '../../../support/deadline.ts';
import { activate } from './window-control.ts';
import type { WindowList } from './window-list.ts';
import type { DisplayWindow } from './windows.ts';
import type { XConnection } from './x-connection.ts';

/** A window that does not take the focus (behind a modal dialog) is pressed all the same, once a busy window manager had its time. */
const activationTimeoutMs = 1_500;

/** Activates the window under the pointer; nothing to do where it is active, a popup, or no window at all. */
export async function activateUnderPointer(x: XConnection, windows: WindowList): Promise<void> {
  const [pointer, shown] = await Promise.all([
    x.ask<{ readonly child: number }>((done) => x.client.QueryPointer(x.root, done)),
    windows.read(),
  ]);
  const window = shown.find(({ top }) => top === pointer.child);
  if (window === undefined || window.active || !takesFocus(window)) return;
  await activateAndWait(x, window.xid);
}

async function activateAndWait(x: XConnection, xid: number): Promise<void> {
  const bell = new Bell();
  const stop = x.onEvent((event) => {
    if (event.name === 'PropertyNotify' && event.wid === x.root && event.atom === x.atom('_NET_ACTIVE_WINDOW'))
      bell.ring();
  });
  const deadline = Deadline.after(activationTimeoutMs);
  try {
    activate(x, xid);
    while ((await activeWindow(x)) !== xid && !deadline.passed) await bell.next(deadline.leftMs);
  } finally {
    stop();
  }
}

async function activeWindow(x: XConnection): Promise<number> {
  const [active = 0] = await x.numbers(x.root, '_NET_ACTIVE_WINDOW');
  return active;
}

function takesFocus({ kind }: DisplayWindow): boolean {
  return kind === 'normal' || kind === 'dialog' || kind === 'other';
}
