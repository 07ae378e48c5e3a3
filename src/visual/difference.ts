/** The difference as a picture: pixelmatch's colours (red counted, yellow smoothing, the rest pale), faint changes orange, masks violet. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type Kernel, kernel } from './kernel.ts';
import { type MarkedRows, mark } from './mark.ts';
import { toRgba } from './pixels.ts';
import { writePalettePng } from './png-write.ts';

/** pixelmatch draws unchanged pixels at a tenth of their contrast on white. */
const paleness = 0.1;

/** Small enough for the second-level cache. */
const stripBytes = 256 * 1024;

const red = [255, 0, 0] as const;
const yellow = [255, 255, 0] as const;
const orange = [255, 140, 0] as const;
const violet = [190, 170, 255] as const;

/** Places in the palette: the greys 229 to 255 stand at their own number, the colours at the start. */
const place = { counted: 0, antiAliased: 1, faint: 2, masked: 3 } as const;
const colors = Array.from({ length: 256 }, (_, grey) => [grey, grey, grey] as const).map(
  (grey, index) => [red, yellow, orange, violet][index] ?? grey,
);

export function differencePng(expected: RawImage, bands: readonly MarkedRows[], masks: readonly Rect[]): Buffer {
  return (kernel && differenceInWasm(kernel, expected, bands, masks)) ?? differenceInJs(toRgba(expected), bands, masks);
}

/** The rows are drawn and packed where the kernel has them. Undefined for a translucent picture, which it does not draw. */
function differenceInWasm(
  wasm: Kernel,
  { width, height, pixels, layout }: RawImage,
  bands: readonly MarkedRows[],
  masks: readonly Rect[],
): Buffer | undefined {
  const step = Math.max(1, Math.floor(stripBytes / (width * 4)));
  const rowBytes = width + 1;
  const [from, to] = wasm.layOut(step * width * 4, rowBytes * height);
  for (let y = 0; y < height; y += step) {
    const strip = pixels.subarray(y * width * 4, Math.min(y + step, height) * width * 4);
    wasm.bytes(from, strip.length).set(strip);
    if (layout === 'rgba' && wasm.exports.isOpaque(from, strip.length) === 0) return undefined;
    wasm.exports.paleRows(from, to + y * rowBytes, width, strip.length / (width * 4), layout === 'bgrx');
  }
  const rows = wasm.bytes(to, rowBytes * height);
  for (const mask of masks) paintMask(rows, rowBytes, mask);
  for (const band of bands) {
    for (let start = 0; start < band.marks.length; start += step * width) {
      const marks = band.marks.subarray(start, start + step * width);
      wasm.bytes(from, marks.length).set(marks);
      wasm.exports.paintRows(from, to + (band.from + start / width) * rowBytes, width, marks.length / width);
    }
  }
  return writePalettePng({ width, height, rows, colors });
}

/** The same without the kernel. */
export function differenceInJs(
  { width, height, pixels }: RawImage,
  bands: readonly MarkedRows[],
  masks: readonly Rect[],
): Buffer {
  const rowBytes = width + 1;
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    paleRow(pixels.subarray(y * width * 4, (y + 1) * width * 4), rows.subarray(y * rowBytes + 1, (y + 1) * rowBytes));
  }
  for (const mask of masks) paintMask(rows, rowBytes, mask);
  for (const { from, marks } of bands) {
    for (let start = 0, at = from * rowBytes + 1; start < marks.length; start += width, at += rowBytes) {
      paintRow(marks.subarray(start, start + width), rows.subarray(at, at + width));
    }
  }
  return writePalettePng({ width, height, rows, colors });
}

/** To the last grey as pixelmatch draws them; the kernel is at most one level off. */
function paleRow(pixels: Uint8Array, greys: Uint8Array): void {
  for (let i = 0, from = 0; i < greys.length; i++, from += 4) {
    const luma =
      (pixels[from] ?? 0) * 0.29889531 + (pixels[from + 1] ?? 0) * 0.58662247 + (pixels[from + 2] ?? 0) * 0.11448223;
    greys[i] = 255 + ((luma - 255) * paleness * (pixels[from + 3] ?? 0)) / 255;
  }
}

/** Every second diagonal, so that what lies under the mask can still be made out. */
function paintMask(rows: Uint8Array, rowBytes: number, mask: Rect): void {
  for (let y = mask.y; y < mask.y + mask.height; y++) {
    for (let x = mask.x; x < mask.x + mask.width; x++) {
      if ((x + y) % 4 < 2) rows[y * rowBytes + 1 + x] = place.masked;
    }
  }
}

function paintRow(marks: Uint8Array, greys: Uint8Array): void {
  const places = [undefined, undefined, place.antiAliased, place.faint, place.counted];
  for (let i = 0; i < marks.length; i++) {
    const painted = places[marks[i] ?? mark.same];
    if (painted !== undefined) greys[i] = painted;
  }
}
