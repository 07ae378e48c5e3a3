/** Looks for a template in a screen as os-autoinst does: the place with the least sum of squared differences wins. */

/** Where the best place begins, from the upper left corner of the screen; -1 when there is none. */
export let foundX: i32 = -1;
export let foundY: i32 = -1;
/** Sum of the squared differences there. */
export let foundError: f64 = 0;

/** Numbers of a block in its table: column, row, columns, rows (i32), pixels, sum, spread (f64). */
const blockBytes: usize = 40;

// what is looked for, and in what: set by `seek` for the functions below

/** Upper left corner of the part of the screen that is looked at. */
let part: usize = 0;
let screenWidth: usize = 0;
let sumsAt: usize = 0;
let squaresAt: usize = 0;
let measureStride: usize = 0;
let templateAt: usize = 0;
let templateStride: usize = 0;
let blocksFrom: usize = 0;
let blocksTo: usize = 0;
let wholeAt: usize = 0;
let wholeSum: f32 = 0;
let wholeSpread: f32 = 0;
let wholeInverse: f32 = 0;
let wholeSlack: f32 = 0;
let takenFrom: usize = 0;
let takenTo: usize = 0;
let apartColumns: i32 = 0;
let apartRows: i32 = 0;
/** How many places there are in a row and in a column of the part. */
let placesX: i32 = 0;
let placesY: i32 = 0;

/**
 * For every corner in a part of the screen the sum of all pixels left of and above it, and the sum of their squares. Both are
 * `columns` + 1 wide and wrap around, which differences of four corners do not notice while a block has at most 65536 pixels.
 */
export function measure(screen: usize, width: i32, columns: i32, rows: i32, sums: usize, squares: usize): void {
  const stride = (<usize>(columns + 1)) << 2;
  memory.fill(sums, 0, stride);
  memory.fill(squares, 0, stride);
  for (let y = 0; y < rows; y++) {
    const line = screen + <usize>(y * width);
    const above = <usize>y * stride;
    store<u32>(sums + above + stride, 0);
    store<u32>(squares + above + stride, 0);
    measureRow(line, columns, sums + above + 4, squares + above + 4, stride);
  }
}

/** Four pixels at once; up to three numbers behind the row are written, which the next row overwrites. */
function measureRow(line: usize, columns: i32, sums: usize, squares: usize, stride: usize): void {
  let sum = i32x4.splat(0);
  let square = i32x4.splat(0);
  for (let x = 0; x < columns; x += 4) {
    const at = (<usize>x) << 2;
    const pixels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(line + x)));
    sum = i32x4.add(running(pixels), sum);
    square = i32x4.add(running(i32x4.mul(pixels, pixels)), square);
    v128.store(sums + stride + at, i32x4.add(sum, v128.load(sums + at)));
    v128.store(squares + stride + at, i32x4.add(square, v128.load(squares + at)));
    sum = v128.shuffle<u32>(sum, sum, 3, 3, 3, 3);
    square = v128.shuffle<u32>(square, square, 3, 3, 3, 3);
  }
}

/** Each of four with those before it. */
function running(four: v128): v128 {
  const none = i32x4.splat(0);
  const two = i32x4.add(four, v128.shuffle<u32>(none, four, 0, 4, 5, 6));
  return i32x4.add(two, v128.shuffle<u32>(none, two, 0, 1, 4, 5));
}

/** Whether the last `leastError` is all there is between the two. */
let isExact: bool = false;

/** How much a block of the template and what lies there at `x`, `y` differ at least, by their brightness and contrast. */
function leastError(block: usize, x: i32, y: i32): f64 {
  const right = (<usize>load<i32>(block, 8)) << 2;
  const down = <usize>load<i32>(block, 12) * measureStride;
  const at = ((<usize>(x + load<i32>(block))) << 2) + <usize>(y + load<i32>(block, 4)) * measureStride;
  const sum = blockSum(sumsAt + at, right, down);
  const square = blockSum(squaresAt + at, right, down);
  const pixels = load<f64>(block, 16);
  const spread = load<f64>(block, 32);
  const between = sum - load<f64>(block, 24);
  const inner = max<f64>(0, square - (sum * sum) / pixels);
  // where one of the two is of one colour the other's contrast is all there is between them
  isExact = spread === 0 || square * pixels === sum * sum;
  const contrast = sqrt<f64>(inner) - spread;
  return (between * between) / pixels + contrast * contrast;
}

function blockSum(at: usize, right: usize, down: usize): f64 {
  return <f64>(load<u32>(at) + load<u32>(at + right + down) - load<u32>(at + right) - load<u32>(at + down));
}

