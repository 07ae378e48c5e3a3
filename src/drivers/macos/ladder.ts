/**
 * How an act reaches an element without taking the person's pointer or keyboard, surest way first: accessibility action,
 * then events addressed to the window, then keys to the process where only one window can receive them, then a refusal.
 */
import type { DriverAct } from '../../contracts/act.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { type AxReading, layers, type MacWindow, type PointerEvent } from './backend.ts';
import { flagsOf } from './key-codes.ts';

export type PointerAct = Extract<DriverAct, { readonly kind: 'click' | 'hover' | 'drag' | 'scroll' }>;

export function refused(what: string, why: string): CodexqaError {
  return new CodexqaError('CAPABILITY_MISSING', `${what} cannot be done in the background: ${why}`, {
    fix: "run this project with lane: 'foreground'",
  });
}

/** The accessibility action that means the same as a click; undefined when only a pointer can do it. */
export function actionForClick(
  act: Extract<DriverAct, { kind: 'click' }>,
  element: AxReading | undefined,
): string | undefined {
  if (element === undefined || act.count !== 1 || act.modifiers.length > 0) return undefined;
  if (act.button === 'right') return element.actions.includes('AXShowMenu') ? 'AXShowMenu' : undefined;
  if (act.button !== 'left') return undefined;
  return ['AXPress', 'AXPick'].find((action) => element.actions.includes(action));
}

/** @throws CAPABILITY_MISSING for what a window cannot be sent: drags and clicks with modifiers */
export function mustSuitBackground(act: PointerAct): void {
  if (act.kind === 'drag') throw refused('a drag', 'applications follow the real pointer while a button is down');
  if (act.kind === 'click' && act.modifiers.length > 0)
    throw refused('a click with modifiers', 'applications read the modifier keys of the real keyboard');
}

/** An act as the events of a real mouse. */
export function pointerEvents(act: PointerAct): readonly PointerEvent[] {
  const event = (kind: PointerEvent['kind'], more: Partial<PointerEvent>): PointerEvent => ({
    kind,
    button: 'button' in act ? act.button : 'left',
    point: act.kind === 'drag' ? act.from : act.point,
    clickCount: 0,
    flags: 'modifiers' in act ? flagsOf(act.modifiers) : 0,
    ...more,
  });
  switch (act.kind) {
    case 'hover':
      return [event('move', {})];
    case 'click':
      return [
        event('move', {}),
        ...counts(act.count).flatMap((clickCount) => [event('down', { clickCount }), event('up', { clickCount })]),
      ];
    case 'scroll':
      return [event('move', {}), event('scroll', { lines: { x: act.notchesX, y: act.notchesY } })];
    case 'drag':
      return [
        event('move', {}),
        event('down', { clickCount: 1 }),
        ...counts(Math.max(2, act.steps)).map((step) => event('drag', { point: between(act, step) })),
        event('up', { point: act.to, clickCount: 1 }),
      ];
  }
}

function counts(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function between({ from, to, steps }: Extract<DriverAct, { kind: 'drag' }>, step: number) {
  const part = step / Math.max(2, steps);
  return { x: Math.round(from.x + (to.x - from.x) * part), y: Math.round(from.y + (to.y - from.y) * part) };
}

/** The window that keys mean, and the process that gets them. */
export interface KeyTarget {
  readonly pid: number;
  readonly windowId: number;
}

/**
 * Keys sent to a process go to whatever window it holds as its key window: only with a single one that is certain.
 * @throws CAPABILITY_MISSING when more than one window could receive them
 */
export function keyTarget(
  pid: number,
  windows: readonly MacWindow[],
  targetWindow: number | undefined,
  keyWindow: number | undefined,
): KeyTarget {
  const own = windows.filter((window) => window.pid === pid && takesKeys(window));
  const [only] = own;
  if (only !== undefined && own.length === 1) return { pid, windowId: only.id };
  if (keyWindow !== undefined && (targetWindow === undefined || targetWindow === keyWindow))
    return { pid, windowId: keyWindow };
  throw refused('typing', `process ${pid} has ${own.length} windows and the keys could land in another one`);
}

function takesKeys({ layer }: MacWindow): boolean {
  return layer === layers.normal || layer === layers.modalPanel;
}
