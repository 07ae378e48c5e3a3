/**
 * The judge of judge-js.ts for opaque pixels, four at a time: the same arithmetic in the same order, so the same verdicts to the last pixel.
 * AssemblyScript; `npm run build:kernel` compiles it to ../kernel.wasm.
 *
 * Two facts carry it, both proven by tests over all colour differences: two opaque colours that differ never have the same brightness,
 * and brightness as a whole number orders colours exactly as the floating point sums do.
 */

const same: u8 = 0;
const alike: u8 = 1;
const antiAliased: u8 = 2;
const faint: u8 = 3;
const counted: u8 = 4;

/** What the last call of `judge` counted. */
export let countedPixels: i32 = 0;
export let faintPixels: i32 = 0;
export let antiAliasedPixels: i32 = 0;
export let alikePixels: i32 = 0;

/** Address of the first row, shared by all that look at neighbours. */
let width: i32 = 0;
let height: i32 = 0;

/**
 * Judges rows `from` to `to` of two strips of `rows` rows; the rows outside are there to be looked at as neighbours. The first and the last row of
 * the strip are borders of the picture, or are at least two rows away from those that are judged.
 */
export function judge(
  expected: usize,
  actual: usize,
  marks: usize,
  columns: i32,
  rows: i32,
  from: i32,
  to: i32,
  countedLimit: f64,
  faintLimit: f64,
): void {
  width = columns;
  height = rows;
  countedPixels = 0;
  faintPixels = 0;
  antiAliasedPixels = 0;
  alikePixels = 0;
  memory.fill(marks + <usize>(from * width), same, <usize>((to - from) * width));
  for (let y = from; y < to; y++) judgeRow(expected, actual, marks, y, countedLimit, faintLimit);
}

function judgeRow(expected: usize, actual: usize, marks: usize, y: i32, countedLimit: f64, faintLimit: f64): void {
  const row = <usize>(y * width);
  const inner = y > 0 && y < height - 1;
  let x: i32 = 0;
  if (inner) {
    x = judgeSpan(expected, actual, marks, y, 0, min(1, width), countedLimit, faintLimit);
    for (; x + 5 <= width; x += 4) {
      const at = (row + <usize>x) << 2;
      const a = v128.load(expected + at);
      const b = v128.load(actual + at);
      if (v128.any_true(v128.xor(a, b))) judgeFour(expected, actual, marks, x, y, a, b, countedLimit, faintLimit);
    }
  }
  judgeSpan(expected, actual, marks, y, x, width, countedLimit, faintLimit);
}

/** Pixels near a border, one by one. */
function judgeSpan(
  expected: usize,
  actual: usize,
  marks: usize,
  y: i32,
  from: i32,
  to: i32,
  countedLimit: f64,
  faintLimit: f64,
): i32 {
  for (let x = from; x < to; x++) {
    const pixel = <usize>(y * width + x);
    const a = load<u32>(expected + (pixel << 2));
    const b = load<u32>(actual + (pixel << 2));
    if (a === b) continue;
    const delta = colourDelta(a, b);
    if (delta <= faintLimit) {
      markAlike(marks + pixel);
      continue;
    }
    const smoothed = isAntiAliased(expected, actual, x, y) || isAntiAliased(actual, expected, x, y);
    markPixel(marks + pixel, delta > countedLimit, smoothed);
  }
  return to;
}

