/** Waits until an element can be acted on, as a person could: visible, enabled, still, in view, and under the pointer. */
import type { AccessibleNode, NodeReading, Role } from '../contracts/accessibility.ts';
import type { DriverAct } from '../contracts/act.ts';
import type { ActionTarget } from '../contracts/action.ts';
import type { WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import {
  centerOf,
  containsPoint,
  formatRect,
  intersection,
  isEmptyRect,
  type Point,
  type Rect,
  sameRect,
} from '../contracts/geometry.ts';
import type { Selector } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { isMenuRole } from './effect.ts';
import { assertStillRuns, type Found, locatorWords, look, notFound, onlyOne } from './find.ts';
import type { Forest } from './forest.ts';
import { unwatched } from './read-back.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import type { Stage } from './stage.ts';
import { Wake } from './wake.ts';

export interface Needs {
  /** The pointer must reach it; otherwise it only has to be visible and enabled. */
  readonly pointer: boolean;
  readonly editable: boolean;
  /** Skips every check but that it is there and has a place. */
  readonly force: boolean;
  /** From the element's upper left corner; the middle of its visible part without it. */
  readonly position?: Point | undefined;
}

export const pointerNeeds: Needs = { pointer: true, editable: false, force: false };
export const keyboardNeeds: Needs = { pointer: false, editable: false, force: false };

/** An element that is ready, and where to point. */
export interface Ready {
  readonly found: Found;
  readonly bounds: Rect | undefined;
  readonly point: Point | undefined;
  readonly window: WindowInfo | undefined;
  /** Places whose looks depend on where the keyboard focus is. */
  readonly focusAreas: readonly Rect[];
}

type Check = { readonly ready: Ready } | { readonly reason: string; readonly offScreen?: Found };

/** One frame: how long an element that seems to move is watched before it is measured again. */
const frameMs = 20;

/** @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE, ELEMENT_NOT_ACTIONABLE, APP_CRASHED, SESSION_LOST */
export async function waitReady(stage: Stage, selector: Selector, needs: Needs, deadline: Deadline): Promise<Ready> {
  const { session } = stage;
  let reason: string | undefined;
  let forest: Forest | undefined;
  let scrolled = false;
  const ready = await retry(session, deadline, async (fresh): Promise<Attempt<Ready>> => {
    const seen = await look(session, selector, fresh);
    forest = seen.forest;
    const found = onlyOne(seen, selector);
    if (found === undefined) {
      assertStillRuns(session, selector);
      reason = undefined;
      return again;
    }
    const check = await checkReady(stage, found, needs);
    if ('ready' in check) return done(check.ready);
    reason = check.reason;
    if (check.offScreen !== undefined && !scrolled) {
      scrolled = true;
      await scrollIntoView(stage, check.offScreen, selector);
      // a dry run has not scrolled, and believes that it would have helped
      if (stage.rehearsal !== undefined) return done(whereItLies(check.offScreen));
    }
    return again;
  });
  if (ready !== undefined) return ready;
  if (reason === undefined) throw notFound(selector, forest, deadline);
  throw new CodexqaError(
    'ELEMENT_NOT_ACTIONABLE',
    `waited ${deadline.timeoutMs} ms for ${locatorWords(selector)} to be ready; last seen: ${reason}`,
    { fix: fixFor(reason), facts: { reason } },
  );
}

function whereItLies(found: Found): Ready {
  const { bounds } = found.reading;
  const point = bounds === undefined ? { x: 0, y: 0 } : centerOf(bounds);
  return { found, bounds, point, window: undefined, focusAreas: [] };
}

/** Asks the toolkit to bring an element into view; it may refuse, then the element stays where it is. */
export async function scrollIntoView(stage: Stage, found: Found, selector: Selector): Promise<void> {
  const purpose = { verb: 'scroll into view', target: targetOf(selector, found), shown: '' };
  const act: DriverAct = { kind: 'scroll-into-view', nodeId: found.node.id };
  try {
    await stage.performer.act(purpose, act, unwatched('looked for again afterwards'));
  } catch (error) {
    if (!(error instanceof CodexqaError && error.code === 'ACTION_NOT_POSSIBLE')) throw error;
  }
}

export function targetOf(selector: Selector, found: Found): ActionTarget {
  const { node, windowId, appId } = found;
  return {
    description: locatorWords(selector),
    role: node.role,
    name: node.name,
    nodeId: node.id,
    ...(windowId === undefined ? {} : { windowId }),
    ...(appId === undefined ? {} : { appId }),
  };
}

async function checkReady(stage: Stage, found: Found, needs: Needs): Promise<Check> {
  const { reading, node } = found;
  const { bounds } = reading;
  const [windows, focusAreas] = await Promise.all([stage.session.windows(), focusedPlaces(stage, found)]);
  const window = windowShowing(found, bounds, windows);
  const point = bounds === undefined ? undefined : pointIn(bounds, needs);
  const anywhere: Ready = { found, bounds, window, focusAreas, point };
  if (needs.force) {
    return needs.pointer && bounds === undefined ? { reason: 'it has no place on the screen' } : { ready: anywhere };
  }
  const state = stateReason(reading, needs);
  if (state !== undefined) return { reason: state };
  if (!needs.pointer) return { ready: anywhere };
  if (reading.states.offscreen === true) return { reason: 'it is scrolled out of view', offScreen: found };
  if (bounds === undefined || isEmptyRect(bounds)) return { reason: 'it has no place on the screen' };
  if (!(await standsStill(stage, node.id, bounds))) return { reason: 'it is moving' };
  return checkPlace(stage, { ...anywhere, bounds }, windows, needs);
}

/** Where other elements show the focus, which they lose by what is done next. */
async function focusedPlaces(stage: Stage, { forest, node }: Found): Promise<readonly Rect[]> {
  const focused = [...forest.nodes()].filter(({ states, id }) => states.focused && id !== node.id).map(({ id }) => id);
  const readings = focused.length === 0 ? [] : await stage.session.read(focused);
  return readings.flatMap((each) => (each?.bounds === undefined ? [] : [each.bounds]));
}

function stateReason(reading: NodeReading, needs: Needs): string | undefined {
  if (!reading.states.visible) return 'it is hidden';
  if (!reading.states.enabled) return 'it is disabled';
  if (needs.editable && !reading.states.editable) {
    return reading.states.readonly === true ? 'it is read-only' : `it is no editable field but a ${reading.role}`;
  }
  return undefined;
}

/**
 * The same place twice, one frame apart. Nobody has to wait for the second look when the element lay there before, when
 * nothing was repainted around it a moment ago, or when it looks there as it did before the last action.
 */
async function standsStill(stage: Stage, nodeId: string, bounds: Rect): Promise<boolean> {
  const known = stage.places.isKnown(nodeId, bounds);
  const sees = stage.session.capabilities.has('damage');
  if (known || (sees && !stage.damage.seemsToMove(bounds)) || (await stage.frames.standsStill(bounds))) return true;
  using nextFrame = new Wake(stage.session, (signal) => signal.kind === 'tree' && signal.change === 'bounds');
  await nextFrame.next(frameMs);
  const [now] = await stage.session.read([nodeId]);
  return now?.bounds !== undefined && sameRect(now.bounds, bounds);
}

function checkPlace(
  stage: Stage,
  ready: Ready & { readonly bounds: Rect },
  windows: readonly WindowInfo[],
  needs: Needs,
): Check {
  const { found, bounds, window } = ready;
  const screen: Rect = { x: 0, y: 0, ...stage.session.screen };
  if (window?.minimized === true) return { reason: `its window "${window.title}" is minimized` };
  const inWindow = window === undefined ? bounds : intersection(bounds, window.contentBounds);
  const seen = inWindow === undefined ? undefined : intersection(inWindow, screen);
  if (seen === undefined)
    return { reason: `it lies outside the visible area (at ${formatRect(bounds)})`, offScreen: found };
  const point = pointIn(needs.position === undefined ? seen : bounds, needs);
  if (!containsPoint(seen, point))
    return { reason: `the point asked for lies outside what is visible of it (${formatRect(seen)})`, offScreen: found };
  const cover = coverAt(point, found, window, windows);
  return cover === undefined ? { ready: { ...ready, point } } : { reason: cover };
}

/** What would get the click instead, in words; undefined when the element itself does. */
export function coverAt(
  point: Point,
  found: Pick<Found, 'appId' | 'windowId'>,
  window: WindowInfo | undefined,
  windows: readonly WindowInfo[],
): string | undefined {
  const top = windows.findLast((each) => !each.minimized && containsPoint(each.bounds, point));
  const blocking = windows.findLast((each) => each.modal && sameApp(each, window ?? found) && !each.minimized);
  if (blocking !== undefined && window !== undefined && isBelow(window, blocking, windows)) {
    return `the modal ${windowWords(blocking)} blocks its window`;
  }
  if (top === undefined || window === undefined || top.id === window.id) return undefined;
  return `${windowWords(top)} covers it at ${point.x},${point.y}`;
}

/** Elements of these live in popups of their own, although the tree hangs them below the main window. */
const popsUp: ReadonlySet<Role> = new Set(['menu', 'combobox', 'listbox', 'tooltip']);

function windowShowing(found: Found, bounds: Rect | undefined, windows: readonly WindowInfo[]): WindowInfo | undefined {
  const own = windows.find((each) => each.id === found.windowId);
  const outer = found.forest.pathTo(found.node).slice(0, -1);
  if (bounds === undefined || !outer.some(({ role }) => popsUp.has(role) || role.startsWith('menuitem'))) return own;
  const middle = centerOf(bounds);
  const isItsPopup = (each: WindowInfo): boolean =>
    each.kind === 'popup' && containsPoint(each.bounds, middle) && (own === undefined || sameApp(each, own));
  return windows.findLast(isItsPopup) ?? own;
}

function sameApp(a: Pick<WindowInfo, 'appId'>, b: Pick<WindowInfo, 'appId'> | Pick<Found, 'appId'>): boolean {
  return a.appId !== undefined && a.appId === b.appId;
}

function isBelow(window: WindowInfo, other: WindowInfo, windows: readonly WindowInfo[]): boolean {
  const order = windows.map((each) => each.id);
  return window.id !== other.id && window.kind !== 'popup' && order.indexOf(window.id) < order.indexOf(other.id);
}

function windowWords(window: WindowInfo): string {
  return window.title === '' ? `${window.kind} window` : `window "${window.title}"`;
}

function pointIn(area: Rect, needs: Needs): Point {
  const { position } = needs;
  return position === undefined ? centerOf(area) : { x: area.x + position.x, y: area.y + position.y };
}

function fixFor(reason: string): string {
  if (reason.includes('covers it'))
    return 'bring its window to the front with window().activate(), or close what covers it';
  if (reason.includes('scrolled')) return 'scroll its surroundings with scroll() until it shows';
  if (reason.includes('modal')) return 'answer the modal window first';
  return 'wait for the state the element needs, or pass { force: true } where the check is wrong';
}

/**
 * Elements that answer the pointer's way through a menu, whatever the item does: the items and menus around it, what
 * they hang from (menus come and go there), and the button that opened them.
 */
export function menuAround(found: Found): readonly AccessibleNode[] {
  const path = found.forest.pathTo(found.node);
  const menus = path.filter(({ role }) => isMenuRole(role));
  const openers = [...found.forest.nodes()].filter(({ states }) => states.expanded === true);
  return [...path, ...openers, ...menus.flatMap((menu) => menu.children.filter((child) => !path.includes(child)))];
}
