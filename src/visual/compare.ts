/** Compares two pictures of one size: equal memory first, then only the rows that differ are judged. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type ChangedBox, changedBoxes } from './changed-boxes.ts';
import { type Frame, judgeRows } from './judge-js.ts';
import { addTallies, noTally, type Rows, type Tally } from './mark.ts';
import { coverMasked, maskedPixels } from './mask.ts';
import { toRgba, words } from './pixels.ts';
import { defaultThresholds, limitsOf, type Thresholds } from './thresholds.ts';

export interface CompareOptions extends Thresholds {
  /** Areas where the actual picture is taken to look like the expected one. Whole pixels inside the picture. */
  readonly masks: readonly Rect[];
  /** Stop judging once more pixels are counted: enough for a verdict, not for a picture. Undefined judges all. */
  readonly stopAfter?: number;
}

export const defaultCompareOptions: CompareOptions = { ...defaultThresholds, masks: [] };

export interface Comparison {
  /** pixelmatch's count at `threshold`. */
  readonly counted: number;
  /** Pixels between the two thresholds. */
  readonly faint: number;
  /** Pixels above the threshold that are smoothing of an edge and were not counted. */
  readonly antiAliased: number;
  /** `counted` by all pixels of the picture. */
  readonly ratio: number;
  /** Pixels outside the masks. */
  readonly compared: number;
  /** Different pixels by the area of the boxes: near 1 is a solid change, near 0 is scattered. */
  readonly density: number;
  readonly boxes: readonly ChangedBox[];
  /** False when it stopped after `stopAfter`: the counts are lower bounds then. */
  readonly complete: boolean;
  /** One mark per pixel; undefined when every byte was the same. */
  readonly marks: Uint8Array | undefined;
}

/** Rows judged between two looks at `stopAfter`. */
const stride = 32;

/** @throws RangeError when the sizes differ: callers tell that apart before */
export function comparePictures(
  expected: RawImage,
  actual: RawImage,
  options: CompareOptions = defaultCompareOptions,
): Comparison {
  const { width, height } = expected;
  if (width !== actual.width || height !== actual.height)
    throw new RangeError('pictures of two sizes cannot be compared');
  const total = width * height;
  const compared = total - maskedPixels(options.masks, width);
  const before = frameOf(expected);
  const after = frameOf(coverMasked(toRgba(actual), toRgba(expected), options.masks));
  const bands = differingRows(before, after);
  if (bands.length === 0) {
    return { ...noTally, ratio: 0, compared, density: 0, boxes: [], complete: true, marks: undefined };
  }
  const marks = new Uint8Array(total);
  const { tally, complete } = judgeBands(before, after, bands, options, marks);
  const boxes = changedBoxes(marks, width, height);
  return { ...tally, ratio: tally.counted / total, compared, density: densityOf(tally, boxes), boxes, complete, marks };
}

function judgeBands(
  before: Frame,
  after: Frame,
  bands: readonly Rows[],
  options: CompareOptions,
  marks: Uint8Array,
): { readonly tally: Tally; readonly complete: boolean } {
  const limits = limitsOf(options);
  let tally = noTally;
  for (const band of bands) {
    for (let from = band.from; from < band.to; from += stride) {
      if (options.stopAfter !== undefined && tally.counted > options.stopAfter) return { tally, complete: false };
      const rows = { from, to: Math.min(from + stride, band.to) };
      tally = addTallies(tally, judgeRows(before, after, rows, limits, marks));
    }
  }
  return { tally, complete: true };
}

function frameOf(image: RawImage): Frame {
  const rgba = toRgba(image);
  const numbers = words(rgba);
  return {
    width: image.width,
    height: image.height,
    words: numbers,
    bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  };
}

function differingRows(before: Frame, after: Frame): readonly Rows[] {
  const rowBytes = before.width * 4;
  const a = Buffer.from(before.bytes.buffer, before.bytes.byteOffset, before.bytes.byteLength);
  const b = Buffer.from(after.bytes.buffer, after.bytes.byteOffset, after.bytes.byteLength);
  if (a.equals(b)) return [];
  const bands: { from: number; to: number }[] = [];
  for (let y = 0; y < before.height; y++) {
    const start = y * rowBytes;
    if (a.compare(b, start, start + rowBytes, start, start + rowBytes) === 0) continue;
    const last = bands.at(-1);
    if (last?.to === y) last.to = y + 1;
    else bands.push({ from: y, to: y + 1 });
  }
  return bands;
}

function densityOf(tally: Tally, boxes: readonly ChangedBox[]): number {
  const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
  return area === 0 ? 0 : (tally.counted + tally.faint) / area;
}
