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

/** Lanes with more than two neighbours of their very colour: those are no smoothing. `at` has all its neighbours. */
export function plainLanes(at: usize, here: v128): v128 {
  const row = stride();
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

let darkest: v128 = i32x4(0, 0, 0, 0);
let darkestAt: v128 = i32x4(0, 0, 0, 0);
let brightest: v128 = i32x4(0, 0, 0, 0);
let brightestAt: v128 = i32x4(0, 0, 0, 0);

/** Of the open ones among the four pixels from x,y on those that are smoothing. */
export function edgeLanes(frame: usize, other: usize, x: i32, y: i32, here: v128, open: v128): v128 {
  const row = stride();
  const at = frame + ((<usize>(y * columns + x)) << 2);
  const own = brightness(here);
  darkest = own;
  brightest = own;
  // column by column as pixelmatch goes: of equals the first one is taken
  consider(at - row - 4, 0);
  consider(at - 4, 1);
  consider(at + row - 4, 2);
  consider(at - row, 3);
  consider(at + row, 5);
  consider(at - row + 4, 6);
  consider(at + 4, 7);
  consider(at + row + 4, 8);
  const both = v128.and(i32x4.lt_s(darkest, own), i32x4.gt_s(brightest, own));
  const candidates = i32x4.bitmask(v128.and(both, open));
  if (candidates === 0) return i32x4.splat(0);
  return i32x4(
    isEdge(frame, other, x, y, candidates & 1, i32x4.extract_lane(darkestAt, 0), i32x4.extract_lane(brightestAt, 0)),
    isEdge(
      frame,
      other,
      x + 1,
      y,
      candidates & 2,
      i32x4.extract_lane(darkestAt, 1),
      i32x4.extract_lane(brightestAt, 1),
    ),
    isEdge(
      frame,
      other,
      x + 2,
      y,
      candidates & 4,
      i32x4.extract_lane(darkestAt, 2),
      i32x4.extract_lane(brightestAt, 2),
    ),
    isEdge(
      frame,
      other,
      x + 3,
      y,
      candidates & 8,
      i32x4.extract_lane(darkestAt, 3),
      i32x4.extract_lane(brightestAt, 3),
    ),
  );
}

/** `place` numbers the neighbours column by column, the pixel itself is 4. */
function consider(at: usize, place: i32): void {
  const there = brightness(v128.load(at));
  darkestAt = v128.bitselect(i32x4.splat(place), darkestAt, i32x4.lt_s(there, darkest));
  darkest = i32x4.min_s(there, darkest);
  brightestAt = v128.bitselect(i32x4.splat(place), brightestAt, i32x4.gt_s(there, brightest));
  brightest = i32x4.max_s(there, brightest);
}

/** All bits when the pixel is a candidate and its darkest or brightest neighbour is plain in both pictures. */
function isEdge(frame: usize, other: usize, x: i32, y: i32, candidate: i32, dark: i32, bright: i32): i32 {
  if (candidate === 0) return 0;
  return isPlainInBoth(frame, other, x, y, dark) || isPlainInBoth(frame, other, x, y, bright) ? -1 : 0;
}

function isPlainInBoth(frame: usize, other: usize, x: i32, y: i32, place: i32): bool {
  const column = x + place / 3 - 1;
  const line = y + (place % 3) - 1;
  return hasManySiblings(frame, column, line) && hasManySiblings(other, column, line);
}

/** One pixel anywhere, borders included. */
export function isAntiAliased(frame: usize, other: usize, x: i32, y: i32): bool {
  if (hasManySiblings(frame, x, y)) return false;
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
  return isPlainInBoth(frame, other, x, y, darkAt) || isPlainInBoth(frame, other, x, y, brightAt);
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

/** More than two neighbours of its very colour; the border of the picture stands for one. */
function hasManySiblings(frame: usize, x: i32, y: i32): bool {
  if (x === 0 || y === 0 || x >= columns - 1 || y >= lines - 1) return hasManyAtBorder(frame, x, y);
  const row = stride();
  const at = frame + ((<usize>(y * columns + x)) << 2);
  const here = v128.load32_splat(at);
  // three of the four lanes are the columns around; the pixel itself is left out
  const above = i32x4.bitmask(i32x4.eq(here, v128.load(at - row - 4))) & 7;
  const beside = i32x4.bitmask(i32x4.eq(here, v128.load(at - 4))) & 5;
  const below = i32x4.bitmask(i32x4.eq(here, v128.load(at + row - 4))) & 7;
  return popcnt((above << 6) | (beside << 3) | below) > 2;
}

function hasManyAtBorder(frame: usize, x: i32, y: i32): bool {
  const here = load<u32>(frame + ((<usize>(y * columns + x)) << 2));
  let equal = 1;
  for (let ny = max(y - 1, 0); ny <= min(y + 1, lines - 1); ny++) {
    for (let nx = max(x - 1, 0); nx <= min(x + 1, columns - 1); nx++) {
      if (nx === x && ny === y) continue;
      if (load<u32>(frame + ((<usize>(ny * columns + nx)) << 2)) === here) equal++;
    }
  }
  return equal > 2;
}
