/** The difference as a picture: pixelmatch's colours (red counted, yellow smoothing, the rest pale), faint changes orange, masks violet. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type MarkedRows, mark } from './mark.ts';
import { toRgba } from './pixels.ts';
import { writePalettePng } from './png-write.ts';

/** pixelmatch draws unchanged pixels at a tenth of their contrast on white. */
const paleness = 0.1;

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
  const indices = paleGreys(toRgba(expected).pixels);
  for (const mask of masks) paintMask(indices, width, mask);
  for (const band of bands) paintMarks(indices.subarray(band.from * width), band.marks);
  return writePalettePng({ width, height, indices, colors });
}

function paleGreys(pixels: Uint8Array): Uint8Array {
  const greys = new Uint8Array(pixels.length / 4);
  for (let i = 0, from = 0; i < greys.length; i++, from += 4) {
    const luma =
      (pixels[from] ?? 0) * 0.29889531 + (pixels[from + 1] ?? 0) * 0.58662247 + (pixels[from + 2] ?? 0) * 0.11448223;
    greys[i] = 255 + ((luma - 255) * paleness * (pixels[from + 3] ?? 0)) / 255;
  }
  return greys;
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
  for (let i = 0; i < marks.length; i++) {
    const seen = marks[i];
    if (seen === mark.counted) indices[i] = place.counted;
    else if (seen === mark.antiAliased) indices[i] = place.antiAliased;
    else if (seen === mark.faint) indices[i] = place.faint;
  }
}
