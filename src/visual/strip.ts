/** Strips: a few whole rows of two pictures, cut so that every pixel to be judged has all the neighbours that matter. */
import { intersection, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { MarkedRows, Rows, Tally } from './mark.ts';
import { coverMasked } from './mask.ts';
import type { Limits } from './thresholds.ts';

export interface Strip {
  readonly expected: RawImage;
  readonly actual: RawImage;
  /** Rows to judge, counted within the strip. */
  readonly rows: Rows;
  /** Row of the picture at which the strip starts. */
  readonly top: number;
}

export interface JudgedStrip {
  readonly tally: Tally;
  readonly marked: MarkedRows;
}

/** Undefined when this judge cannot: translucent pixels are not for the kernel. */
export type Judge = (strip: Strip, limits: Limits) => JudgedStrip | undefined;

/** The judge looks at neighbours of neighbours. */
const reach = 2;
/** Small enough for the second-level cache of any machine, large enough that cutting costs nothing. */
const stripBytes = 512 * 1024;

export function* stripsOf(expected: RawImage, actual: RawImage, bands: Iterable<Rows>, masks: readonly Rect[]) {
  const { width, height } = expected;
  const step = Math.max(8, Math.floor(stripBytes / (width * 4)));
  for (const band of bands) {
    for (let from = band.from; from < band.to; from += step) {
      const to = Math.min(from + step, band.to);
      const top = Math.max(0, from - reach);
      const bottom = Math.min(height, to + reach);
      const before = rowsOf(expected, top, bottom);
      const after = coverMasked(rowsOf(actual, top, bottom), before, masksWithin(masks, top, before));
      yield { expected: before, actual: after, rows: { from: from - top, to: to - top }, top } satisfies Strip;
    }
  }
}

/** A view, not a copy. */
function rowsOf(image: RawImage, from: number, to: number): RawImage {
  const rowBytes = image.width * 4;
  return { ...image, height: to - from, pixels: image.pixels.subarray(from * rowBytes, to * rowBytes) };
}

function masksWithin(masks: readonly Rect[], top: number, strip: RawImage): readonly Rect[] {
  return masks.flatMap((mask) => {
    const shared = intersection(mask, { x: 0, y: top, width: strip.width, height: strip.height });
    return shared === undefined ? [] : [{ ...shared, y: shared.y - top }];
  });
}
