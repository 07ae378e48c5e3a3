/** The ground of a difference picture: what was expected, grey and pale on white, one byte per pixel. */

/** At a tenth of its contrast, like pixelmatch, to one grey level. Up to 15 bytes behind `greys` are written. */
export function paleGreys(pixels: usize, greys: usize, count: usize, exchange: bool): void {
  const byte = i32x4.splat(0xff);
  // weights in 1/65536; a tenth of the result
  const red = i32x4.splat(exchange ? 750 : 1959);
  const green = i32x4.splat(3844);
  const blue = i32x4.splat(exchange ? 1959 : 750);
  const white = i32x4.splat(255 * 65536 - 255 * 6553 + 32768);
  for (let at: usize = 0; at < count; at += 4) {
    const four = v128.load(pixels + at * 4);
    const luma = i32x4.add(
      i32x4.add(i32x4.mul(v128.and(four, byte), red), i32x4.mul(v128.and(i32x4.shr_u(four, 8), byte), green)),
      i32x4.mul(v128.and(i32x4.shr_u(four, 16), byte), blue),
    );
    const grey = i32x4.shr_u(i32x4.add(white, luma), 16);
    const narrow = i16x8.narrow_i32x4_u(grey, grey);
    v128.store32_lane(greys + at, i8x16.narrow_i16x8_u(narrow, narrow), 0);
  }
}
