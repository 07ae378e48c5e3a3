/** Compares two pictures of one size: equal memory first, then only the rows that differ are judged. */
import type { Rect, Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type ChangedBox, changedBoxes } from './changed-boxes.ts';
import { differingRows } from './differing-rows.ts';
import { judgeInJs } from './judge-js.ts';
import { judgeInWasm } from './judge-wasm.ts';
import { kernel } from './kernel.ts';
import { addTallies, type MarkedRows, noTally, type Tally } from './mark.ts';
import { maskedPixels } from './mask.ts';
import { cut, inOneLayout } from './pixels.ts';
import { type Judge, stripsOf } from './strip.ts';
import { defaultThresholds, limitsOf, type Thresholds } from './thresholds.ts';

export interface CompareOptions extends Thresholds {
  /** Areas where the actual picture is taken to look like the expected one. Whole pixels inside the picture. */
  readonly masks: readonly Rect[];
  /** Stop judging once more pixels are counted: enough for a verdict, not for a picture. Undefined judges all. */
  readonly stopAfter?: number;
}

export const defaultCompareOptions: CompareOptions = { ...defaultThresholds, masks: [] };

export interface Comparison extends Tally {
  /** `counted` by all pixels of the picture. */
  readonly ratio: number;
  /** Pixels outside the masks. */
  readonly compared: number;
  /** Different pixels by the area of the boxes: near 1 is a solid change, near 0 is scattered. */
  readonly density: number;
  readonly boxes: readonly ChangedBox[];
  /** False when it stopped after `stopAfter`: the counts are lower bounds then. */
  readonly complete: boolean;
  /** Rows with at least one different byte; empty when there is none. */
  readonly bands: readonly MarkedRows[];
}

const judgeFast: Judge = (strip, limits) => (kernel === undefined ? undefined : judgeInWasm(kernel, strip, limits));

/**
 * Beyond the pictures it takes a copy of one of them when their layouts differ, and one byte per pixel of the rows that differ.
 * @throws RangeError when the sizes differ: callers tell that apart before
 */
export function comparePictures(
  expected: RawImage,
  actual: RawImage,
  options: CompareOptions = defaultCompareOptions,
  judge: Judge = judgeFast,
): Comparison {
  const { width, height } = expected;
  if (width !== actual.width || height !== actual.height) {
    throw new RangeError('pictures of two sizes cannot be compared');
  }
  const limits = limitsOf(options);
  const [before, after] = inOneLayout(expected, actual);
  const bands: MarkedRows[] = [];
  let tally = noTally;
  let complete = true;
  for (const strip of stripsOf(before, after, differingRows(before, after), options.masks)) {
    if (options.stopAfter !== undefined && tally.counted > options.stopAfter) {
      complete = false;
      break;
    }
    const judged = judge(strip, limits) ?? judgeInJs(strip, limits);
    tally = addTallies(tally, judged.tally);
    if (hasDifference(judged.tally)) bands.push(judged.marked);
  }
  const same = sameEverywhere(expected, options.masks);
  if (bands.length === 0) return same;
  const boxes = changedBoxes(bands, width);
  const ratio = tally.counted / (width * height);
  return { ...same, ...tally, ratio, density: densityOf(tally, boxes), boxes, complete, bands };
}

/** Of two pictures of two sizes: the part from the top left corner that both have. */
export function compareCommonPart(expected: RawImage, actual: RawImage, options: CompareOptions): Comparison {
  const common = { width: Math.min(expected.width, actual.width), height: Math.min(expected.height, actual.height) };
  return comparePictures(cut(expected, common), cut(actual, common), options);
}

/** What a comparison of two equal pictures finds. */
export function sameEverywhere({ width, height }: Size, masks: readonly Rect[]): Comparison {
  const compared = width * height - maskedPixels(masks, width);
  return { ...noTally, ratio: 0, compared, density: 0, boxes: [], complete: true, bands: [] };
}

/** Under masks rows differ in which no pixel is judged. */
function hasDifference({ counted, faint, antiAliased, alike }: Tally): boolean {
  return counted + faint + antiAliased + alike > 0;
}

function densityOf(tally: Tally, boxes: readonly ChangedBox[]): number {
  const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
  return area === 0 ? 0 : (tally.counted + tally.faint) / area;
}
