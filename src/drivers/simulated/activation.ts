/** What happens inside a widget when it is used, by pointer, key or accessible action alike. */

import { opensPopup } from './layout.ts';
import { isExclusive } from './role-habits.ts';
import type { RunningApp } from './running-app.ts';
import type { Widget } from './widget.ts';

export function isUsable(widget: Widget): boolean {
  const { silent, prelightOnly } = widget.oddities;
  return silent !== true && prelightOnly !== true && widget.ownStates().enabled;
}

/** The widget's main act: press, toggle, select, open. */
export function activate(app: RunningApp, widget: Widget): void {
  if (!isUsable(widget)) return;
  if (opensPopup(widget)) {
    togglePopup(app, widget);
    return;
  }
  if (widget.role === 'button') feedback(app, widget);
  if (widget.role === 'checkbox' || widget.role === 'switch' || widget.role === 'menuitemcheckbox') toggle(widget);
  if (isExclusive(widget.role)) choose(widget);
  if (widget.role === 'treeitem') select(widget);
  if (widget.role.startsWith('menuitem')) app.desktop.closePopups();
  widget.options.on?.activate?.(widget);
}

/** Toolkits say `armed` while a button is down: pointer feedback, no proof that anything happened. */
function feedback(app: RunningApp, widget: Widget): void {
  app.changed(widget, 'state', 'armed');
  app.changed(widget, 'state', 'armed');
}

function toggle(widget: Widget): void {
  widget.change({ checked: widget.state.checked !== true });
  widget.options.on?.change?.(widget);
}

/** Turns one on and its siblings off. */
function choose(widget: Widget): void {
  const checks = widget.role === 'radio' || widget.role === 'menuitemradio';
  for (const sibling of widget.parent?.children ?? []) {
    if (sibling.role !== widget.role) continue;
    sibling.change(checks ? { checked: sibling === widget } : { selected: sibling === widget });
  }
  widget.options.on?.change?.(widget);
  const holder = widget.parent;
  if (widget.role === 'option' && holder?.role === 'combobox') pickInto(holder, widget);
}

function pickInto(combobox: Widget, option: Widget): void {
  combobox.change({ text: option.state.name, expanded: false });
  combobox.options.on?.change?.(combobox);
}

/** Tree items select one in the whole tree, not only among siblings. */
function select(widget: Widget): void {
  const tree = [...widget.ancestors()].find((ancestor) => ancestor.role === 'tree') ?? widget;
  for (const item of tree.all()) {
    if (item.role === 'treeitem') item.change({ selected: item === widget });
  }
  widget.options.on?.change?.(widget);
}

function togglePopup(app: RunningApp, widget: Widget): void {
  const open = app.desktop.popupOf(widget);
  if (open !== undefined) {
    app.desktop.closePopups();
    return;
  }
  const keep = new Set<Widget>(widget.ancestors());
  for (const popup of app.desktop.openPopups().toReversed()) {
    if (keep.has(popup.root)) continue;
    app.desktop.remove(popup);
    popup.root.change({ expanded: false });
  }
  const rect = app.desktop.rectOf(widget);
  if (rect === undefined) return;
  const beside = widget.parent?.role === 'menuitem';
  const at = beside ? { x: rect.x + rect.width, y: rect.y } : { x: rect.x, y: rect.y + rect.height };
  app.open({ kind: 'popup', root: widget, at });
  widget.change({ expanded: true });
}

/** Sets a number within the widget's range, on its steps, and what shows it. */
export function setValue(widget: Widget, wanted: number): void {
  const { min, max, step } = rangeOf(widget);
  const onStep = min + Math.round((wanted - min) / step) * step;
  const value = Math.min(max, Math.max(min, onStep));
  if (value === widget.state.value) return;
  widget.change(widget.role === 'spinbutton' ? { value, text: String(value) } : { value });
  widget.options.on?.change?.(widget);
}

export function rangeOf(widget: Widget): { readonly min: number; readonly max: number; readonly step: number } {
  return widget.options.range ?? { min: 0, max: 100, step: 1 };
}
