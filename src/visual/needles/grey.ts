/** A picture as os-autoinst looks at it: grey as OpenCV makes it of 8-bit colours, and smoothed. */
import type { Rect, Size } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { Rounding } from './smoothed-part.ts';

/** One byte a pixel, rows without padding. */
export interface Grey extends Size {
  readonly pixels: Uint8Array;
}

/** What os-autoinst paints excluded areas with (pure green), in grey. */
export const excludedGrey = greyOf(0, 255, 0);

/** OpenCV's weights in 15 bits of fixed point. */
function greyOf(red: number, green: number, blue: number): number {
  return (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15;
}

/** Part of a picture, excluded areas painted over. The fourth byte of a pixel means nothing here, as in os-autoinst. */
export function greyPart({ pixels, layout, width }: RawImage, part: Rect, excluded: readonly Rect[]): Grey {
  const grey = new Uint8Array(part.width * part.height);
  const [red, blue] = layout === 'rgba' ? [0, 2] : [2, 0];
  for (let y = 0; y < part.height; y++) {
    let from = ((part.y + y) * width + part.x) * 4;
    for (let x = 0; x < part.width; x++, from += 4) {
      grey[y * part.width + x] = greyOf(pixels[from + red] ?? 0, pixels[from + 1] ?? 0, pixels[from + blue] ?? 0);
    }
  }
  const whole = { width: part.width, height: part.height, pixels: grey };
  for (const area of excluded) paint(whole, { ...area, x: area.x - part.x, y: area.y - part.y });
  return whole;
}

/** Fills what of the area lies inside. */
function paint({ width, height, pixels }: Grey, area: Rect): void {
  const left = Math.max(0, area.x);
  const right = Math.min(width, area.x + area.width);
  for (let y = Math.max(0, area.y); y < Math.min(height, area.y + area.height); y++) {
    if (right > left) pixels.fill(excludedGrey, y * width + left, y * width + right);
  }
}

/** Weights 1 2 1 both ways; at the border the picture is mirrored. */
export function smooth(grey: Grey, { left, middle }: Rounding): Grey {
  const { width, height } = grey;
  const smoothed = new Uint8Array(width * height);
  // one column more on either side, for what is mirrored there
  const columns = new Uint16Array(width + 2);
  for (let y = 0; y < height; y++) {
    sumColumns(grey, y, columns);
    for (let x = 0; x < width; x++) {
      const sum = (columns[x] ?? 0) + 2 * (columns[x + 1] ?? 0) + (columns[x + 2] ?? 0);
      const half = x >= left && x < middle ? 7 + ((sum >> 4) & 1) : 8;
      smoothed[y * width + x] = (sum + half) >> 4;
    }
  }
  return { width, height, pixels: smoothed };
}

function sumColumns({ width, height, pixels }: Grey, y: number, columns: Uint16Array): void {
  const own = y * width;
  const above = mirrored(y - 1, height) * width;
  const below = mirrored(y + 1, height) * width;
  for (let x = 0; x < width; x++) {
    columns[x + 1] = (pixels[above + x] ?? 0) + 2 * (pixels[own + x] ?? 0) + (pixels[below + x] ?? 0);
  }
  columns[0] = columns[mirrored(-1, width) + 1] ?? 0;
  columns[width + 1] = columns[mirrored(width, width) + 1] ?? 0;
}

function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  if (at < 0) return -at;
  return at < length ? at : 2 * length - 2 - at;
}

export function cutGrey({ width, pixels }: Grey, part: Rect): Grey {
  const cut = new Uint8Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const start = (part.y + y) * width + part.x;
    cut.set(pixels.subarray(start, start + part.width), y * part.width);
  }
  return { width: part.width, height: part.height, pixels: cut };
}
