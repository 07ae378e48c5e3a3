/** Whether a person can see an element: each toolkit says it in its own way. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import { isEmptyRect, type Rect } from '../../../contracts/geometry.ts';
import { type NodeRecord, rectFrom, type Toolkit } from './record.ts';
import { roleNumber } from './roles.ts';

/** What decides whether an element is shown. */
export type Appearance = Pick<NodeRecord, 'roleNumber' | 'bits' | 'extents' | 'scrolledAway'>;

const viewport = roleNumber('viewport');

/**
 * Whether the element itself is shown, its ancestors aside. Toolkits differ in what they say:
 * GTK 4.8 sets `showing` on windows only, so there a place on the screen decides;
 * GTK 3 and Chromium take `showing` away from what is scrolled out of sight, which a person can still reach.
 */
export function isShown(record: Appearance, toolkit: Toolkit): boolean {
  if (!record.bits.has('visible')) return false;
  switch (toolkit) {
    case 'chromium':
      return true;
    case 'gtk4':
      return record.extents !== undefined && !isEmptyRect(record.extents);
    case 'gtk3':
      // A viewport loses `showing` for good once it has been scrolled.
      return record.bits.has('showing') || record.scrolledAway === true || record.roleNumber === viewport;
    case 'qt':
    case 'other':
      return record.bits.has('showing');
  }
}

/** Whether the toolkit itself says that the element is scrolled out of sight. */
export function isScrolledAway(record: Appearance, toolkit: Toolkit): boolean {
  if (record.bits.has('showing')) return false;
  return toolkit === 'gtk3' ? record.scrolledAway === true : toolkit === 'chromium' && record.bits.has('visible');
}

type Records = Pick<ReadonlyMap<NodeId, NodeRecord>, 'get'>;

const scrollBar = roleNumber('scroll bar');

/** The scroll bars of an element: children, or children of children that only hold them (Qt). */
export function scrollBarsOf(record: NodeRecord, records: Records): readonly NodeRecord[] {
  const children = childrenOf(record, records);
  return [...children, ...children.flatMap((child) => childrenOf(child, records))].filter(
    (found) => found.roleNumber === scrollBar,
  );
}

/** Popups hang below what they belong to, but nothing around that cuts them off. */
const popups: ReadonlySet<number> = new Set(
  ['combo box', 'dialog', 'menu', 'popup menu', 'tool tip', 'window'].map(roleNumber),
);

/** Elements around this one that scroll it, the innermost first. */
export function scrollersAround(record: NodeRecord, records: Records): readonly NodeRecord[] {
  const parent = record.parent === undefined ? undefined : records.get(record.parent);
  if (parent === undefined || popups.has(parent.roleNumber)) return [];
  const outer = scrollersAround(parent, records);
  const holdsBar = [record, ...childrenOf(record, records)].some((each) => each.roleNumber === scrollBar);
  return !holdsBar && scrollBarsOf(parent, records).length > 0 ? [parent, ...outer] : outer;
}

export type Axis = 'x' | 'y';

/** Whether the middle of an element lies outside what scrolls it: then a pointer there meets something else. */
export function isCutOff(place: Rect, scroller: Rect): boolean {
  return isBeyond(place, scroller, 'x') || isBeyond(place, scroller, 'y');
}

export function isBeyond(place: Rect, scroller: Rect, axis: Axis): boolean {
  const side = axis === 'x' ? 'width' : 'height';
  const [start, end] = [place[axis], place[axis] + place[side]];
  const [from, to] = [scroller[axis], scroller[axis] + scroller[side]];
  if (end <= from || start >= to) return true;
  const middle = (start + end) / 2;
  return place[side] <= scroller[side] && (middle < from || middle >= to);
}

function childrenOf(record: NodeRecord, records: Records): readonly NodeRecord[] {
  return record.children.map((id) => records.get(id)).filter((child) => child !== undefined);
}

/** Places as GTK gives them: nothing where the widget has none. */
export function placeFrom(value: unknown): Rect | undefined {
  const rect = rectFrom(value);
  return rect === undefined || isEmptyRect(rect) || rect.x === nowhere ? undefined : rect;
}

/** What GTK 3 gives as the place of a widget that is not on the screen. */
const nowhere = -2147483648;
