/** Keeps clicks of different acts from being taken for a double click, as two quick clicks on one place would be. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import { containsPoint, type Point, type Rect } from '../../../contracts/geometry.ts';

export interface Press {
  readonly point: Point;
  readonly button: number;
  readonly count: number;
  /** The element pressed; without one the point is the caller's own and never changed. */
  readonly nodeId: NodeId | undefined;
}

/** The longest time of all toolkits: Chromium's. */
const doubleClickMs = 500;
/** In the toolkits' units. */
const doubleClickDistance = 5;
/** Keeps a press that was moved aside away from the border of its element. */
const borderWidth = 2;

interface Remembered {
  readonly press: Press;
  readonly at: number;
}

export class ClickSpacing {
  readonly #boundsOf: (nodeId: NodeId) => Promise<Rect | undefined>;
  /** How far a double click reaches, in pixels. */
  readonly #reach: number;
  /** The last press of each element: GTK counts the presses of each widget, whatever was pressed between them. */
  readonly #last = new Map<NodeId | undefined, Remembered>();

  constructor(boundsOf: (nodeId: NodeId) => Promise<Rect | undefined>, scale: number) {
    this.#boundsOf = boundsOf;
    this.#reach = Math.ceil(doubleClickDistance * scale);
  }

  /** Where to press: somewhat beside, still on the element; on elements too small for that it waits. */
  async place(press: Press): Promise<Point> {
    const point = await this.#apart(press);
    this.#last.set(press.nodeId, { press: { ...press, point }, at: performance.now() });
    return point;
  }

  async #apart(press: Press): Promise<Point> {
    const recent = this.#recent(press.button);
    const mergingMs = longest(recent.filter(({ last }) => isMerging(last, press, this.#reach)));
    const { nodeId, point } = press;
    const isMet = nodeId !== undefined && recent.some(({ last }) => isNear(last.point, point, this.#reach));
    const bounds = isMet && mergingMs === 0 ? await this.#boundsOf(nodeId) : undefined;
    const places = [point, ...(bounds === undefined ? [] : pointsBeside(point, bounds, this.#reach))].map((each) => ({
      point: each,
      leftMs: isMet ? longest(recent.filter(({ last }) => isNear(last.point, each, this.#reach))) : 0,
    }));
    const soonest = Math.min(...places.map(({ leftMs }) => leftMs));
    const waitMs = Math.max(mergingMs, soonest);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return places.find(({ leftMs }) => leftMs === soonest)?.point ?? point;
  }

  /** What can still be counted together with a press of this button, and for how long. */
  #recent(button: number): readonly Recent[] {
    const now = performance.now();
    for (const [nodeId, { at }] of this.#last) if (at + doubleClickMs <= now) this.#last.delete(nodeId);
    return [...this.#last.values()]
      .filter(({ press }) => press.button === button)
      .map(({ press, at }) => ({ last: press, leftMs: at + doubleClickMs - now }));
  }
}

interface Recent {
  readonly last: Press;
  readonly leftMs: number;
}

function longest(recent: readonly Recent[]): number {
  return Math.max(0, ...recent.map(({ leftMs }) => leftMs));
}

/** GTK 3 text views add a double click and a triple click up wherever they are, so that only time parts them. */
export function isMerging(last: Press, next: Press, reach: number): boolean {
  return last.count > 1 || (next.count > 1 && isNear(last.point, next.point, reach));
}

/** Points of the element just farther from each other and from `point` than a double click reaches, nearest first. */
export function pointsBeside(point: Point, bounds: Rect, reach: number): readonly Point[] {
  const inside: Rect = {
    x: bounds.x + borderWidth,
    y: bounds.y + borderWidth,
    width: bounds.width - 2 * borderWidth,
    height: bounds.height - 2 * borderWidth,
  };
  const step = reach + 1;
  const steps = [1, -1, 2, -2].map((times) => times * step);
  return [
    ...steps.map((dx) => ({ x: point.x + dx, y: point.y })),
    ...steps.map((dy) => ({ x: point.x, y: point.y + dy })),
  ].filter((candidate) => containsPoint(inside, candidate));
}

function isNear(a: Point, b: Point, reach: number): boolean {
  return Math.abs(a.x - b.x) <= reach && Math.abs(a.y - b.y) <= reach;
}