/**
 * A little less than `leastError` of the whole template at four places from `x` on, in single precision. A grey level's rounding
 * is far below what `wholeSlack` takes off: a quarter of a level of contrast. Where all four are above `bound` by their brightness
 * alone, that is all that is told.
 */
function leastErrors(x: i32, y: i32, bound: f32): v128 {
  const right = (<usize>load<i32>(wholeAt, 8)) << 2;
  const down = <usize>load<i32>(wholeAt, 12) * measureStride;
  const at = ((<usize>x) << 2) + <usize>y * measureStride;
  const sum = blockSums(sumsAt + at, right, down);
  const between = f32x4.sub(sum, f32x4.splat(wholeSum));
  const byMean = f32x4.mul(f32x4.mul(between, between), f32x4.splat(wholeInverse * <f32>0.999));
  if (!v128.any_true(f32x4.le(byMean, f32x4.splat(bound)))) return byMean;
  const none = f32x4.splat(0);
  const square = blockSums(squaresAt + at, right, down);
  const inner = f32x4.sub(square, f32x4.mul(f32x4.mul(sum, sum), f32x4.splat(wholeInverse)));
  const contrast = f32x4.abs(f32x4.sub(f32x4.sqrt(f32x4.max(none, inner)), f32x4.splat(wholeSpread)));
  const sure = f32x4.max(none, f32x4.sub(contrast, f32x4.splat(wholeSlack)));
  return f32x4.add(byMean, f32x4.mul(sure, sure));
}

function blockSums(at: usize, right: usize, down: usize): v128 {
  const sum = i32x4.sub(
    i32x4.add(v128.load(at), v128.load(at + right + down)),
    i32x4.add(v128.load(at + right), v128.load(at + down)),
  );
  return f32x4.convert_i32x4_u(sum);
}

/** 16 bytes of which the first `columns` are set, from here minus `columns`. */
const maskEnd: usize =
  memory.data<u8>([
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0,
  ]) + 16;

/** Sum of squared differences between a block of the template, of at most 16 columns, and what lies there. */
function blockError(block: usize, x: i32, y: i32): f64 {
  const column = load<i32>(block);
  const row = load<i32>(block, 4);
  const inside = v128.load(maskEnd - <usize>load<i32>(block, 8));
  let own = templateAt + <usize>row * templateStride + <usize>column;
  let there = part + <usize>(y + row) * screenWidth + <usize>(x + column);
  let total = i32x4.splat(0);
  for (let rows = load<i32>(block, 12); rows > 0; rows--) {
    const a = v128.and(v128.load(own), inside);
    const b = v128.and(v128.load(there), inside);
    const low = i16x8.sub(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
    const high = i16x8.sub(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
    total = i32x4.add(total, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)));
    own += templateStride;
    there += screenWidth;
  }
  return <f64>(
    (i32x4.extract_lane(total, 0) +
      i32x4.extract_lane(total, 1) +
      i32x4.extract_lane(total, 2) +
      i32x4.extract_lane(total, 3))
  );
}

/** The exact error at one place, or something above `limit` as soon as it is known to be. */
function errorAt(x: i32, y: i32, limit: f64): f64 {
  let error: f64 = 0;
  for (let block = blocksFrom; block < blocksTo; block += blockBytes) {
    const least = leastError(block, x, y);
    error += isExact || error + least > limit + 1 ? least : blockError(block, x, y);
    if (error > limit + 1) return error;
  }
  return nearest<f64>(error);
}

/**
 * The best place for a template in a part of the screen; of those that come after it and are within 10 of it the one nearest
 * to `fromX`, `fromY`. `homeX`, `homeY`: where the template comes from; it stays there when nothing is better, and at once when
 * it fits exactly; -1 when that is nowhere. All of them count from the part's corner.
 *
 * `sums`, `squares`: of `measure`, from the part's corner on; `stride`: bytes of one of their rows. `blocks`: the template cut
 * into blocks of at most 16 columns, the most telling first; `spread` is the root of the sum of squares around the mean.
 * `whole`: all of it as one such block, or 0. `taken`: pairs of places next to which none is looked for; `apartX`, `apartY`:
 * how near is next to. `limit`: places with more than that are none. `isTight`: that is so little that it needs no better one.
 */
