/**
 * Tells smoothing of an edge, as pixelmatch does (Vyšniauskas 2009): a pixel with a darker and a brighter neighbour, one of the two
 * extremes in a plain area of both pictures.
 *
 * Two facts carry it, both proven over all differences of colours by a test: two opaque colours that differ never have the same
 * brightness, and the small whole weights below order all colours as pixelmatch's own do.
 */
import { columns, lines, stride } from './frame';

const redWeight: i32 = 2517147;
const greenWeight: i32 = 4940241;
const blueWeight: i32 = 964112;

/** Bits of a byte per pixel: more than two neighbours have its very colour, which no smoothing has. */
export const plainExpected: u8 = 1;
export const plainActual: u8 = 2;
const plainBoth: u8 = 3;

/** Writes for the rows `from` to `to` what is plain in which picture. */
export function surveyPlains(expected: usize, actual: usize, plains: usize, from: i32, to: i32): void {
  for (let y = from; y < to; y++) {
    let x: i32 = 0;
    if (y > 0 && y < lines - 1) {
      surveySpan(expected, actual, plains, y, 0, min(1, columns));
      for (x = 1; x + 5 <= columns; x += 4) {
        const pixel = <usize>(y * columns + x);
        const inExpected = v128.and(plainLanes(expected + (pixel << 2)), i32x4.splat(plainExpected));
        const inActual = v128.and(plainLanes(actual + (pixel << 2)), i32x4.splat(plainActual));
        const lanes = v128.or(inExpected, inActual);
        const narrow = i16x8.narrow_i32x4_u(lanes, lanes);
        store<u32>(plains + pixel, <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0));
      }
    }
    surveySpan(expected, actual, plains, y, x, columns);
  }
}

/** Pixels near a border, one by one. */
function surveySpan(expected: usize, actual: usize, plains: usize, y: i32, from: i32, to: i32): void {
  for (let x = from; x < to; x++) {
    const inExpected = hasManySiblings(expected, x, y) ? plainExpected : 0;
    const inActual = hasManySiblings(actual, x, y) ? plainActual : 0;
    store<u8>(plains + <usize>(y * columns + x), inExpected | inActual);
  }
}

/** `at` has all its neighbours. */
function plainLanes(at: usize): v128 {
  const row = stride();
  const here = v128.load(at);
  let equal = i32x4.splat(0);
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - row - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - row)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - row + 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + row - 4)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + row)));
  equal = i32x4.sub(equal, i32x4.eq(here, v128.load(at + row + 4)));
  return i32x4.gt_s(equal, i32x4.splat(2));
}

/** More than two neighbours of its very colour; the border of the picture stands for one. */
function hasManySiblings(frame: usize, x: i32, y: i32): bool {
  const here = load<u32>(frame + ((<usize>(y * columns + x)) << 2));
  let equal = x === 0 || y === 0 || x >= columns - 1 || y >= lines - 1 ? 1 : 0;
  for (let ny = max(y - 1, 0); ny <= min(y + 1, lines - 1); ny++) {
    for (let nx = max(x - 1, 0); nx <= min(x + 1, columns - 1); nx++) {
      if (nx === x && ny === y) continue;
      if (load<u32>(frame + ((<usize>(ny * columns + nx)) << 2)) === here) equal++;
    }
  }
  return equal > 2;
}

/** What `surveyPlains` wrote of four pixels, as lanes. */
export function plainsOfFour(plains: usize, pixel: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(plains + pixel)));
}

export function lanesPlainExpected(lanes: v128): v128 {
  return i32x4.ne(v128.and(lanes, i32x4.splat(plainExpected)), i32x4.splat(0));
}

export function lanesPlainActual(lanes: v128): v128 {
  return i32x4.ne(v128.and(lanes, i32x4.splat(plainActual)), i32x4.splat(0));
}

