/** How the session asks where a picture is on the screen; who answers knows needles and pixels, the session does not. */
import type { Point, Rect } from './geometry.ts';
import type { RawImage } from './image.ts';

export interface ImageHit {
  /** Of the needle or the file. */
  readonly name: string;
  readonly place: Rect;
  /** Where a click goes. */
  readonly click: Point;
  /** 0 to 1. */
  readonly similarity: number;
}

/** The candidate that came nearest, in words: `needle "ok", area 2: 71.3 % of 96 % at 120,40 60x20`. */
export type NearestWords = string;

export interface ImageSearchOptions {
  /** Pixels around its place in the needle in which it may lie; anywhere without it. */
  readonly margin?: number | undefined;
}

/** An image that was read and can be looked for. Places count from the corner of the picture that is looked at. */
export interface SoughtImage {
  find(screen: RawImage, options: ImageSearchOptions): readonly ImageHit[];
  nearest(screen: RawImage, options: ImageSearchOptions): NearestWords | undefined;
}

export interface ImageShelf {
  /** By the name of a needle, its tag, or the path of a PNG. @throws NEEDLE_NOT_FOUND, NEEDLE_INVALID */
  read(image: string): SoughtImage;
}
