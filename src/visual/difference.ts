/** The difference as a picture: pixelmatch's colours (red counted, yellow smoothing, the rest pale), faint changes orange, masks violet. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type Kernel, kernel } from './kernel.ts';
import { type MarkedRows, mark } from './mark.ts';
import { toRgba } from './pixels.ts';
import { writePalettePng } from './png-write.ts';

/** pixelmatch draws unchanged pixels at a tenth of their contrast on white. */
const paleness = 0.1;

const chunkPixels = 64 * 1024;

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
  const { width, height } = expected;
  const indices = paleGreys(expected);
  for (const mask of masks) paintMask(indices, width, mask);
  for (const band of bands) paintMarks(indices.subarray(band.from * width), band.marks);
  return writePalettePng({ width, height, indices, colors });
}

function paleGreys(image: RawImage): Uint8Array {
  const greys = new Uint8Array(image.width * image.height);
  if (kernel === undefined || !paleGreysInWasm(kernel, image, greys)) paleGreysInJs(toRgba(image).pixels, greys);
  return greys;
}

/** False for a translucent picture, which the kernel does not draw. */
function paleGreysInWasm(wasm: Kernel, { pixels, layout }: RawImage, greys: Uint8Array): boolean {
  const [from, to] = wasm.layOut(chunkPixels * 4, chunkPixels);
  for (let start = 0; start < greys.length; start += chunkPixels) {
    const count = Math.min(chunkPixels, greys.length - start);
    wasm.bytes(from, count * 4).set(pixels.subarray(start * 4, (start + count) * 4));
    if (layout === 'rgba' && wasm.exports.isOpaque(from, count * 4) === 0) return false;
    wasm.exports.paleGreys(from, to, count, layout === 'bgrx');
    greys.set(wasm.bytes(to, count), start);
  }
  return true;
}

/** To the last grey as pixelmatch draws them; the kernel is at most one level off. */
export function paleGreysInJs(pixels: Uint8Array, greys: Uint8Array): void {
  for (let i = 0, from = 0; i < greys.length; i++, from += 4) {
    const luma =
      (pixels[from] ?? 0) * 0.29889531 + (pixels[from + 1] ?? 0) * 0.58662247 + (pixels[from + 2] ?? 0) * 0.11448223;
    greys[i] = 255 + ((luma - 255) * paleness * (pixels[from + 3] ?? 0)) / 255;
  }
}

/** Every second diagonal, so that what lies under the mask can still be made out. */
function paintMask(indices: Uint8Array, width: number, mask: Rect): void {
  for (let y = mask.y; y < mask.y + mask.height; y++) {
    for (let x = mask.x; x < mask.x + mask.width; x++) {
      if ((x + y) % 4 < 2) indices[y * width + x] = place.masked;
    }
  }
}

function paintMarks(indices: Uint8Array, marks: Uint8Array): void {
  if (kernel === undefined) paintMarksInJs(indices, marks);
  else paintMarksInWasm(kernel, indices, marks);
}

function paintMarksInWasm(wasm: Kernel, indices: Uint8Array, marks: Uint8Array): void {
  const [from, to] = wasm.layOut(chunkPixels, chunkPixels);
  for (let start = 0; start < marks.length; start += chunkPixels) {
    const count = Math.min(chunkPixels, marks.length - start);
    wasm.bytes(from, count).set(marks.subarray(start, start + count));
    wasm.bytes(to, count).set(indices.subarray(start, start + count));
    wasm.exports.paintMarks(from, to, count);
    indices.set(wasm.bytes(to, count), start);
  }
}

export function paintMarksInJs(indices: Uint8Array, marks: Uint8Array): void {
  const places = [undefined, undefined, place.antiAliased, place.faint, place.counted];
  for (let i = 0; i < marks.length; i++) {
    const painted = places[marks[i] ?? mark.same];
    if (painted !== undefined) indices[i] = painted;
  }
}