export function seek(
  screen: usize,
  width: i32,
  left: i32,
  top: i32,
  columns: i32,
  rows: i32,
  sums: usize,
  squares: usize,
  stride: usize,
  template: usize,
  templateWidth: i32,
  templateHeight: i32,
  blocks: usize,
  blockCount: i32,
  whole: usize,
  taken: usize,
  takenCount: i32,
  apartX: i32,
  apartY: i32,
  fromX: i32,
  fromY: i32,
  homeX: i32,
  homeY: i32,
  limit: f64,
  isTight: bool,
): void {
  part = screen + <usize>(top * width + left);
  screenWidth = width;
  sumsAt = sums;
  squaresAt = squares;
  measureStride = stride;
  templateAt = template;
  templateStride = <usize>((templateWidth + 15) & ~15);
  blocksFrom = blocks;
  blocksTo = blocks + <usize>blockCount * blockBytes;
  wholeAt = whole;
  if (whole !== 0) {
    const pixels = <f32>load<f64>(whole, 16);
    wholeSum = <f32>load<f64>(whole, 24);
    wholeSpread = <f32>load<f64>(whole, 32);
    wholeInverse = <f32>1 / pixels;
    wholeSlack = <f32>0.25 * sqrt<f32>(pixels);
  }
  takenFrom = taken;
  takenTo = taken + ((<usize>takenCount) << 3);
  apartColumns = apartX;
  apartRows = apartY;
  placesX = columns - templateWidth + 1;
  placesY = rows - templateHeight + 1;
  foundX = -1;
  foundY = -1;
  foundError = 0;
  const most = isTight || whole === 0 ? limit : min(limit, likelyError(limit));
  const atHome = homeX < 0 ? f64.MAX_VALUE : errorAt(homeX, homeY, most + 10);
  if (atHome === 0) {
    foundX = homeX;
    foundY = homeY;
  } else {
    seekLeast(fromX, fromY, atHome, most);
  }
  if (foundX < 0) return;
  foundX += left;
  foundY += top;
}

let fromColumn: i32 = 0;
let fromRow: i32 = 0;
let mostError: f64 = 0;
let least: f64 = 0;
let leastDistance: i32 = 0;

/** Everywhere, row by row. No place above `most` + 10 can be the best one or as good. */
function seekLeast(fromX: i32, fromY: i32, atHome: f64, most: f64): void {
  fromColumn = fromX;
  fromRow = fromY;
  mostError = most;
  least = atHome;
  leastDistance = i32.MAX_VALUE;
  for (let y = 0; y < placesY; y++) {
    for (let x = 0; x < placesX; x += 4) {
      let four = wholeAt === 0 ? 15 : promising(x, y);
      for (; four !== 0; four &= four - 1) tryAt(x + ctz(four), y);
    }
  }
}

/** Which of four places may still be good enough: one bit each. */
function promising(x: i32, y: i32): i32 {
  const bound = <f32>min<f64>(min(mostError, least) + 11, <f64>f32.MAX_VALUE / 2) * <f32>1.001;
  return i32x4.bitmask(f32x4.le(leastErrors(x, y, bound), f32x4.splat(bound)));
}

function tryAt(x: i32, y: i32): void {
  if (x >= placesX || isTaken(x, y)) return;
  const bound = min(mostError, least) + 10;
  const error = errorAt(x, y, bound);
  if (error > bound) return;
  const distance = (x - fromColumn) * (x - fromColumn) + (y - fromRow) * (y - fromRow);
  if (error < least) least = error;
  else if (distance >= leastDistance) return;
  leastDistance = distance;
  foundX = x;
  foundY = y;
  foundError = error;
}

/** The error at the place whose brightness and contrast as a whole are nearest to the template's. */
function likelyError(limit: f64): f64 {
  let nearestError = f32.MAX_VALUE;
  let bestX = -1;
  let bestY = -1;
  for (let y = 0; y < placesY; y++) {
    for (let x = 0; x < placesX; x += 4) {
      const errors = leastErrors(x, y, nearestError);
      if (!v128.any_true(f32x4.lt(errors, f32x4.splat(nearestError)))) continue;
      for (let lane = 0; lane < min(4, placesX - x); lane++) {
        const error = laneOf(errors, lane);
        if (error >= nearestError || isTaken(x + lane, y)) continue;
        nearestError = error;
        bestX = x + lane;
        bestY = y;
      }
    }
  }
  return bestX < 0 ? limit : errorAt(bestX, bestY, limit);
}

function laneOf(four: v128, lane: i32): f32 {
  if (lane < 2) return lane === 0 ? f32x4.extract_lane(four, 0) : f32x4.extract_lane(four, 1);
  return lane === 2 ? f32x4.extract_lane(four, 2) : f32x4.extract_lane(four, 3);
}

function isTaken(x: i32, y: i32): bool {
  for (let at = takenFrom; at < takenTo; at += 8) {
    if (abs(x - load<i32>(at)) < apartColumns && abs(y - load<i32>(at, 4)) < apartRows) return true;
  }
  return false;
}
