/** Changes windows by asking the window manager, as a pager or a taskbar would (EWMH). */
import type { WindowChange } from '../../../contracts/act.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { type DisplayWindow, readWindows } from './windows.ts';
import type { XConnection } from './x-connection.ts';

/** Requests with this source are obeyed without asking whether they steal the focus. */
const fromPager = 2;
const iconicState = 3;
const stateRemove = 0;
const stateAdd = 1;
/** _NET_MOVERESIZE_WINDOW: which values count, and a corner that is the frame's own. */
const northWest = 1;
const hasX = 1 << 8;
const hasY = 1 << 9;
const hasWidth = 1 << 10;
const hasHeight = 1 << 11;

/** @throws WINDOW_NOT_FOUND */
export async function changeWindow(x: XConnection, windowId: string, change: WindowChange): Promise<void> {
  const window = (await readWindows(x)).find(({ id }) => id === windowId);
  if (window === undefined) {
    throw new CodexqaError('WINDOW_NOT_FOUND', `there is no window ${windowId} any more`);
  }
  request(x, window, change);
  await x.sync();
}

function request(x: XConnection, window: DisplayWindow, change: WindowChange): void {
  switch (change.kind) {
    case 'activate':
      activate(x, window.xid);
      return;
    case 'close':
      x.client.SendClientMessage(x.root, window.xid, x.atom('_NET_CLOSE_WINDOW'), 32, [0, fromPager]);
      return;
    case 'minimize':
      x.client.SendClientMessage(x.root, window.xid, x.atom('WM_CHANGE_STATE'), 32, [iconicState]);
      return;
    case 'maximize':
      maximize(x, window.xid, stateAdd);
      return;
    case 'restore':
      if (window.minimized) activate(x, window.xid);
      else maximize(x, window.xid, stateRemove);
      return;
    case 'move': {
      const { shadow } = window;
      const flags = northWest | hasX | hasY | (fromPager << 12);
      moveResize(x, window.xid, [flags, change.to.x - shadow.left, change.to.y - shadow.top, 0, 0]);
      return;
    }
    case 'resize': {
      const { shadow } = window;
      const width = change.to.width + shadow.left + shadow.right;
      const height = change.to.height + shadow.top + shadow.bottom;
      moveResize(x, window.xid, [northWest | hasWidth | hasHeight | (fromPager << 12), 0, 0, width, height]);
      return;
    }
  }
}

/** Asks the window manager; the answer is a changed _NET_ACTIVE_WINDOW. */
export function activate(x: XConnection, xid: number): void {
  x.client.SendClientMessage(x.root, xid, x.atom('_NET_ACTIVE_WINDOW'), 32, [fromPager]);
}

function maximize(x: XConnection, xid: number, action: number): void {
  const both = [x.atom('_NET_WM_STATE_MAXIMIZED_HORZ'), x.atom('_NET_WM_STATE_MAXIMIZED_VERT')];
  x.client.SendClientMessage(x.root, xid, x.atom('_NET_WM_STATE'), 32, [action, ...both, fromPager]);
}

function moveResize(x: XConnection, xid: number, data: readonly number[]): void {
  x.client.SendClientMessage(x.root, xid, x.atom('_NET_MOVERESIZE_WINDOW'), 32, data);
}