/** Four pixels that have all their neighbours; at least one of them differs. */
function judgeFour(
  expected: usize,
  actual: usize,
  marks: usize,
  x: i32,
  y: i32,
  a: v128,
  b: v128,
  countedLimit: f64,
  faintLimit: f64,
): void {
  const byte = i32x4.splat(0xff);
  const dr = i32x4.sub(v128.and(a, byte), v128.and(b, byte));
  const dg = i32x4.sub(v128.and(i32x4.shr_u(a, 8), byte), v128.and(i32x4.shr_u(b, 8), byte));
  const db = i32x4.sub(v128.and(i32x4.shr_u(a, 16), byte), v128.and(i32x4.shr_u(b, 16), byte));
  const low = colourDeltas(f64x2.convert_low_i32x4_s(dr), f64x2.convert_low_i32x4_s(dg), f64x2.convert_low_i32x4_s(db));
  const high = colourDeltas(
    f64x2.convert_low_i32x4_s(upper(dr)),
    f64x2.convert_low_i32x4_s(upper(dg)),
    f64x2.convert_low_i32x4_s(upper(db)),
  );
  const different = i32x4.bitmask(i32x4.ne(a, b));
  const visible = above(low, high, faintLimit);
  const strong = above(low, high, countedLimit);
  const plainA = plainLanes(expected, x, y, a);
  const plainB = plainLanes(actual, x, y, b);
  const pixel = <usize>(y * width + x);
  for (let lane = 0; lane < 4; lane++) {
    const bit = 1 << lane;
    if (!(different & bit)) continue;
    const target = marks + pixel + <usize>lane;
    if (!(visible & bit)) {
      markAlike(target);
      continue;
    }
    const smoothed =
      (!(plainA & bit) && hasEdgeAround(expected, actual, x + lane, y)) ||
      (!(plainB & bit) && hasEdgeAround(actual, expected, x + lane, y));
    markPixel(target, (strong & bit) !== 0, smoothed);
  }
}

function markPixel(target: usize, strong: bool, smoothed: bool): void {
  if (smoothed && !strong) {
    markAlike(target);
  } else if (smoothed) {
    store<u8>(target, antiAliased);
    antiAliasedPixels++;
  } else {
    store<u8>(target, strong ? counted : faint);
    if (strong) countedPixels++;
    else faintPixels++;
  }
}

function markAlike(target: usize): void {
  store<u8>(target, alike);
  alikePixels++;
}

function upper(lanes: v128): v128 {
  return v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3);
}

function above(low: v128, high: v128, limit: f64): i32 {
  const border = f64x2.splat(limit);
  return i64x2.bitmask(f64x2.gt(low, border)) | (i64x2.bitmask(f64x2.gt(high, border)) << 2);
}

/** The order of the operations is that of the scalar one: floating point sums depend on it. */
function colourDeltas(dr: v128, dg: v128, db: v128): v128 {
  const y = f64x2.add(
    f64x2.add(f64x2.mul(dr, f64x2.splat(0.29889531)), f64x2.mul(dg, f64x2.splat(0.58662247))),
    f64x2.mul(db, f64x2.splat(0.11448223)),
  );
  const i = f64x2.sub(
    f64x2.sub(f64x2.mul(dr, f64x2.splat(0.59597799)), f64x2.mul(dg, f64x2.splat(0.2741761))),
    f64x2.mul(db, f64x2.splat(0.32180189)),
  );
  const q = f64x2.add(
    f64x2.sub(f64x2.mul(dr, f64x2.splat(0.21147017)), f64x2.mul(dg, f64x2.splat(0.52261711))),
    f64x2.mul(db, f64x2.splat(0.31114694)),
  );
  return f64x2.add(
    f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(0.5053), y), y), f64x2.mul(f64x2.mul(f64x2.splat(0.299), i), i)),
    f64x2.mul(f64x2.mul(f64x2.splat(0.1957), q), q),
  );
}

function colourDelta(a: u32, b: u32): f64 {
  const dr = <f64>(<i32>(a & 0xff) - <i32>(b & 0xff));
  const dg = <f64>(<i32>((a >> 8) & 0xff) - <i32>((b >> 8) & 0xff));
  const db = <f64>(<i32>((a >> 16) & 0xff) - <i32>((b >> 16) & 0xff));
  const y = dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223;
  const i = dr * 0.59597799 - dg * 0.2741761 - db * 0.32180189;
  const q = dr * 0.21147017 - dg * 0.52261711 + db * 0.31114694;
  return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
}

