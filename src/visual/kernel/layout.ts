/** Brings pixels from one layout to another, in place; the judge reads red, green, blue and an opaque fourth byte. */

/** From `bgrx`, whose fourth byte means nothing. `bytes` is a multiple of 4; up to 12 bytes behind the end may be written. */
export function fromBgrx(pixels: usize, bytes: usize): void {
  exchange(pixels, bytes, 0xff);
}

/** Exchanges red and blue and sets the fourth byte. */
export function exchange(pixels: usize, bytes: usize, fourthByte: u32): void {
  const fourth = i32x4.splat(fourthByte);
  for (let at: usize = 0; at < bytes; at += 16) {
    const four = v128.load(pixels + at);
    v128.store(pixels + at, v128.shuffle<u8>(four, fourth, 2, 1, 0, 16, 6, 5, 4, 16, 10, 9, 8, 16, 14, 13, 12, 16));
  }
}

/** Whether every fourth byte is 255. */
export function isOpaque(pixels: usize, bytes: usize): bool {
  const border = bytes & ~15;
  let all = i32x4.splat(0xffffffff);
  for (let at: usize = 0; at < border; at += 16) all = v128.and(all, v128.load(pixels + at));
  let rest: u32 = 0xffffffff;
  for (let at = border; at < bytes; at += 4) rest &= load<u32>(pixels + at);
  return lanesOpaque(all) && rest >= 0xff000000;
}

function lanesOpaque(lanes: v128): bool {
  return i32x4.all_true(i32x4.eq(i32x4.shr_u(lanes, 24), i32x4.splat(0xff)));
}

/** Rows of RGB, each behind a 0 for "no filter", from four bytes a pixel. Up to 4 bytes behind the last row are written. */
export function narrow(pixels: usize, rows: usize, width: i32, height: i32, exchanged: bool): void {
  let from = pixels;
  let to = rows;
  for (let y = 0; y < height; y++) {
    store<u8>(to, 0);
    to++;
    let left = width;
    for (; left >= 4; left -= 4, from += 16, to += 12) {
      const four = v128.load(from);
      const three = exchanged
        ? v128.shuffle<u8>(four, four, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0, 0, 0, 0)
        : v128.shuffle<u8>(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
      v128.store(to, three);
    }
    for (; left > 0; left--, from += 4, to += 3) {
      store<u8>(to, load<u8>(from, 1), 1);
      store<u8>(to, exchanged ? load<u8>(from, 2) : load<u8>(from));
      store<u8>(to, exchanged ? load<u8>(from) : load<u8>(from, 2), 2);
    }
  }
}
