/** Carries one act of the contract out on the simulated desktop. */
import type { NodeId } from '../../contracts/accessibility.ts';
import type { DriverAct, WindowChange } from '../../contracts/act.ts';
import type { Capability } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Point } from '../../contracts/geometry.ts';
import { activate, setValue } from './activation.ts';
import type { Desktop, Hit } from './desktop.ts';
import { pressKey, typeText } from './keyboard.ts';
import { click, drag, movePointer, scroll, scrollIntoView } from './pointer.ts';
import type { RunningApp } from './running-app.ts';
import { replaceText } from './text-editing.ts';
import type { Widget } from './widget.ts';
import type { SimulatedWindow } from './window.ts';

export interface Stage {
  readonly desktop: Desktop;
  readonly apps: readonly RunningApp[];
  find(id: NodeId): { app: RunningApp; widget: Widget } | undefined;
  mustHave(capability: Capability, what: string): void;
}

export function performAct(act: DriverAct, stage: Stage): void {
  switch (act.kind) {
    case 'click':
    case 'hover':
    case 'drag':
    case 'scroll':
      stage.mustHave('pointer', `${act.kind} with the pointer`);
      withPointer(act, stage);
      break;
    case 'press':
      stage.mustHave('keyboard', 'press a key');
      withActiveWindow(stage, (app, window) => pressKey(app, window, act.chord));
      break;
    case 'type':
      stage.mustHave('keyboard', 'type');
      withActiveWindow(stage, (app, window) => typeText(app, window, act.text));
      break;
    case 'set-text':
    case 'set-value':
    case 'invoke':
    case 'focus':
    case 'scroll-into-view':
      stage.mustHave('accessible-actions', `${act.kind} through the accessibility interface`);
      onElement(act, stage);
      break;
    case 'window':
      stage.mustHave('window-control', `${act.change.kind} a window`);
      changeWindow(windowOf(stage, act.windowId), act.change, stage);
      break;
    case 'write-clipboard':
      stage.mustHave('clipboard', 'write the clipboard');
      stage.desktop.clipboard = act.text;
      break;
    case 'release':
      // Every simulated act lets go of what it held.
      break;
  }
}

type PointerAct = Extract<DriverAct, { kind: 'click' | 'hover' | 'drag' | 'scroll' }>;

function withPointer(act: PointerAct, stage: Stage): void {
  const { desktop } = stage;
  const from = act.kind === 'drag' ? act.from : act.point;
  movePointer(desktop, from);
  const hit = desktop.hit(from);
  const app = hit === undefined ? undefined : ownerOf(stage, hit);
  if (hit !== undefined && app !== undefined) app.deliver(() => usePointer(app, hit, act));
  else if (act.kind === 'click') desktop.closePopups();
  if (act.kind === 'drag') movePointer(desktop, act.to);
}

function usePointer(app: RunningApp, hit: Hit, act: PointerAct): void {
  switch (act.kind) {
    case 'click':
      click(app, hit, act);
      break;
    case 'hover':
      return;
    case 'drag':
      drag(app, hit, app.desktop.hit(act.to), act);
      break;
    case 'scroll':
      scroll(app, hit, act);
      break;
  }
}

/** Keys without an active window go nowhere, as on a real desktop. */
function withActiveWindow(stage: Stage, work: (app: RunningApp, window: SimulatedWindow) => void): void {
  const window = stage.desktop.active;
  const app = stage.apps.find((each) => each.id === window?.appId);
  if (window !== undefined && app !== undefined) app.deliver(() => work(app, window));
}

type ElementAct = Extract<DriverAct, { nodeId: NodeId }>;

function onElement(act: ElementAct, stage: Stage): void {
  const found = stage.find(act.nodeId);
  if (found === undefined) {
    const owner = stage.apps.find((app) => act.nodeId.startsWith(`${app.id}/`));
    if (owner !== undefined) owner.mustAnswer();
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `${act.kind}: the element ${act.nodeId} does not exist any more`);
  }
  const { app, widget } = found;
  app.mustAnswer();
  switch (act.kind) {
    case 'set-text':
      if (!widget.editable) throw cannot(act, widget, 'it is not editable');
      replaceText(widget, act.text, act.text.length);
      break;
    case 'set-value':
      if (widget.state.value === undefined) throw cannot(act, widget, 'it has no value');
      setValue(widget, act.value);
      break;
    case 'invoke':
      invoke(act, app, widget);
      break;
    case 'focus':
      if (!widget.focusable) throw cannot(act, widget, 'it cannot take the focus');
      app.focus(widget);
      break;
    case 'scroll-into-view':
      scrollIntoView(app, widget);
      break;
  }
}

function invoke(act: Extract<DriverAct, { kind: 'invoke' }>, app: RunningApp, widget: Widget): void {
  const action = act.action ?? widget.actions[0];
  if (action === undefined || !widget.actions.includes(action)) {
    const offered = widget.actions.length === 0 ? 'no actions' : `the actions ${widget.actions.join(', ')}`;
    throw cannot(act, widget, `it offers ${offered}`);
  }
  if (widget.editable) app.focus(widget);
  activate(app, widget);
}

function cannot(act: ElementAct, widget: Widget, why: string): CodexqaError {
  return new CodexqaError('ACTION_NOT_POSSIBLE', `${act.kind} on ${widget.role} "${widget.state.name}": ${why}`);
}

function windowOf(stage: Stage, id: string): SimulatedWindow {
  const window = stage.desktop.stack.find((each) => each.id === id);
  if (window !== undefined) return window;
  const titles = stage.desktop.stack.map((each) => `"${each.title}"`).join(', ');
  throw new CodexqaError('WINDOW_NOT_FOUND', `no window has the id ${id}; open are: ${titles || 'none'}`);
}

/** The window manager's part: it works even when the application hangs, except for closing. */
function changeWindow(window: SimulatedWindow, change: WindowChange, stage: Stage): void {
  const { desktop } = stage;
  const before = window.bounds;
  switch (change.kind) {
    case 'activate':
      desktop.activate(window);
      break;
    case 'close': {
      const app = ownerOf(stage, { window });
      app?.deliver(() => app.requestClose(window));
      return;
    }
    case 'minimize':
      window.minimized = true;
      if (desktop.active === window) desktop.activateTopmost();
      break;
    case 'maximize':
      window.maximize(desktop.screen);
      break;
    case 'restore':
      window.restore();
      desktop.activate(window);
      break;
    case 'move':
      window.position = inside(change.to, desktop);
      break;
    case 'resize':
      window.resize(change.to);
      break;
  }
  desktop.emit({ kind: 'windows' });
  desktop.damage(before);
  desktop.damage(window.bounds);
}

/** Window managers keep a grip of every window on the screen. */
function inside(point: Point, desktop: Desktop): Point {
  const { width, height } = desktop.screen;
  return { x: Math.min(point.x, width - 1), y: Math.min(Math.max(0, point.y), height - 1) };
}

function ownerOf(stage: Stage, hit: { window: SimulatedWindow }): RunningApp | undefined {
  return stage.apps.find((app) => app.id === hit.window.appId);
}
