/** Pure: comparing two raw frames of the same area, quickly and exactly. */
import { containsPoint, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';

/** The fourth byte of `bgrx` means nothing. A little-endian reading puts it on top. */
const colourBits = 0x00ffffff;

function words(image: RawImage): Uint32Array {
  const { pixels } = image;
  if (pixels.byteOffset % 4 === 0) return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2);
  return new Uint32Array(Uint8Array.from(pixels).buffer);
}

export function sameFrame(a: RawImage, b: RawImage): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  if (Buffer.from(a.pixels.buffer, a.pixels.byteOffset, a.pixels.byteLength).equals(b.pixels)) return true;
  return changedArea(a, b, { x: 0, y: 0 }, []) === undefined;
}

/**
 * The smallest rectangle around all pixels that differ, in screen coordinates; undefined when none does.
 * `origin` is where the frames lie on the screen; pixels inside `ignored` rectangles do not count.
 */
export function changedArea(
  a: RawImage,
  b: RawImage,
  origin: { readonly x: number; readonly y: number },
  ignored: readonly Rect[],
): Rect | undefined {
  if (a.width !== b.width || a.height !== b.height) return { ...origin, width: b.width, height: b.height };
  const [left, right] = [words(a), words(b)];
  let [minX, minY, maxX, maxY] = [a.width, a.height, -1, -1];
  for (let i = 0; i < left.length; i++) {
    if ((((left[i] ?? 0) ^ (right[i] ?? 0)) & colourBits) === 0) continue;
    const x = i % a.width;
    const y = (i - x) / a.width;
    const point = { x: x + origin.x, y: y + origin.y };
    if (ignored.some((rect) => containsPoint(rect, point))) continue;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  if (maxX < 0) return undefined;
  return { x: minX + origin.x, y: minY + origin.y, width: maxX - minX + 1, height: maxY - minY + 1 };
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
