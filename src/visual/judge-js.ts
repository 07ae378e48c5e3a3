/**
 * Judges pixels as pixelmatch 7 does, to the last one, translucent ones included: the fallback of the WASM kernel and its second opinion.
 * Only differing pixels are looked at; their neighbours are read from the whole picture, so edges of a region need no care.
 */
import type { RawImage } from '../contracts/image.ts';
import { mark } from './mark.ts';
import { toRgba, words } from './pixels.ts';
import type { JudgedStrip, Strip } from './strip.ts';
import type { Limits } from './thresholds.ts';
import { tilesOf } from './tiles.ts';

/** An `rgba` picture as bytes and as one number per pixel; both views of the same memory. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Bytes of the picture before this strip: the checkerboard under translucent pixels depends on the place. */
  readonly origin: number;
}

export function judgeInJs(strip: Strip, limits: Limits): JudgedStrip {
  const { width } = strip.expected;
  const { rows, top } = strip;
  const expected = frameOf(strip.expected, top);
  const actual = frameOf(strip.actual, top);
  const marks = new Uint8Array((rows.to - rows.from) * width);
  const counts = new Uint32Array(5);
  const first = rows.from * width;
  for (let n = 0; n < marks.length; n++) {
    const i = first + n;
    if (expected.words[i] === actual.words[i]) continue;
    const judged = judgePixel(expected, actual, i, limits);
    marks[n] = judged;
    counts[judged] = (counts[judged] ?? 0) + 1;
  }
  const [, alike = 0, antiAliased = 0, faint = 0, counted = 0] = counts;
  const from = top + rows.from;
  const marked = { from, to: top + rows.to, marks, tiles: tilesOf(marks, width, from) };
  return { tally: { counted, faint, antiAliased, alike }, marked };
}

function frameOf(strip: RawImage, top: number): Frame {
  const numbers = words(toRgba(strip));
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return { width: strip.width, height: strip.height, words: numbers, bytes, origin: top * strip.width * 4 };
}

function judgePixel(expected: Frame, actual: Frame, i: number, limits: Limits): number {
  const delta = colorDelta(expected, actual, i * 4);
  if (delta <= limits.faint) return mark.alike;
  const smoothed = isAntiAliased(expected, actual, i) || isAntiAliased(actual, expected, i);
  if (delta > limits.counted) return smoothed ? mark.antiAliased : mark.counted;
  return smoothed ? mark.alike : mark.faint;
}

/** Red, green and blue of `a` minus those of `b`, translucent colours laid over pixelmatch's checkerboard; `at` is its place. */
function channelDelta(a: Uint8Array, i: number, b: Uint8Array, j: number, at: number, channel: 0 | 1 | 2): number {
  const first = a[i + channel] ?? 0;
  const second = b[j + channel] ?? 0;
  const alphaA = a[i + 3] ?? 0;
  const alphaB = b[j + 3] ?? 0;
  if (alphaA === 255 && alphaB === 255) return first - second;
  return (first * alphaA - second * alphaB - checkerboard(at, channel) * (alphaA - alphaB)) / 255;
}

/** The divisors are the golden ratio and its square: the board differs in each channel and repeats nowhere. */
function checkerboard(at: number, channel: 0 | 1 | 2): number {
  if (channel === 0) return 48;
  const divisor = channel === 1 ? 1.618033988749895 : 2.618033988749895;
  return 48 + 159 * (((at / divisor) | 0) % 2);
}

function colorDelta({ bytes: expected, origin }: Frame, { bytes: actual }: Frame, at: number): number {
  const dr = channelDelta(expected, at, actual, at, origin + at, 0);
  const dg = channelDelta(expected, at, actual, at, origin + at, 1);
  const db = channelDelta(expected, at, actual, at, origin + at, 2);
  const y = dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223;
  const i = dr * 0.59597799 - dg * 0.2741761 - db * 0.32180189;
  const q = dr * 0.21147017 - dg * 0.52261711 + db * 0.31114694;
  return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

/** How much brighter the pixel at `from` is than its neighbour at `to`; both are byte offsets. */
function brightnessDelta({ bytes, origin }: Frame, from: number, to: number): number {
  const dr = channelDelta(bytes, from, bytes, to, origin + from, 0);
  const dg = channelDelta(bytes, from, bytes, to, origin + from, 1);
  const db = channelDelta(bytes, from, bytes, to, origin + from, 2);
  return dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223;
}

/** The neighbours of the pixel in question, column by column as pixelmatch goes: the first of equals is the darkest or brightest. */
const around = new Int32Array(8);

/** Fills `around` and returns how many neighbours there are: 8, fewer at the border. */
function lookAround({ width, height }: Frame, index: number): number {
  const x = index % width;
  const y = (index - x) / width;
  let count = 0;
  for (let nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, width - 1); nx++) {
    for (let ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
      if (nx !== x || ny !== y) around[count++] = ny * width + nx;
    }
  }
  return count;
}

/** How many neighbours have the pixel's very colour, at most 3; the border of the picture stands for one. */
function equalAround({ words }: Frame, index: number, count: number): number {
  let equal = count < 8 ? 1 : 0;
  for (let n = 0; n < count && equal < 3; n++) if (words[around[n] ?? 0] === words[index]) equal++;
  return equal;
}

/**
 * Vyšniauskas 2009, as in pixelmatch: the pixel has a darker and a brighter neighbour and few equal ones, and its darkest or its
 * brightest neighbour belongs to a plain area in both pictures.
 */
function isAntiAliased(frame: Frame, other: Frame, index: number): boolean {
  const count = lookAround(frame, index);
  // translucent colours may be equally bright without being equal, so the pixels below are counted once more by brightness
  if (equalAround(frame, index, count) > 2) return false;
  let equal = count < 8 ? 1 : 0;
  let darkest = 0;
  let brightest = 0;
  let darkestAt = -1;
  let brightestAt = -1;
  for (let n = 0; n < count; n++) {
    const neighbour = around[n] ?? 0;
    const delta = brightnessDelta(frame, index * 4, neighbour * 4);
    if (delta === 0) equal++;
    else if (delta < darkest) {
      darkest = delta;
      darkestAt = neighbour;
    } else if (delta > brightest) {
      brightest = delta;
      brightestAt = neighbour;
    }
  }
  if (equal > 2 || darkestAt === -1 || brightestAt === -1) return false;
  return isPlainIn(frame, other, darkestAt) || isPlainIn(frame, other, brightestAt);
}

function isPlainIn(frame: Frame, other: Frame, index: number): boolean {
  const count = lookAround(frame, index);
  return equalAround(frame, index, count) > 2 && equalAround(other, index, count) > 2;
}
