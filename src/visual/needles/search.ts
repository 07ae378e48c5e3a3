/** What the search is asked and what it answers. */
import type { Point, Rect, Size } from '../../contracts/geometry.ts';
import type { Template } from './template.ts';

/** What is looked for, and where. Points count from the screen's corner. */
export interface Search {
  readonly template: Template;
  /** Part of the screen, at least as large as the template. */
  readonly within: Rect;
  /** Where the template comes from: what fits exactly there is taken at once. */
  readonly home?: Point | undefined;
  /** Of several equally good places the nearest to this one is taken. */
  readonly near: Point;
  /** When the best place has a greater sum of squared differences, none may be found. */
  readonly limit?: number | undefined;
  /** Places that were found before; less than `apart` away from them none is looked for. */
  readonly taken?: readonly Point[] | undefined;
  readonly apart?: Size | undefined;
}

export interface Place extends Point {
  /** Sum of squared differences, in grey levels. */
  readonly error: number;
}

export interface Screen extends Size {
  /** The best place, or one that is as good; undefined when there is none within the limit. */
  seek(search: Search): Place | undefined;
  /** Looks at the screen with these areas painted over, as os-autoinst paints what a needle excludes. */
  excluding<T>(areas: readonly Rect[], look: () => T): T;
}

/** Places within so much of the best are as good as it. */
export const equallyGood = 10;
