/**
 * The judge of judge-js.ts for opaque pixels, four at a time, with the same verdicts to the last pixel.
 * AssemblyScript; `npm run build:kernel` compiles it to ../kernel.wasm.
 */
import {
  edgeLanes,
  isAntiAliased,
  lanesPlainActual,
  lanesPlainExpected,
  plainActual,
  plainExpected,
  plainsOfFour,
  surveyPlains,
} from './edge';
import { columns, setFrame } from './frame';

const same: u8 = 0;
const alike: u8 = 1;
const antiAliased: u8 = 2;
const faint: u8 = 3;
const counted: u8 = 4;

/** One byte per pixel of the strip. */
let plains: usize = 0;
let countedLimit: f64 = 0;
let faintLimit: f64 = 0;

/**
 * Judges rows `from` to `to` of two strips of `height` rows; the rows outside are there to be looked at as neighbours. The first and the
 * last row of the strip are borders of the picture, or are at least two rows away from those that are judged.
 */
export function judge(
  expected: usize,
  actual: usize,
  marks: usize,
  plainPixels: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  limitOfCounted: f64,
  limitOfFaint: f64,
): void {
  setFrame(width, height);
  plains = plainPixels;
  surveyPlains(expected, actual, plains, max(from - 1, 0), min(to + 1, height));
  countedLimit = limitOfCounted;
  faintLimit = limitOfFaint;
  memory.fill(marks + <usize>(from * width), same, <usize>((to - from) * width));
  for (let y = from; y < to; y++) {
    if (y > 0 && y < height - 1) judgeInnerRow(expected, actual, marks, y);
    else judgeSpan(expected, actual, marks, y, 0, width);
  }
}

function judgeInnerRow(expected: usize, actual: usize, marks: usize, y: i32): void {
  const width = columns;
  const row = <usize>(y * width);
  let x: i32 = 1;
  judgeSpan(expected, actual, marks, y, 0, min(1, width));
  for (; x + 5 <= width; x += 4) {
    const at = (row + <usize>x) << 2;
    const a = v128.load(expected + at);
    const b = v128.load(actual + at);
    if (v128.any_true(v128.xor(a, b))) {
      store<u32>(marks + row + <usize>x, judgeFour(expected, actual, x, y, a, b));
    }
  }
  judgeSpan(expected, actual, marks, y, x, width);
}

/** Pixels near a border, one by one. */
function judgeSpan(expected: usize, actual: usize, marks: usize, y: i32, from: i32, to: i32): void {
  for (let x = from; x < to; x++) {
    const pixel = <usize>(y * columns + x);
    const a = load<u32>(expected + (pixel << 2));
    const b = load<u32>(actual + (pixel << 2));
    if (a !== b) store<u8>(marks + pixel, judgeOne(expected, actual, x, y, colourDelta(a, b)));
  }
}

function judgeOne(expected: usize, actual: usize, x: i32, y: i32, delta: f64): u8 {
  if (delta <= faintLimit) return alike;
  const smoothed =
    isAntiAliased(expected, plains, x, y, plainExpected) || isAntiAliased(actual, plains, x, y, plainActual);
  if (delta > countedLimit) return smoothed ? antiAliased : counted;
  return smoothed ? alike : faint;
}

