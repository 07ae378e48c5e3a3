/** Undoes the row filters of 8-bit RGB and RGBA pictures, as ../png-unfilter.ts does, 16 bytes at a time where the filter allows. */

/**
 * Restores `rows` rows in place, each behind its filter byte. `above` is the row over the first one, zeros at the top of the picture, and
 * is left as the last row. Up to 16 bytes behind both are read, none written. Returns the first row with an unknown filter, or -1.
 */
export function unfilter(filtered: usize, above: usize, rowBytes: usize, rows: i32, channels: usize): i32 {
  let before = above;
  for (let y = 0; y < rows; y++) {
    const row = filtered + <usize>y * (rowBytes + 1) + 1;
    const filter = load<u8>(row - 1);
    if (filter === 1) undoSub(row, rowBytes, channels);
    else if (filter === 2) undoUp(row, before, rowBytes);
    else if (filter === 3) undoAverage(row, before, rowBytes, channels);
    else if (filter === 4) undoPaeth(row, before, rowBytes, channels);
    else if (filter !== 0) return y;
    before = row;
  }
  if (rows > 0) memory.copy(above, before, rowBytes);
  return -1;
}

function undoSub(row: usize, rowBytes: usize, channels: usize): void {
  for (let at = channels; at < rowBytes; at++) {
    store<u8>(row + at, load<u8>(row + at) + load<u8>(row + at - channels));
  }
}

function undoUp(row: usize, above: usize, rowBytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= rowBytes; at += 16) {
    v128.store(row + at, i8x16.add(v128.load(row + at), v128.load(above + at)));
  }
  for (; at < rowBytes; at++) store<u8>(row + at, load<u8>(row + at) + load<u8>(above + at));
}

function undoAverage(row: usize, above: usize, rowBytes: usize, channels: usize): void {
  for (let at: usize = 0; at < rowBytes; at++) {
    const left: u32 = at < channels ? 0 : load<u8>(row + at - channels);
    store<u8>(row + at, <u8>(load<u8>(row + at) + ((left + load<u8>(above + at)) >> 1)));
  }
}

/** All channels of a pixel at once; pixels depend on each other. */
function undoPaeth(row: usize, above: usize, rowBytes: usize, channels: usize): void {
  let left = i16x8.splat(0);
  let upLeft = i16x8.splat(0);
  for (let at: usize = 0; at < rowBytes; at += channels) {
    const up = i16x8.extend_low_i8x16_u(v128.load32_zero(above + at));
    const toLeft = i16x8.sub(up, upLeft);
    const toUp = i16x8.sub(left, upLeft);
    const distanceLeft = i16x8.abs(toLeft);
    const distanceUp = i16x8.abs(toUp);
    const distanceUpLeft = i16x8.abs(i16x8.add(toLeft, toUp));
    const nearest = i16x8.min_s(i16x8.min_s(distanceLeft, distanceUp), distanceUpLeft);
    const upOrUpLeft = v128.bitselect(up, upLeft, i16x8.eq(nearest, distanceUp));
    const estimate = v128.bitselect(left, upOrUpLeft, i16x8.eq(nearest, distanceLeft));
    const filtered = i16x8.extend_low_i8x16_u(v128.load32_zero(row + at));
    const restored = v128.and(i16x8.add(filtered, estimate), i16x8.splat(0xff));
    const packed = i32x4.extract_lane(i8x16.narrow_i16x8_u(restored, restored), 0);
    store<u16>(row + at, <u16>packed);
    store<u8>(row + at, <u8>(packed >> 16), 2);
    if (channels === 4) store<u8>(row + at, <u8>(packed >> 24), 3);
    left = restored;
    upLeft = up;
  }
}

/** Restored RGB rows, each behind its filter byte, as pixels with the given fourth byte; red and blue exchanged for `bgrx`. */
export function widen(filtered: usize, pixels: usize, width: i32, rows: i32, exchange: bool, fourthByte: u32): void {
  const fourth = i32x4.splat(fourthByte << 24);
  for (let y = 0; y < rows; y++) {
    let from = filtered + <usize>(y * (width * 3 + 1)) + 1;
    let to = pixels + <usize>(y * width * 4);
    const end = to + <usize>(width * 4);
    // a whole vector may write past the row: the next row comes later and writes over it
    for (; to < end; from += 12, to += 16) {
      const three = v128.load(from);
      const four = exchange
        ? v128.shuffle<u8>(three, fourth, 2, 1, 0, 19, 5, 4, 3, 19, 8, 7, 6, 19, 11, 10, 9, 19)
        : v128.shuffle<u8>(three, fourth, 0, 1, 2, 19, 3, 4, 5, 19, 6, 7, 8, 19, 9, 10, 11, 19);
      v128.store(to, four);
    }
  }
}
