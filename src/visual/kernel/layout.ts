/** Brings pixels into the form that the judge reads: red, green, blue and an opaque fourth byte. In place. */

/** From `bgrx`, whose fourth byte means nothing. `bytes` is a multiple of 4; up to 12 bytes behind the end may be written. */
export function fromBgrx(pixels: usize, bytes: usize): void {
  const opaque = i32x4.splat(0xff000000);
  for (let at: usize = 0; at < bytes; at += 16) {
    const bgrx = v128.load(pixels + at);
    const swapped = v128.shuffle<u8>(bgrx, bgrx, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
    v128.store(pixels + at, v128.or(swapped, opaque));
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
