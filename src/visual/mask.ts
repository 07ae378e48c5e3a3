/** Masks: areas left out of a comparison. The picture that was taken is never painted over; only what the judge sees changes. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';

/** A copy of `actual` that looks like `expected` under the masks; `actual` itself without masks. */
export function coverMasked(actual: RawImage, expected: RawImage, masks: readonly Rect[]): RawImage {
  if (masks.length === 0) return actual;
  const pixels = Uint8Array.from(actual.pixels);
  for (const mask of masks) {
    for (let y = mask.y; y < mask.y + mask.height; y++) {
      const start = (y * actual.width + mask.x) * 4;
      pixels.set(expected.pixels.subarray(start, start + mask.width * 4), start);
    }
  }
  return { ...actual, pixels };
}

/** How many pixels lie under at least one mask; overlaps count once. */
export function maskedPixels(masks: readonly Rect[], width: number): number {
  const bottom = masks.reduce((lowest, mask) => Math.max(lowest, mask.y + mask.height), 0);
  let covered = 0;
  for (let y = 0; y < bottom && masks.length > 0; y++) covered += coveredInRow(masks, y, width);
  return covered;
}

function coveredInRow(masks: readonly Rect[], y: number, width: number): number {
  const spans = masks.filter((mask) => y >= mask.y && y < mask.y + mask.height).sort((a, b) => a.x - b.x);
  let covered = 0;
  let reached = 0;
  for (const span of spans) {
    const right = Math.min(span.x + span.width, width);
    covered += Math.max(0, right - Math.max(span.x, reached));
    reached = Math.max(reached, right);
  }
  return covered;
}
