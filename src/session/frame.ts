/** Pure: comparing two raw frames of the same area, quickly and exactly. */
import type { Point, Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';

/** The fourth byte of `bgrx` means nothing. A little-endian reading puts it on top. */
const colourBits = 0x00ffffff;

function words(image: RawImage): Uint32Array {
  const { pixels } = image;
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/**
 * The smallest rectangle around all pixels that differ, in screen coordinates; undefined when none does.
 * `origin` is where the frames lie on the screen; pixels inside `ignored` rectangles do not count.
 */
export function changedArea(a: RawImage, b: RawImage, origin: Point, ignored: readonly Rect[]): Rect | undefined {
  const { width, height } = b;
  if (a.width !== width || a.height !== height) return { ...origin, width, height };
  const [left, right] = [words(a), words(b)];
  let [minX, minY, maxX, maxY] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    const start = y * width;
    if (sameBytes(left, right, start, width)) continue;
    const hidden = hiddenSpans(ignored, origin, y);
    const differs = (x: number): boolean =>
      (((left[start + x] ?? 0) ^ (right[start + x] ?? 0)) & colourBits) !== 0 &&
      !hidden.some(([from, to]) => x >= from && x < to);
    let first = 0;
    while (first < width && !differs(first)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (!differs(last)) last--;
    minX = Math.min(minX, first);
    maxX = Math.max(maxX, last);
    minY = Math.min(minY, y);
    maxY = y;
  }
  if (maxX < 0) return undefined;
  return { x: minX + origin.x, y: minY + origin.y, width: maxX - minX + 1, height: maxY - minY + 1 };
}

/** Whether a picture of `place` is found at its place in another one; `origin` is where that lies on the screen. */
export function sameWithin(whole: RawImage, origin: Point, part: RawImage, place: Rect): boolean {
  if (part.width !== place.width || part.height !== place.height) return false;
  const [left, top] = [place.x - origin.x, place.y - origin.y];
  if (left < 0 || top < 0 || left + part.width > whole.width || top + part.height > whole.height) return false;
  const [outer, inner] = [words(whole), words(part)];
  for (let y = 0; y < part.height; y++) {
    const row = rowOf(inner, y * part.width, part.width);
    if (!row.equals(rowOf(outer, (top + y) * whole.width + left, part.width))) return false;
  }
  return true;
}

/** Rows are compared as bytes first: most are equal. */
function sameBytes(a: Uint32Array, b: Uint32Array, start: number, length: number): boolean {
  return rowOf(a, start, length).equals(rowOf(b, start, length));
}

function rowOf(pixels: Uint32Array, start: number, length: number): Buffer {
  return Buffer.from(pixels.buffer, pixels.byteOffset + start * 4, length * 4);
}

/** The parts of a row that lie in ignored rectangles, from and to in pixels of the frame. */
function hiddenSpans(ignored: readonly Rect[], origin: Point, y: number): readonly (readonly [number, number])[] {
  return ignored
    .filter((rect) => y + origin.y >= rect.y && y + origin.y < rect.y + rect.height)
    .map((rect) => [rect.x - origin.x, rect.x + rect.width - origin.x] as const);
}

/** One colour from edge to edge: what a dead display or an unmapped window gives. As `#rrggbb`; undefined for a picture. */
export function singleColour(image: RawImage): string | undefined {
  const pixels = words(image);
  const first = (pixels[0] ?? 0) & colourBits;
  for (let i = 1; i < pixels.length; i++) if (((pixels[i] ?? 0) & colourBits) !== first) return undefined;
  const [a = 0, b = 0, c = 0] = image.pixels;
  const [red, green, blue] = image.layout === 'rgba' ? [a, b, c] : [c, b, a];
  return `#${Buffer.from([red, green, blue]).toString('hex')}`;
}

export function grown(rect: Rect, by: number): Rect {
  return { x: rect.x - by, y: rect.y - by, width: rect.width + 2 * by, height: rect.height + 2 * by };
}
