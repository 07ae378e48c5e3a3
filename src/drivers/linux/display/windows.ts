/** The windows on a display, bottom to top: those of the window manager and the popups it does not manage. */
import type { WindowInfo } from '../../../contracts/driver.ts';
import type { Rect } from '../../../contracts/geometry.ts';
import type { AtomName, XConnection } from './x-connection.ts';

/** A window as the display knows it. */
export interface DisplayWindow extends Omit<WindowInfo, 'appId'> {
  readonly xid: number;
  /** The child of the root window that holds it: the frame, or the window itself. */
  readonly top: number;
  /** The X window itself, shadows that the toolkit draws included. */
  readonly rawBounds: Rect;
  /** Width of the shadows that the toolkit draws around its window. */
  readonly shadow: Sides;
}

export interface Sides {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const noSides: Sides = { left: 0, right: 0, top: 0, bottom: 0 };
const viewable = 2;
const inputOutput = 1;

export function windowIdOf(xid: number): string {
  return `0x${xid.toString(16)}`;
}

export function xidOf(windowId: string): number {
  return Number.parseInt(windowId, 16);
}

export async function readWindows(x: XConnection): Promise<readonly DisplayWindow[]> {
  const [managed, [active], tree] = await Promise.all([
    x.numbers(x.root, '_NET_CLIENT_LIST_STACKING'),
    x.numbers(x.root, '_NET_ACTIVE_WINDOW'),
    x.ask<{ readonly children: readonly number[] }>((done) => x.client.QueryTree(x.root, done)),
  ]);
  const [clients, popups] = await Promise.all([
    Promise.all(managed.map((xid) => readWindow(x, xid, active))),
    Promise.all(tree.children.map((xid) => readPopup(x, xid))),
  ]);
  const place = new Map(tree.children.map((xid, index) => [xid, index]));
  // a managed window lies where its frame lies; the order of the list itself decides between windows without a place
  const stacked = [...clients, ...popups]
    .filter((window) => window !== undefined)
    .map((window, index) => ({ window, place: place.get(window.top) ?? index }));
  return stacked.sort((a, b) => a.place - b.place).map(({ window }) => window);
}

async function readWindow(x: XConnection, xid: number, active: number | undefined): Promise<DisplayWindow | undefined> {
  const [geometry, origin, top, title, pid, states, types, frame, shadowNumbers, transientFor] = await Promise.all([
    x.tryAsk<{ readonly width: number; readonly height: number }>((done) => x.client.GetGeometry(xid, done)),
    x.tryAsk<{ readonly destX: number; readonly destY: number }>((done) =>
      x.client.TranslateCoordinates(xid, x.root, 0, 0, done),
    ),
    topLevelOf(x, xid),
    titleOf(x, xid),
    x.numbers(xid, '_NET_WM_PID'),
    x.numbers(xid, '_NET_WM_STATE'),
    x.numbers(xid, '_NET_WM_WINDOW_TYPE'),
    x.numbers(xid, '_NET_FRAME_EXTENTS'),
    x.numbers(xid, '_GTK_FRAME_EXTENTS'),
    x.numbers(xid, 'WM_TRANSIENT_FOR'),
  ]);
  if (geometry === undefined || origin === undefined) return undefined;
  const rawBounds: Rect = { x: origin.destX, y: origin.destY, width: geometry.width, height: geometry.height };
  const shadow = sidesOf(shadowNumbers);
  const contentBounds = shrink(rawBounds, shadow);
  return {
    id: windowIdOf(xid),
    xid,
    top: top ?? xid,
    title,
    rawBounds,
    shadow,
    contentBounds,
    bounds: grow(contentBounds, sidesOf(frame)),
    pid: pid[0],
    active: xid === active,
    minimized: states.includes(x.atom('_NET_WM_STATE_HIDDEN')),
    modal: states.includes(x.atom('_NET_WM_STATE_MODAL')),
    kind: kindOf(x, types, transientFor.length > 0 ? 'dialog' : 'normal'),
  };
}

/** Menus, tooltips and combo lists are mapped past the window manager. */
async function readPopup(x: XConnection, xid: number): Promise<DisplayWindow | undefined> {
  const attributes = await x.tryAsk<{
    readonly mapState: number;
    readonly overrideRedirect: number;
    readonly klass: number;
  }>((done) => x.client.GetWindowAttributes(xid, done));
  if (attributes === undefined || attributes.overrideRedirect === 0) return undefined;
  if (attributes.mapState !== viewable || attributes.klass !== inputOutput) return undefined;
  const window = await readWindow(x, xid, undefined);
  if (window === undefined || isHelperWindow(window)) return undefined;
  const types = await x.numbers(xid, '_NET_WM_WINDOW_TYPE');
  return { ...window, kind: kindOf(x, types, 'popup') };
}

/** Frames and helpers of the window manager are override-redirect too; they have neither a type nor an owner. */
function isHelperWindow(window: DisplayWindow): boolean {
  const { width, height } = window.rawBounds;
  return window.pid === undefined || (width <= 1 && height <= 1);
}

/** openbox: client inside frame inside root. */
export async function topLevelOf(x: XConnection, xid: number): Promise<number | undefined> {
  const tree = await x.tryAsk<{ readonly root: number; readonly parent: number }>((done) =>
    x.client.QueryTree(xid, done),
  );
  if (tree === undefined || tree.parent === 0) return undefined;
  return tree.parent === tree.root ? xid : topLevelOf(x, tree.parent);
}

async function titleOf(x: XConnection, xid: number): Promise<string> {
  const [modern, old] = await Promise.all([x.text(xid, '_NET_WM_NAME'), x.text(xid, 'WM_NAME')]);
  return modern ?? old ?? '';
}

const kinds: readonly (readonly [AtomName, WindowInfo['kind']])[] = [
  ['_NET_WM_WINDOW_TYPE_NORMAL', 'normal'],
  ['_NET_WM_WINDOW_TYPE_DIALOG', 'dialog'],
  ['_NET_WM_WINDOW_TYPE_NOTIFICATION', 'notification'],
  ['_NET_WM_WINDOW_TYPE_MENU', 'popup'],
  ['_NET_WM_WINDOW_TYPE_POPUP_MENU', 'popup'],
  ['_NET_WM_WINDOW_TYPE_DROPDOWN_MENU', 'popup'],
  ['_NET_WM_WINDOW_TYPE_COMBO', 'popup'],
  ['_NET_WM_WINDOW_TYPE_TOOLTIP', 'popup'],
  ['_NET_WM_WINDOW_TYPE_DND', 'other'],
];

/** The first type that is known counts; applications list theirs in order of preference. */
function kindOf(x: XConnection, types: readonly number[], untyped: WindowInfo['kind']): WindowInfo['kind'] {
  if (types.length === 0) return untyped;
  const known = new Map(kinds.map(([name, kind]) => [x.atom(name), kind]));
  const kind = types.map((type) => known.get(type)).find((found) => found !== undefined) ?? 'other';
  return kind === 'normal' && untyped === 'popup' ? 'popup' : kind;
}

function sidesOf(numbers: readonly number[]): Sides {
  const [left, right, top, bottom] = numbers;
  if (left === undefined || right === undefined || top === undefined || bottom === undefined) return noSides;
  return { left, right, top, bottom };
}

function grow(rect: Rect, by: Sides): Rect {
  return {
    x: rect.x - by.left,
    y: rect.y - by.top,
    width: rect.width + by.left + by.right,
    height: rect.height + by.top + by.bottom,
  };
}

function shrink(rect: Rect, by: Sides): Rect {
  return {
    x: rect.x + by.left,
    y: rect.y + by.top,
    width: rect.width - by.left - by.right,
    height: rect.height - by.top - by.bottom,
  };
}
