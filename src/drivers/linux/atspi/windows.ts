/** Which X11 window shows which top-level element, and where a rectangle of it is on the screen. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { Rect } from '../../../contracts/geometry.ts';
import type { Toolkit } from './record.ts';

/** One window as the X server knows it. */
export interface WindowGeometry {
  readonly id: string;
  readonly title: string;
  readonly pid: number | undefined;
  /** The window itself without the window manager's frame, in screen pixels. */
  readonly content: Rect;
  /** _GTK_FRAME_EXTENTS: the invisible border (shadow) that the application draws around itself. */
  readonly gtkFrameExtents?: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

/** A top-level element as the toolkit describes it. */
export interface TopLevel {
  readonly id: NodeId;
  readonly name: string;
  readonly extents: Rect | undefined;
}

/**
 * Pairs by process, then by title, then by place. Each window is given once; an element without a window of its own
 * (a hidden one, a popup that X does not list) stays without.
 */
export function matchWindows(
  tops: readonly TopLevel[],
  windows: readonly WindowGeometry[],
  app: { readonly pid: number; readonly toolkit: Toolkit },
): ReadonlyMap<NodeId, string> {
  const free = new Set(windows.filter((window) => window.pid === undefined || window.pid === app.pid));
  const found = new Map<NodeId, string>();
  const take = (top: TopLevel, fits: (window: WindowGeometry) => boolean): void => {
    if (found.has(top.id)) return;
    const best = [...free]
      .filter(fits)
      .sort((a, b) => distance(top, a, app.toolkit) - distance(top, b, app.toolkit))[0];
    if (best === undefined) return;
    free.delete(best);
    found.set(top.id, best.id);
  };
  for (const top of tops) take(top, (window) => window.title === top.name && distance(top, window, app.toolkit) < near);
  for (const top of tops) take(top, (window) => window.title === top.name && top.name !== '');
  for (const top of tops) take(top, (window) => distance(top, window, app.toolkit) < near);
  return found;
}

/** Pixels that place and size may differ by: frames that a toolkit counts in, and moves on their way. */
const near = 64;

function distance(top: TopLevel, window: WindowGeometry, toolkit: Toolkit): number {
  const extents = top.extents;
  if (extents === undefined) return Number.POSITIVE_INFINITY;
  const inner = withoutShadow(window);
  const size = Math.abs(extents.width - inner.width) + Math.abs(extents.height - inner.height);
  if (toolkit === 'gtk4') return size;
  return size + Math.abs(extents.x - inner.x) + Math.abs(extents.y - inner.y);
}

function withoutShadow({ content, gtkFrameExtents: frame }: WindowGeometry): Rect {
  if (frame === undefined) return content;
  return {
    x: content.x + frame.left,
    y: content.y + frame.top,
    width: content.width - frame.left - frame.right,
    height: content.height - frame.top - frame.bottom,
  };
}

/**
 * GTK 4 (seen with 4.8.3) gives places relative to the window even when asked for the screen's, and places in a
 * popover as if it lay at the corner of what it belongs to. `enclosing` are the places of the element and its
 * ancestors up to the top-level one, the innermost first. Undefined when the window is not known.
 */
export function gtk4OnScreen(
  rect: Rect,
  enclosing: readonly Rect[],
  top: WindowGeometry | undefined,
  popups: readonly WindowGeometry[],
): Rect | undefined {
  for (const outer of enclosing.slice(0, -1).toReversed()) {
    // Popups have no link to their element; a window of exactly its size is its window.
    const popup = popups.find(({ content }) => content.width === outer.width && content.height === outer.height);
    if (popup === undefined) continue;
    return { ...rect, x: rect.x - outer.x + popup.content.x, y: rect.y - outer.y + popup.content.y };
  }
  const window = enclosing.at(-1);
  if (top === undefined || window === undefined) return undefined;
  const inner = withoutShadow(top);
  // Without a compositor GTK draws a border of some pixels inside its window, and counts from within it.
  const border = { x: (inner.width - window.width) / 2, y: (inner.height - window.height) / 2 };
  return {
    ...rect,
    x: Math.round(rect.x - window.x + inner.x + border.x),
    y: Math.round(rect.y - window.y + inner.y + border.y),
  };
}
