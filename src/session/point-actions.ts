/** What the pointer does to an element: click, hover, drag, scroll. */
import type { ActAddress, DriverAct, Modifier, PointerButton } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { containsPoint, type Point } from '../contracts/geometry.ts';
import type { Selector } from '../contracts/selector.ts';
import { type Needs, pointerNeeds, type Ready, waitReady } from './actionable.ts';
import type { Prepare } from './perform.ts';
import { answerProof, type EffectOption, purposeOf } from './purpose.ts';
import { unwatched } from './read-back.ts';
import { actionDeadline, type Stage } from './stage.ts';

export interface TimeoutOption {
  /** Milliseconds until the element must be ready; 0 means no limit. Default: the configuration's `timeouts.action`. */
  readonly timeout?: number | undefined;
}

export interface PointerOptions extends TimeoutOption {
  readonly modifiers?: readonly Modifier[] | undefined;
  /** From the element's upper left corner; its middle without it. */
  readonly position?: Point | undefined;
  /** Skips the checks (visible, enabled, still, receives the pointer). */
  readonly force?: boolean | undefined;
}

export interface ClickOptions extends PointerOptions, EffectOption {
  readonly button?: PointerButton | undefined;
  readonly clickCount?: number | undefined;
}

/** Pointer moves between the two ends of a drag: toolkits start one only after some distance. */
const dragSteps = 10;

/** @throws ELEMENT_NOT_ACTIONABLE, ACTION_NO_EFFECT, and what finding throws */
export async function click(stage: Stage, selector: Selector, options: ClickOptions, verb = 'click'): Promise<void> {
  const ready = await waitReady(stage, selector, needsOf(options), actionDeadline(stage, options.timeout));
  const purpose = purposeOf(verb, selector, ready, shownOf(options));
  const proof = answerProof(stage, purpose, ready, { effect: options.effect, by: 'click' });
  await stage.performer.act(purpose, clickAct(ready, options), proof, pointAt(stage, ready, options));
}

export async function hover(stage: Stage, selector: Selector, options: PointerOptions): Promise<void> {
  const ready = await waitReady(stage, selector, needsOf(options), actionDeadline(stage, options.timeout));
  const point = pointOf(ready);
  const act: DriverAct = { kind: 'hover', point, address: addressOf(ready) };
  await stage.performer.act(purposeOf('hover', selector, ready), act, unwatched('the pointer only moved'));
  stage.pointer.movedTo(point, ready.bounds);
}

export interface ScrollAmount {
  /** Wheel notches to the right (negative: left). */
  readonly x?: number | undefined;
  /** Wheel notches down (negative: up). */
  readonly y?: number | undefined;
}

export async function scroll(
  stage: Stage,
  selector: Selector,
  amount: ScrollAmount,
  options: PointerOptions & EffectOption,
): Promise<void> {
  const ready = await waitReady(stage, selector, needsOf(options), actionDeadline(stage, options.timeout));
  const { x: notchesX = 0, y: notchesY = 0 } = amount;
  const purpose = purposeOf('scroll', selector, ready, `${notchesX}, ${notchesY} notches`);
  const point = pointOf(ready);
  const modifiers = options.modifiers ?? [];
  const act: DriverAct = { kind: 'scroll', point, notchesX, notchesY, modifiers, address: addressOf(ready) };
  const proof = answerProof(stage, purpose, ready, { effect: options.effect ?? 'optional', by: 'gesture' });
  await stage.performer.act(purpose, act, proof, pointAt(stage, ready, options));
}

/** Where a drag ends: on another element, or on a point of the screen. */
export type DragEnd =
  | { readonly kind: 'element'; readonly selector: Selector }
  | { readonly kind: 'point'; readonly point: Point };

export interface DragOptions extends TimeoutOption, EffectOption {
  readonly button?: PointerButton | undefined;
  readonly modifiers?: readonly Modifier[] | undefined;
  readonly sourcePosition?: Point | undefined;
  readonly targetPosition?: Point | undefined;
  readonly force?: boolean | undefined;
}

export async function dragTo(stage: Stage, selector: Selector, end: DragEnd, options: DragOptions): Promise<void> {
  const deadline = actionDeadline(stage, options.timeout);
  const needs = (position: Point | undefined): Needs => needsOf({ position, force: options.force });
  const target =
    end.kind === 'point' ? undefined : await waitReady(stage, end.selector, needs(options.targetPosition), deadline);
  const ready = await waitReady(stage, selector, needs(options.sourcePosition), deadline);
  const from = pointOf(ready);
  const to = end.kind === 'point' ? end.point : pointOf(target);
  const { button = 'left', modifiers = [] } = options;
  const act: DriverAct = { kind: 'drag', from, to, button, modifiers, steps: dragSteps, address: addressOf(ready) };
  const purpose = purposeOf('drag', selector, ready, `to ${to.x},${to.y}`);
  const proof = answerProof(stage, purpose, ready, { effect: options.effect ?? 'optional', by: 'gesture' });
  await stage.performer.act(purpose, act, proof, pointAt(stage, ready, {}));
  stage.pointer.movedTo(to, target?.bounds);
}

export function needsOf(options: Pick<PointerOptions, 'force' | 'position'>): Needs {
  return { ...pointerNeeds, force: options.force === true, position: options.position };
}

export function addressOf(ready: Ready): ActAddress {
  const { node, windowId } = ready.found;
  return { nodeId: node.id, ...(windowId === undefined ? {} : { windowId }) };
}

export function clickAct(ready: Ready, options: ClickOptions): DriverAct {
  const { button = 'left', clickCount: count = 1, modifiers = [] } = options;
  return { kind: 'click', point: pointOf(ready), button, count, modifiers, address: addressOf(ready) };
}

/**
 * Moves the pointer to the element before anything is marked. The read afterwards is a round trip through the
 * application: whatever it says about the pointer's arrival has been said when the answer is here.
 */
export function pointAt(stage: Stage, ready: Ready, options: Pick<PointerOptions, 'force'>): Prepare {
  return async (act) => {
    const point = pointOf(ready);
    const { node } = ready.found;
    if (ready.bounds === undefined || !stage.pointer.isInside(ready.bounds)) {
      await act({ kind: 'hover', point, address: addressOf(ready) });
    }
    stage.pointer.movedTo(point, ready.bounds);
    const [now] = await stage.session.read([node.id]);
    const away = now?.bounds !== undefined && !containsPoint(now.bounds, point);
    if (away && options.force !== true) {
      throw new CodexqaError('ELEMENT_NOT_ACTIONABLE', `${node.role} "${node.name}" moved away when the pointer came`, {
        fix: 'wait until the window has finished changing, or pass { force: true }',
      });
    }
  };
}

export function pointOf(ready: Ready | undefined): Point {
  if (ready?.point !== undefined) return ready.point;
  throw new CodexqaError('ELEMENT_NOT_ACTIONABLE', 'the element has no place on the screen to point at');
}

function shownOf(options: ClickOptions): string {
  const parts = [...(options.modifiers ?? [])];
  const words: string[] = parts.length === 0 ? [] : [`with ${parts.join('+')}`];
  if (options.button !== undefined && options.button !== 'left') words.unshift(options.button);
  if (options.position !== undefined) words.push(`at ${options.position.x},${options.position.y}`);
  return words.join(' ');
}
