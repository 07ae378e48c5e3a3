/** Where widgets stand inside their window: columns and rows of natural sizes, nothing clever. */
import type { Size } from '../../contracts/geometry.ts';
import { habitsOf } from './role-habits.ts';
import type { Widget } from './widget.ts';

const padding = 8;
const gap = 6;

/** Places the widgets one below the other; returns the space they need, in physical pixels. */
export function layOut(widgets: readonly Widget[], scale: number): Size {
  let y = 0;
  let width = 0;
  for (const widget of widgets) {
    if (!widget.state.shown) continue;
    const size = naturalSize(widget, scale);
    place(widget, 0, y, size, scale);
    y += size.height;
    width = Math.max(width, size.width);
  }
  return { width, height: y };
}

/** Menus and combo boxes show their children in a popup of their own. */
export function opensPopup(widget: Widget): boolean {
  return (widget.role === 'menuitem' || widget.role === 'combobox') && widget.children.length > 0;
}

function shownInside(widget: Widget): readonly Widget[] {
  return opensPopup(widget) ? [] : widget.children.filter((child) => child.state.shown);
}

function naturalSize(widget: Widget, scale: number): Size {
  const given = widget.options.size ?? {};
  const inside = shownInside(widget);
  const content = inside.length === 0 ? ownSize(widget, scale) : contentSize(widget, inside, scale);
  const viewport = widget.options.viewportHeight;
  return {
    width: given.width === undefined ? content.width : given.width * scale,
    height:
      viewport !== undefined ? viewport * scale : given.height === undefined ? content.height : given.height * scale,
  };
}

function ownSize(widget: Widget, scale: number): Size {
  const { width, height } = habitsOf(widget.role).size;
  return { width: width * scale, height: height * scale };
}

function contentSize(widget: Widget, inside: readonly Widget[], scale: number): Size {
  const sizes = inside.map((child) => naturalSize(child, scale));
  const between = gap * scale * (sizes.length - 1);
  const around = 2 * padding * scale;
  const widths = sizes.map((size) => size.width);
  const heights = sizes.map((size) => size.height);
  if (widget.options.layout === 'row') {
    return { width: sum(widths) + between + around, height: Math.max(...heights) + around };
  }
  return { width: Math.max(...widths) + around, height: sum(heights) + between + around };
}

function place(widget: Widget, x: number, y: number, size: Size, scale: number): void {
  widget.place = { x, y, ...size };
  let childX = x + padding * scale;
  let childY = y + padding * scale;
  for (const child of shownInside(widget)) {
    const childSize = naturalSize(child, scale);
    place(child, childX, childY, childSize, scale);
    if (widget.options.layout === 'row') childX += childSize.width + gap * scale;
    else childY += childSize.height + gap * scale;
  }
}

/** How far the content of a scrolling widget can be scrolled. */
export function scrollRange(widget: Widget, scale: number): number {
  if (widget.options.viewportHeight === undefined) return 0;
  const content = contentSize(widget, shownInside(widget), scale);
  return Math.max(0, content.height - widget.place.height);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