/** Of the open ones among the four pixels from x,y on those that are smoothing. */
export function edgeLanes(frame: usize, plains: usize, x: i32, y: i32, here: v128, open: v128): v128 {
  const row = stride();
  const at = frame + ((<usize>(y * columns + x)) << 2);
  const own = brightness(here);
  // column by column as pixelmatch goes
  const n0 = brightness(v128.load(at - row - 4));
  const n1 = brightness(v128.load(at - 4));
  const n2 = brightness(v128.load(at + row - 4));
  const n3 = brightness(v128.load(at - row));
  const n5 = brightness(v128.load(at + row));
  const n6 = brightness(v128.load(at - row + 4));
  const n7 = brightness(v128.load(at + 4));
  const n8 = brightness(v128.load(at + row + 4));
  const darkest = least(least(least(n0, n1), least(n2, n3)), least(least(n5, n6), least(n7, n8)));
  const brightest = most(most(most(n0, n1), most(n2, n3)), most(most(n5, n6), most(n7, n8)));
  const both = v128.and(i32x4.lt_s(darkest, own), i32x4.gt_s(brightest, own));
  const candidates = i32x4.bitmask(v128.and(both, open));
  if (candidates === 0) return i32x4.splat(0);
  const darkestAt = firstOf(darkest, n0, n1, n2, n3, n5, n6, n7);
  const brightestAt = firstOf(brightest, n0, n1, n2, n3, n5, n6, n7);
  const pixel = plains + <usize>(y * columns + x);
  return i32x4(
    isEdge(pixel, candidates & 1, i32x4.extract_lane(darkestAt, 0), i32x4.extract_lane(brightestAt, 0)),
    isEdge(pixel + 1, candidates & 2, i32x4.extract_lane(darkestAt, 1), i32x4.extract_lane(brightestAt, 1)),
    isEdge(pixel + 2, candidates & 4, i32x4.extract_lane(darkestAt, 2), i32x4.extract_lane(brightestAt, 2)),
    isEdge(pixel + 3, candidates & 8, i32x4.extract_lane(darkestAt, 3), i32x4.extract_lane(brightestAt, 3)),
  );
}

function least(a: v128, b: v128): v128 {
  return i32x4.min_s(a, b);
}

function most(a: v128, b: v128): v128 {
  return i32x4.max_s(a, b);
}

/** The place of the first neighbour with this brightness; places number them column by column, the pixel itself is 4. */
function firstOf(extreme: v128, n0: v128, n1: v128, n2: v128, n3: v128, n5: v128, n6: v128, n7: v128): v128 {
  let at = orElse(extreme, n7, 7, i32x4.splat(8));
  at = orElse(extreme, n6, 6, at);
  at = orElse(extreme, n5, 5, at);
  at = orElse(extreme, n3, 3, at);
  at = orElse(extreme, n2, 2, at);
  at = orElse(extreme, n1, 1, at);
  return orElse(extreme, n0, 0, at);
}

function orElse(extreme: v128, there: v128, place: i32, at: v128): v128 {
  return v128.bitselect(i32x4.splat(place), at, i32x4.eq(there, extreme));
}

/** All bits when the pixel is a candidate and its darkest or brightest neighbour is plain in both pictures. */
function isEdge(pixel: usize, candidate: i32, dark: i32, bright: i32): i32 {
  if (candidate === 0) return 0;
  return isPlainInBoth(pixel, dark) || isPlainInBoth(pixel, bright) ? -1 : 0;
}

/** `pixel` is its place in what `surveyPlains` wrote. */
function isPlainInBoth(pixel: usize, place: i32): bool {
  return load<u8>(pixel + (place / 3 - 1) + ((place % 3) - 1) * columns) === plainBoth;
}

/** One pixel anywhere, borders included. */
export function isAntiAliased(frame: usize, plains: usize, x: i32, y: i32, plain: u8): bool {
  const pixel = plains + <usize>(y * columns + x);
  if ((load<u8>(pixel) & plain) !== 0) return false;
  const here = brightnessOf(frame, x, y);
  let dark = here;
  let bright = here;
  let darkAt: i32 = -1;
  let brightAt: i32 = -1;
  const right = min(x + 1, columns - 1);
  const bottom = min(y + 1, lines - 1);
  for (let nx = max(x - 1, 0); nx <= right; nx++) {
    for (let ny = max(y - 1, 0); ny <= bottom; ny++) {
      const there = brightnessOf(frame, nx, ny);
      const place = (nx - x + 1) * 3 + ny - y + 1;
      if (there < dark) {
        dark = there;
        darkAt = place;
      } else if (there > bright) {
        bright = there;
        brightAt = place;
      }
    }
  }
  if (darkAt < 0 || brightAt < 0) return false;
  return isPlainInBoth(pixel, darkAt) || isPlainInBoth(pixel, brightAt);
}

function brightnessOf(frame: usize, x: i32, y: i32): i32 {
  return i32x4.extract_lane(brightness(v128.load32_zero(frame + ((<usize>(y * columns + x)) << 2))), 0);
}

function brightness(pixels: v128): v128 {
  const byte = i32x4.splat(0xff);
  const red = i32x4.mul(v128.and(pixels, byte), i32x4.splat(redWeight));
  const green = i32x4.mul(v128.and(i32x4.shr_u(pixels, 8), byte), i32x4.splat(greenWeight));
  const blue = i32x4.mul(v128.and(i32x4.shr_u(pixels, 16), byte), i32x4.splat(blueWeight));
  return i32x4.add(i32x4.add(red, green), blue);
}
