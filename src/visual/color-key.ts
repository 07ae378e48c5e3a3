/** Masks that are painted into a baseline: areas of one colour, which no screen has there, are not compared. */

import type { MaskFact } from '../contracts/comparison.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { coverMasked } from './mask.ts';
import { inOneLayout, toRgba, words } from './pixels.ts';

/** More pieces are the colour of a picture, not of a mask. */
const mostAreas = 10_000;

/**
 * Rectangles that cover exactly the pixels of this colour.
 * @param color `#rrggbb`
 * @throws SPEC_INVALID when the colour is spread all over the picture
 */
export function areasOfColor(image: RawImage, color: string): readonly Rect[] {
  const { width, height } = image;
  const pixels = words(toRgba(image));
  const wanted = words({
    width: 1,
    height: 1,
    layout: 'rgba',
    pixels: Uint8Array.from(Buffer.from(`${color.slice(1)}ff`, 'hex')),
  })[0];
  const areas: Rect[] = [];
  let above: Rect[] = [];
  for (let y = 0; y < height; y++) {
    const here: Rect[] = [];
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] !== wanted) continue;
      const left = x;
      while (x < width && pixels[y * width + x] === wanted) x++;
      const ended = above.find((area) => area.x === left && area.width === x - left);
      here.push(
        ended === undefined ? { x: left, y, width: x - left, height: 1 } : { ...ended, height: ended.height + 1 },
      );
    }
    areas.push(...above.filter((area) => !here.some((next) => next.x === area.x && next.width === area.width)));
    if (areas.length > mostAreas) throw spread(color);
    above = here;
  }
  return [...areas, ...above];
}

function spread(color: string): CodexqaError {
  return new CodexqaError('SPEC_INVALID', `the colour ${color} lies in more than ${mostAreas} places of the baseline`, {
    fix: 'paint what is to be left out in a colour that the application never shows, such as #ff00ff',
  });
}

/** `taken` with what `accepted` is painted over with, so that a mask outlives the acceptance of a new picture. */
export function carryPainted(accepted: RawImage, taken: RawImage, masks: readonly MaskFact[]): RawImage {
  const painted = masks.flatMap(({ areas, painted }) => (painted === true ? areas : []));
  if (painted.length === 0 || accepted.width !== taken.width || accepted.height !== taken.height) return taken;
  const [before, after] = inOneLayout(accepted, taken);
  return coverMasked(after, before, painted);
}
