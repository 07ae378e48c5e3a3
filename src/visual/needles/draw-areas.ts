/** A screen with the areas of a needle drawn in: where each came nearest, green when it fits and red when it does not. */
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { toRgba } from '../pixels.ts';
import type { NeedleVerdict } from './judge-needles.ts';

type Color = readonly [red: number, green: number, blue: number];

const fits: Color = [0, 160, 60];
const fails: Color = [220, 0, 40];
const excluded: Color = [120, 120, 120];
const strokePx = 2;

export function drawAreas(screen: RawImage, { areas, needle }: NeedleVerdict): RawImage {
  const rgba = toRgba(screen);
  const drawn: RawImage = { ...rgba, pixels: Uint8Array.from(rgba.pixels) };
  for (const area of needle.areasOf('exclude')) frame(drawn, area, excluded);
  for (const { place, ok } of areas) frame(drawn, place, ok ? fits : fails);
  return drawn;
}

/** Around the rectangle, so that what it holds stays to be seen. */
function frame(image: RawImage, { x, y, width, height }: Rect, color: Color): void {
  const [left, top, right, bottom] = [x - strokePx, y - strokePx, x + width + strokePx, y + height + strokePx];
  fill(image, left, top, right, y, color);
  fill(image, left, y + height, right, bottom, color);
  fill(image, left, y, x, y + height, color);
  fill(image, x + width, y, right, y + height, color);
}

function fill(image: RawImage, left: number, top: number, right: number, bottom: number, color: Color): void {
  for (let y = Math.max(0, top); y < Math.min(image.height, bottom); y++) {
    for (let x = Math.max(0, left); x < Math.min(image.width, right); x++) {
      image.pixels.set(color, (y * image.width + x) * 4);
    }
  }
}
