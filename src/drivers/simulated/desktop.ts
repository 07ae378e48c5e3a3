/** The simulated desktop: a stack of windows, what is where, who has the focus, and signals about every change. */
import type { Signal } from '../../contracts/driver.ts';
import { containsPoint, intersection, type Point, type Rect, type Size } from '../../contracts/geometry.ts';
import { Signals } from '../../support/signals.ts';
import { opensPopup } from './layout.ts';
import type { Widget } from './widget.ts';
import type { SimulatedWindow } from './window.ts';

export interface Hit {
  readonly window: SimulatedWindow;
  readonly widget: Widget;
}

export class Desktop {
  readonly screen: Size & { readonly scale: number };
  /** Bottom to top. */
  readonly stack: SimulatedWindow[] = [];
  active: SimulatedWindow | undefined;
  pointer: Point;
  #clipboard = '';
  #repaints = 0;
  readonly #signals = new Signals();

  constructor(screen: Size & { readonly scale: number }) {
    this.screen = screen;
    this.pointer = { x: screen.width - 1, y: screen.height - 1 };
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.#signals.add(listener);
  }

  emit(signal: Signal): void {
    this.#signals.emit(signal);
  }

  /** A person takes the pointer while something is clicked. */
  personMoves(to: Point): void {
    this.pointer = to;
    const interference = {
      what: 'pointer-moved',
      detail: `to ${to.x},${to.y}`,
      during: 'click',
      follows: 'noted',
    } as const;
    this.emit({ kind: 'interference', interference });
  }

  /** Grows with every repaint: equal numbers mean equal pictures. */
  get repaints(): number {
    return this.#repaints;
  }

  damage(area: Rect): void {
    this.#repaints += 1;
    const onScreen = intersection(area, { x: 0, y: 0, width: this.screen.width, height: this.screen.height });
    if (onScreen !== undefined) this.emit({ kind: 'damage', area: onScreen });
  }

  get clipboard(): string {
    return this.#clipboard;
  }

  set clipboard(text: string) {
    this.#clipboard = text;
    this.emit({ kind: 'clipboard' });
  }

  /** As at the beginning: no clipboard, pointer in the corner. */
  reset(): void {
    this.#clipboard = '';
    this.pointer = { x: this.screen.width - 1, y: this.screen.height - 1 };
  }

  // windows

  show(window: SimulatedWindow): void {
    this.stack.push(window);
    this.emit({ kind: 'windows' });
    this.damage(window.bounds);
    if (window.framed) this.activate(window);
  }

  remove(window: SimulatedWindow): void {
    const index = this.stack.indexOf(window);
    if (index < 0) return;
    this.stack.splice(index, 1);
    this.emit({ kind: 'windows' });
    this.damage(window.bounds);
    if (this.active === window) this.activateTopmost();
  }

  activate(window: SimulatedWindow): void {
    window.minimized = false;
    this.#raise(window);
    if (this.active === window) return;
    const before = this.active;
    this.active = window;
    for (const changed of [before, window]) {
      if (changed?.focus !== undefined) this.#focusSignal(changed, changed.focus);
    }
    this.emit({ kind: 'windows' });
    this.damage(window.bounds);
  }

  /** The topmost window that can have the focus gets it. */
  activateTopmost(): void {
    this.active = undefined;
    const next = this.stack.findLast((window) => window.framed && !window.minimized);
    if (next !== undefined) this.activate(next);
  }

