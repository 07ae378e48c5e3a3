/** Keys on their way to the focused widget: shortcuts first, then the widget, then what every toolkit does. */
import type { KeyChord } from '../../contracts/act.ts';
import { activate, isUsable, rangeOf, setValue } from './activation.ts';
import type { RunningApp } from './running-app.ts';
import { editWithKey } from './text-editing.ts';
import type { Widget } from './widget.ts';
import type { SimulatedWindow } from './window.ts';

/** `Control+Shift+s`: modifiers in alphabetical order, as applications name their shortcuts. */
export function chordName(chord: KeyChord): string {
  return [...[...chord.modifiers].sort(), chord.key].join('+');
}

/** Delivers one key to the active window of `app`. */
export function pressKey(app: RunningApp, window: SimulatedWindow, chord: KeyChord): void {
  const popup = app.desktop.openPopups().at(-1);
  if (popup !== undefined) {
    pressInPopup(app, popup, chord);
    return;
  }
  const shortcut = window.options.shortcuts?.[chordName(chord)];
  if (shortcut !== undefined) shortcut();
  else if (!pressInWidget(app, window, chord)) pressInWindow(app, window, chord);
}

/** Delivers text as keystrokes; Enter and Tab are keys of their own. */
export function typeText(app: RunningApp, window: SimulatedWindow, text: string): void {
  let count = 0;
  for (const character of text) {
    const dropsEvery = window.focus?.oddities.dropsEveryNthCharacter;
    if (dropsEvery !== undefined && ++count % dropsEvery === 0) continue;
    const key = character === '\n' ? 'Enter' : character === '\t' ? 'Tab' : character;
    const active = app.desktop.active ?? window;
    pressKey(app, active, { key, modifiers: [] });
  }
}

function pressInWidget(app: RunningApp, window: SimulatedWindow, chord: KeyChord): boolean {
  const widget = window.focus;
  if (widget === undefined || !isUsable(widget)) return false;
  if (widget.options.on?.key?.(widget, chord) === true) return true;
  if (adjustWithKey(widget, chord.key)) return true;
  if (widget.editable) return editWithKey(widget, chord, app.desktop);
  return activateWithKey(app, widget, chord) || walkSiblings(app, widget, chord.key);
}

function adjustWithKey(widget: Widget, key: string): boolean {
  if (widget.role !== 'slider' && widget.role !== 'spinbutton') return false;
  const { min, max, step } = rangeOf(widget);
  const now = widget.state.value ?? 0;
  const horizontal = widget.role === 'slider';
  const places: Readonly<Record<string, number>> = {
    ArrowUp: now + step,
    ArrowDown: now - step,
    ...(horizontal ? { ArrowRight: now + step, ArrowLeft: now - step, Home: min, End: max } : {}),
  };
  const place = places[key];
  if (place !== undefined) setValue(widget, place);
  return place !== undefined;
}

function activateWithKey(app: RunningApp, widget: Widget, chord: KeyChord): boolean {
  if (chord.modifiers.length > 0) return false;
  const activates = chord.key === ' ' || (chord.key === 'Enter' && widget.role !== 'checkbox');
  if (activates && widget.actions.length + (widget.options.on === undefined ? 0 : 1) > 0) activate(app, widget);
  return activates;
}

/** Arrow keys in lists, trees, tabs and radio groups choose the neighbour. */
function walkSiblings(app: RunningApp, widget: Widget, key: string): boolean {
  const step = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || widget.role === 'button') return false;
  const siblings = (widget.parent?.children ?? []).filter((sibling) => sibling.role === widget.role);
  const next = siblings[siblings.indexOf(widget) + step];
  if (next === undefined) return false;
  app.focus(next);
  activate(app, next);
  return true;
}

function pressInWindow(app: RunningApp, window: SimulatedWindow, chord: KeyChord): void {
  const name = chordName(chord);
  if (name === 'Tab' || name === 'Shift+Tab') moveFocus(app, window, name === 'Tab' ? 1 : -1);
  else if (name === 'Alt+F4') app.requestClose(window);
  else if (name === 'Escape' && window.kind === 'dialog') app.requestClose(window);
  else if (name === 'Enter' && window.options.defaultButton !== undefined) activate(app, window.options.defaultButton);
}

function moveFocus(app: RunningApp, window: SimulatedWindow, step: number): void {
  const stops = [...window.root.all()].filter((widget) => isTabStop(app, widget));
  const at = window.focus === undefined ? -1 : stops.indexOf(window.focus);
  app.desktop.focus(window, stops[(at + step + stops.length) % stops.length]);
}

function isTabStop(app: RunningApp, widget: Widget): boolean {
  const inMenu = widget.role.startsWith('menuitem') || widget.role === 'option';
  return widget.focusable && !inMenu && widget.ownStates().enabled && app.desktop.rectOf(widget) !== undefined;
}

function pressInPopup(app: RunningApp, popup: SimulatedWindow, chord: KeyChord): void {
  const items = popup.content.filter((item) => item.focusable && isUsable(item));
  const at = popup.focus === undefined ? -1 : items.indexOf(popup.focus);
  if (chord.key === 'Escape') app.desktop.closePopups();
  else if (chord.key === 'ArrowDown') popup.focus = items[(at + 1) % items.length];
  else if (chord.key === 'ArrowUp') popup.focus = items[(at - 1 + items.length) % items.length];
  else if (chord.key === 'Enter' && popup.focus !== undefined) activate(app, popup.focus);
  app.desktop.damage(popup.bounds);
}
