/** Pure: what has changed about the windows of a desktop although nobody asked for it. */
import type { WindowInfo } from '../contracts/driver.ts';
import { formatRect, type Rect } from '../contracts/geometry.ts';
import type { UnexpectedSignal } from '../contracts/journal.ts';

export interface Drift {
  readonly signal: UnexpectedSignal;
  /** What was seen, in words. */
  readonly seen: string;
  /** The window it is about: the stranger, the one that moved, the one that lost the focus. */
  readonly window: WindowInfo;
}

/** Menus and tooltips come and go with the pointer: only windows that stand by themselves count. */
export function driftBetween(before: readonly WindowInfo[], now: readonly WindowInfo[]): readonly Drift[] {
  const known = new Map(before.map((window) => [window.id, window]));
  const changes = now.flatMap((window) => {
    const was = known.get(window.id);
    return was === undefined ? appearance(window) : placement(was, window);
  });
  const theft = focusTheft(before, now);
  return theft === undefined ? changes : [...changes, theft];
}

export function windowName({ kind, title }: WindowInfo): string {
  return title === '' ? `a ${kind} window` : `window "${title}"`;
}

function appearance(window: WindowInfo): readonly Drift[] {
  switch (window.kind) {
    case 'notification':
      return [{ signal: 'notification', seen: `notification "${window.title}" appeared`, window }];
    case 'normal':
    case 'dialog':
      return [{ signal: 'unknown-window', seen: `${windowName(window)} appeared`, window }];
    case 'popup':
    case 'other':
      return [];
  }
}

/** Where windows of other programs lie is nobody's business. */
function placement(was: WindowInfo, window: WindowInfo): readonly Drift[] {
  const [from, to] = [was.contentBounds, window.contentBounds];
  if (window.appId === undefined || was.minimized || window.minimized || window.kind === 'popup') return [];
  if (!sameSize(from, to)) {
    const seen = `${windowName(window)} was resized from ${formatRect(from)} to ${formatRect(to)}`;
    return [{ signal: 'window-resized', seen, window }];
  }
  if (from.x === to.x && from.y === to.y) return [];
  return [{ signal: 'window-moved', seen: `${windowName(window)} was moved to ${to.x},${to.y}`, window }];
}

/** The keyboard has gone from an application under test to another program; between windows of one application it may. */
function focusTheft(before: readonly WindowInfo[], now: readonly WindowInfo[]): Drift | undefined {
  const had = before.find(({ active }) => active);
  const has = now.find(({ active }) => active);
  const owner = now.find(({ id }) => id === had?.id);
  if (owner?.appId === undefined || has === undefined || owner.appId === has.appId) return undefined;
  return { signal: 'focus-theft', seen: `${windowName(has)} took the focus from ${windowName(owner)}`, window: owner };
}

function sameSize(a: Rect, b: Rect): boolean {
  return a.width === b.width && a.height === b.height;
}