/** Four pixels that have all their neighbours, as four marks. */
function judgeFour(expected: usize, actual: usize, x: i32, y: i32, a: v128, b: v128): u32 {
  const different = i32x4.ne(a, b);
  const byte = i32x4.splat(0xff);
  const dr = i32x4.sub(v128.and(a, byte), v128.and(b, byte));
  const dg = i32x4.sub(v128.and(i32x4.shr_u(a, 8), byte), v128.and(i32x4.shr_u(b, 8), byte));
  const db = i32x4.sub(v128.and(i32x4.shr_u(a, 16), byte), v128.and(i32x4.shr_u(b, 16), byte));
  const delta = roughDeltas(f32x4.convert_i32x4_s(dr), f32x4.convert_i32x4_s(dg), f32x4.convert_i32x4_s(db));
  let strong = f32x4.gt(delta, f32x4.splat(<f32>countedLimit));
  let visible = f32x4.gt(delta, f32x4.splat(<f32>faintLimit));
  if (v128.any_true(v128.or(isClose(delta, countedLimit), isClose(delta, faintLimit)))) {
    strong = exactlyAbove(dr, dg, db, countedLimit);
    visible = exactlyAbove(dr, dg, db, faintLimit);
  }
  visible = v128.and(visible, different);
  if (!v128.any_true(visible)) return packed(v128.and(different, i32x4.splat(alike)));
  // what is plain in both pictures is no smoothing; only the rest is looked at closely
  const plain = plainsOfFour(plains, <usize>(y * columns + x));
  let smoothed = i32x4.splat(0);
  const openA = v128.andnot(visible, lanesPlainExpected(plain));
  if (v128.any_true(openA)) smoothed = edgeLanes(expected, plains, x, y, a, openA);
  const openB = v128.andnot(v128.andnot(visible, lanesPlainActual(plain)), smoothed);
  if (v128.any_true(openB)) smoothed = v128.or(smoothed, edgeLanes(actual, plains, x, y, b, openB));
  const firm = v128.bitselect(i32x4.splat(counted), i32x4.splat(faint), strong);
  const smooth = v128.bitselect(i32x4.splat(antiAliased), i32x4.splat(alike), strong);
  const seen = v128.bitselect(v128.bitselect(smooth, firm, smoothed), i32x4.splat(alike), visible);
  return packed(v128.and(seen, different));
}

function packed(marks: v128): u32 {
  const narrow = i16x8.narrow_i32x4_u(marks, marks);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0);
}

/** Seven digits: enough unless the result lies near a limit. */
function roughDeltas(dr: v128, dg: v128, db: v128): v128 {
  const y = f32x4.add(
    f32x4.add(f32x4.mul(dr, f32x4.splat(0.29889531)), f32x4.mul(dg, f32x4.splat(0.58662247))),
    f32x4.mul(db, f32x4.splat(0.11448223)),
  );
  const i = f32x4.sub(
    f32x4.sub(f32x4.mul(dr, f32x4.splat(0.59597799)), f32x4.mul(dg, f32x4.splat(0.2741761))),
    f32x4.mul(db, f32x4.splat(0.32180189)),
  );
  const q = f32x4.add(
    f32x4.sub(f32x4.mul(dr, f32x4.splat(0.21147017)), f32x4.mul(dg, f32x4.splat(0.52261711))),
    f32x4.mul(db, f32x4.splat(0.31114694)),
  );
  return f32x4.add(
    f32x4.add(f32x4.mul(f32x4.splat(0.5053), f32x4.mul(y, y)), f32x4.mul(f32x4.splat(0.299), f32x4.mul(i, i))),
    f32x4.mul(f32x4.splat(0.1957), f32x4.mul(q, q)),
  );
}

/** The rough sums are off by less than 0.05 of at most 35215: terms of at most 255 with 24 bits each. */
function isClose(delta: v128, limit: f64): v128 {
  return f32x4.le(f32x4.abs(f32x4.sub(delta, f32x4.splat(<f32>limit))), f32x4.splat(0.05));
}

function exactlyAbove(dr: v128, dg: v128, db: v128, limit: f64): v128 {
  const border = f64x2.splat(limit);
  const low = f64x2.gt(exactDeltas(dr, dg, db), border);
  const high = f64x2.gt(exactDeltas(upper(dr), upper(dg), upper(db)), border);
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

function upper(lanes: v128): v128 {
  return v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3);
}

/** The order of the operations is pixelmatch's: sums of floating point numbers depend on it. */
function exactDeltas(reds: v128, greens: v128, blues: v128): v128 {
  const dr = f64x2.convert_low_i32x4_s(reds);
  const dg = f64x2.convert_low_i32x4_s(greens);
  const db = f64x2.convert_low_i32x4_s(blues);
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