/** Bits of the lanes with more than two neighbours of their very colour: those are no smoothing. */
function plainLanes(frame: usize, x: i32, y: i32, here: v128): i32 {
  const stride = <usize>(width << 2);
  const at = frame + <usize>((y * width + x) << 2);
  let equal = i32x4.splat(0);
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - stride - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - stride)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - stride + 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + stride - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + stride)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + stride + 4)));
  return i32x4.bitmask(i32x4.gt_s(equal, i32x4.splat(2)));
}

function isAntiAliased(frame: usize, other: usize, x: i32, y: i32): bool {
  return !hasManySiblings(frame, x, y) && hasEdgeAround(frame, other, x, y);
}

/** A darker and a brighter neighbour, one of the extremes in a plain area of both pictures. The first of equals is taken. */
function hasEdgeAround(frame: usize, other: usize, x: i32, y: i32): bool {
  const here = brightness(load<u32>(frame + <usize>((y * width + x) << 2)));
  let darkest: i64 = here;
  let brightest: i64 = here;
  let darkestAt: i32 = -1;
  let brightestAt: i32 = -1;
  const right = min(x + 1, width - 1);
  const bottom = min(y + 1, height - 1);
  for (let nx = max(x - 1, 0); nx <= right; nx++) {
    for (let ny = max(y - 1, 0); ny <= bottom; ny++) {
      const neighbour = ny * width + nx;
      const there = brightness(load<u32>(frame + <usize>(neighbour << 2)));
      if (there < darkest) {
        darkest = there;
        darkestAt = neighbour;
      } else if (there > brightest) {
        brightest = there;
        brightestAt = neighbour;
      }
    }
  }
  if (darkestAt < 0 || brightestAt < 0) return false;
  return isPlainIn(frame, other, darkestAt) || isPlainIn(frame, other, brightestAt);
}

/** A whole number, 10^8 times the brightness. */
function brightness(pixel: u32): i64 {
  return (
    <i64>(pixel & 0xff) * 29889531 + <i64>((pixel >> 8) & 0xff) * 58662247 + <i64>((pixel >> 16) & 0xff) * 11448223
  );
}

function isPlainIn(frame: usize, other: usize, pixel: i32): bool {
  const x = pixel % width;
  const y = pixel / width;
  return hasManySiblings(frame, x, y) && hasManySiblings(other, x, y);
}

function hasManySiblings(frame: usize, x: i32, y: i32): bool {
  const here = load<u32>(frame + <usize>((y * width + x) << 2));
  const left = max(x - 1, 0);
  const right = min(x + 1, width - 1);
  const top = max(y - 1, 0);
  const bottom = min(y + 1, height - 1);
  // the pixel itself is among those looked at, so the border's one is made up for and the limit is one higher
  let equal = left === x || right === x || top === y || bottom === y ? 1 : 0;
  for (let ny = top; ny <= bottom; ny++) {
    for (let nx = left; nx <= right; nx++) {
      if (load<u32>(frame + <usize>((ny * width + nx) << 2)) === here) equal++;
    }
  }
  return equal > 3;
}

/**
 * For each row of marks and each 16 of them one word with the bits of those that are at least faint. Marks behind the end are read,
 * and their bits dropped.
 */
export function differingBits(marks: usize, columns: i32, rows: i32, words: usize): void {
  const limit = i8x16.splat(faint);
  let word = words;
  for (let y = 0; y < rows; y++) {
    const row = marks + <usize>(y * columns);
    for (let x = 0; x < columns; x += 16, word += 2) {
      let bits = i8x16.bitmask(i8x16.ge_u(v128.load(row + <usize>x), limit));
      if (x + 16 > columns) bits &= (1 << (columns - x)) - 1;
      store<u16>(word, <u16>bits);
    }
  }
}
