/** The pointer: what a click, a drag or a wheel notch at a point of the screen does. */
import type { DriverAct } from '../../contracts/act.ts';
import type { Point } from '../../contracts/geometry.ts';
import { activate, isUsable, rangeOf, setValue } from './activation.ts';
import type { Desktop, Hit } from './desktop.ts';
import { scrollRange } from './layout.ts';
import type { RunningApp } from './running-app.ts';
import { selectAll, selectWord } from './text-editing.ts';
import type { Widget } from './widget.ts';

type ActOf<Kind extends DriverAct['kind']> = Extract<DriverAct, { kind: Kind }>;

const wheelStep = 48;

/** Moves the pointer; widgets under it highlight where the toolkit does that. */
export function movePointer(desktop: Desktop, to: Point): void {
  const before = desktop.hit(desktop.pointer)?.widget;
  desktop.pointer = to;
  const now = desktop.hit(to)?.widget;
  if (before === now) return;
  if (before !== undefined) prelight(desktop, before, false);
  if (now !== undefined) prelight(desktop, now, true);
}

function prelight(desktop: Desktop, widget: Widget, on: boolean): void {
  const highlights = widget.role === 'button' || widget.role.startsWith('menuitem') || widget.role === 'option';
  const prelit = on && highlights && widget.oddities.silent !== true && widget.ownStates().enabled;
  if (widget.prelit === prelit) return;
  widget.prelit = prelit;
  const rect = desktop.rectOf(widget);
  if (rect !== undefined) desktop.damage(rect);
}

export function click(app: RunningApp, { window, widget }: Hit, act: ActOf<'click'>): void {
  const desktop = app.desktop;
  if (window.kind !== 'popup') {
    if (desktop.openPopups().length > 0 && widget.role !== 'menuitem') {
      desktop.closePopups();
      return;
    }
    if (desktop.blockedBy(window) !== undefined) return;
    if (window.framed) desktop.activate(window);
  }
  if (!isUsable(widget)) return;
  if (act.button === 'right') widget.options.on?.contextMenu?.(widget);
  if (act.button !== 'left') return;
  if (widget.focusable && window.kind !== 'popup' && widget.role !== 'menuitem') desktop.focus(window, widget);
  for (let count = 1; count <= act.count; count++) clickOnce(app, widget, act.point, count);
}

function clickOnce(app: RunningApp, widget: Widget, point: Point, count: number): void {
  if (widget.role === 'slider') setValue(widget, valueAt(app.desktop, widget, point));
  else if (widget.editable) placeCaret(widget, count);
  else activate(app, widget);
  if (count === 2) widget.options.on?.doubleClick?.(widget);
}

/** Simulated text has no glyph positions: a click puts the caret at the end. */
function placeCaret(widget: Widget, count: number): void {
  if (count === 1) {
    widget.caret = widget.state.text?.length ?? 0;
    widget.anchor = widget.caret;
  } else if (count === 2) selectWord(widget);
  else selectAll(widget);
}

function valueAt(desktop: Desktop, widget: Widget, point: Point): number {
  const rect = desktop.rectOf(widget) ?? widget.place;
  const { min, max } = rangeOf(widget);
  return min + ((point.x - rect.x) / Math.max(1, rect.width - 1)) * (max - min);
}

export function drag(app: RunningApp, from: Hit, to: Hit | undefined, act: ActOf<'drag'>): void {
  const desktop = app.desktop;
  if (act.button !== 'left' || desktop.blockedBy(from.window) !== undefined) return;
  if (from.window.framed) desktop.activate(from.window);
  if (isTitleBar(from, act.from)) {
    moveWindow(desktop, from, act);
  } else if (from.widget.role === 'slider' && isUsable(from.widget)) {
    setValue(from.widget, valueAt(desktop, from.widget, act.to));
  } else if (to !== undefined && isUsable(from.widget)) {
    to.widget.options.on?.drop?.(to.widget, from.widget);
  }
}

function isTitleBar(hit: Hit, point: Point): boolean {
  return hit.window.framed && point.y < hit.window.contentBounds.y;
}

function moveWindow(desktop: Desktop, { window }: Hit, act: ActOf<'drag'>): void {
  const before = window.bounds;
  window.position = { x: before.x + act.to.x - act.from.x, y: before.y + act.to.y - act.from.y };
  desktop.emit({ kind: 'windows' });
  desktop.damage(before);
  desktop.damage(window.bounds);
}

export function scroll(app: RunningApp, { window, widget }: Hit, act: ActOf<'scroll'>): void {
  if (app.desktop.blockedBy(window) !== undefined) return;
  const takes = [widget, ...widget.ancestors()].find((each) => isWheelTarget(each, app));
  if (takes === undefined || !isUsable(takes)) return;
  if (takes.options.viewportHeight !== undefined) {
    scrollTo(app, takes, takes.scrolledBy + act.notchesY * wheelStep * app.desktop.screen.scale);
  } else {
    setValue(takes, (takes.state.value ?? 0) - act.notchesY * rangeOf(takes).step);
  }
}

function isWheelTarget(widget: Widget, app: RunningApp): boolean {
  const isNumber = widget.role === 'slider' || widget.role === 'spinbutton';
  return isNumber || scrollRange(widget, app.desktop.screen.scale) > 0;
}

export function scrollTo(app: RunningApp, widget: Widget, offset: number): void {
  const range = scrollRange(widget, app.desktop.screen.scale);
  const scrolledBy = Math.min(range, Math.max(0, Math.round(offset)));
  if (scrolledBy === widget.scrolledBy) return;
  widget.scrolledBy = scrolledBy;
  app.changed(widget, 'bounds', 'scrolled');
}

/** Scrolls every scrolling ancestor so that the widget is inside it. */
export function scrollIntoView(app: RunningApp, widget: Widget): void {
  for (const ancestor of widget.ancestors()) {
    const outer = app.desktop.rectOf(ancestor);
    const inner = app.desktop.rectOf(widget);
    if (ancestor.options.viewportHeight === undefined || outer === undefined || inner === undefined) continue;
    const below = inner.y + inner.height - (outer.y + outer.height);
    const above = outer.y - inner.y;
    if (above > 0) scrollTo(app, ancestor, ancestor.scrolledBy - above);
    else if (below > 0) scrollTo(app, ancestor, ancestor.scrolledBy + below);
  }
}