  #raise(window: SimulatedWindow): void {
    const index = this.stack.indexOf(window);
    if (index < 0 || index === this.stack.length - 1) return;
    this.stack.splice(index, 1);
    this.stack.push(window);
  }

  /** The modal dialog that keeps the person from using this window, if any. */
  blockedBy(window: SimulatedWindow): SimulatedWindow | undefined {
    if (window.kind === 'popup') return undefined;
    const modal = this.stack.findLast((other) => other.appId === window.appId && other.options.modal === true);
    return modal === window ? undefined : modal;
  }

  // popups

  openPopups(): readonly SimulatedWindow[] {
    return this.stack.filter((window) => window.kind === 'popup');
  }

  closePopups(): void {
    for (const popup of this.openPopups().toReversed()) {
      this.remove(popup);
      popup.root.change({ expanded: false });
    }
  }

  popupOf(widget: Widget): SimulatedWindow | undefined {
    return this.stack.find((window) => window.kind === 'popup' && window.root === widget);
  }

  // places

  /** The window whose pixels show the widget; undefined inside a closed menu. */
  windowOf(widget: Widget): SimulatedWindow | undefined {
    for (const ancestor of widget.ancestors()) {
      if (opensPopup(ancestor)) return this.popupOf(ancestor);
    }
    const root = widget.root;
    return this.stack.find((window) => window.kind !== 'popup' && window.root === root);
  }

  /** Screen rectangle; undefined for what has no place on the screen. */
  rectOf(widget: Widget): Rect | undefined {
    const window = this.windowOf(widget);
    if (window === undefined || !isShown(widget)) return undefined;
    const origin = window.contentBounds;
    let y = origin.y + widget.place.y;
    for (const ancestor of ancestorsInside(widget)) y -= ancestor.scrolledBy;
    return { ...widget.place, x: origin.x + widget.place.x, y };
  }

  isVisible(widget: Widget): boolean {
    const window = this.windowOf(widget);
    const rect = this.rectOf(widget);
    if (window === undefined || window.minimized || rect === undefined) return false;
    return this.#clips(widget).every((clip) => intersection(rect, clip) !== undefined);
  }

  #clips(widget: Widget): readonly Rect[] {
    return [...ancestorsInside(widget)]
      .filter((ancestor) => ancestor.options.viewportHeight !== undefined)
      .map((ancestor) => this.rectOf(ancestor))
      .filter((rect) => rect !== undefined);
  }

  /** What a pointer at this point touches: the topmost window and its deepest widget there. */
  hit(point: Point): Hit | undefined {
    const window = this.stack.findLast((each) => !each.minimized && containsPoint(each.bounds, point));
    if (window === undefined) return undefined;
    const inner = window.content.toReversed().map((widget) => this.#deepest(widget, point));
    return { window, widget: inner.find((widget) => widget !== undefined) ?? window.root };
  }

  #deepest(widget: Widget, point: Point): Widget | undefined {
    const rect = this.rectOf(widget);
    if (rect === undefined || !this.isVisible(widget) || !containsPoint(rect, point)) return undefined;
    if (opensPopup(widget)) return widget;
    for (const child of widget.children.toReversed()) {
      const inner = this.#deepest(child, point);
      if (inner !== undefined) return inner;
    }
    return widget;
  }

  // focus

  isFocused(widget: Widget): boolean {
    return this.active?.focus === widget;
  }

  focus(window: SimulatedWindow, widget: Widget | undefined): void {
    const before = window.focus;
    if (before === widget) return;
    window.focus = widget;
    for (const changed of [before, widget]) {
      if (changed !== undefined) this.#focusSignal(window, changed);
    }
  }

  #focusSignal(window: SimulatedWindow, widget: Widget): void {
    this.emit({ kind: 'tree', appId: window.appId, nodeId: widget.id, change: 'state', detail: 'focused' });
    const rect = this.rectOf(widget);
    if (rect !== undefined) this.damage(rect);
  }
}

/** Ancestors drawn in the same window or popup. */
function* ancestorsInside(widget: Widget): Generator<Widget> {
  for (const ancestor of widget.ancestors()) {
    if (opensPopup(ancestor)) return;
    yield ancestor;
  }
}

function isShown(widget: Widget): boolean {
  return widget.state.shown && [...widget.ancestors()].every((ancestor) => ancestor.state.shown);
}
