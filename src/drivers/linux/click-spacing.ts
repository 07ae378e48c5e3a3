/** Keeps clicks of different acts from being taken for a double click, as two quick clicks on one place would be. */
import type { NodeId } from '../../contracts/accessibility.ts';
import { containsPoint, type Point, type Rect } from '../../contracts/geometry.ts';

export interface Press {
  readonly point: Point;
  readonly button: number;
  readonly count: number;
  /** The element pressed; without one the point is the caller's own and never changed. */
  readonly nodeId: NodeId | undefined;
}

/** The longest time of all toolkits: Chromium's. */
const doubleClickMs = 500;
const doubleClickDistance = 5;
/** Keeps a press that was moved aside away from the border of its element. */
const borderWidth = 2;

export class ClickSpacing {
  readonly #boundsOf: (nodeId: NodeId) => Promise<Rect | undefined>;
  #last: { readonly press: Press; readonly at: number } | undefined;

  constructor(boundsOf: (nodeId: NodeId) => Promise<Rect | undefined>) {
    this.#boundsOf = boundsOf;
  }

  /** Where to press: somewhat beside, still on the element; on elements too small for that it waits. */
  async place(press: Press): Promise<Point> {
    const point = await this.#apart(press);
    this.#last = { press: { ...press, point }, at: performance.now() };
    return point;
  }

  async #apart(press: Press): Promise<Point> {
    if (this.#last === undefined) return press.point;
    const leftMs = this.#last.at + doubleClickMs - performance.now();
    switch (relationOf(this.#last.press, press, leftMs)) {
      case 'apart':
        return press.point;
      case 'merging': {
        await new Promise((resolve) => setTimeout(resolve, leftMs));
        return press.point;
      }
      case 'on one place': {
        const bounds = press.nodeId === undefined ? undefined : await this.#boundsOf(press.nodeId);
        const beside = bounds === undefined ? undefined : pointBeside(this.#last.press.point, press.point, bounds);
        if (beside === undefined) await new Promise((resolve) => setTimeout(resolve, leftMs));
        return beside ?? press.point;
      }
    }
  }
}

/**
 * `merging`: GTK 3 text views add a double click and a triple click up wherever they are, so that only time parts them.
 * `on one place`: distance parts them too.
 */
export function relationOf(last: Press, next: Press, leftMs: number): 'apart' | 'merging' | 'on one place' {
  if (leftMs <= 0 || last.button !== next.button) return 'apart';
  if (last.count > 1 || (next.count > 1 && isNear(last.point, next.point))) return 'merging';
  return next.nodeId !== undefined && isNear(last.point, next.point) ? 'on one place' : 'apart';
}

/** Just outside the distance of a double click, inside the element; undefined when it is too small. */
export function pointBeside(last: Point, point: Point, bounds: Rect): Point | undefined {
  const inside: Rect = {
    x: bounds.x + borderWidth,
    y: bounds.y + borderWidth,
    width: bounds.width - 2 * borderWidth,
    height: bounds.height - 2 * borderWidth,
  };
  const step = doubleClickDistance + 1;
  return [
    { x: last.x + step, y: point.y },
    { x: last.x - step, y: point.y },
    { x: point.x, y: last.y + step },
    { x: point.x, y: last.y - step },
  ].find((candidate) => containsPoint(inside, candidate));
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) <= doubleClickDistance && Math.abs(a.y - b.y) <= doubleClickDistance;
}
