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

/**
 * Replaces greys by the colours of marks: places 0, 1 and 2 of the palette stand for counted, smoothed and faint. Up to 15 bytes behind
 * both are read, and those of `greys` written.
 */
export function paintMarks(marks: usize, greys: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += 16) {
    const sixteen = v128.load(marks + at);
    if (!v128.any_true(sixteen)) continue;
    const smoothed = i8x16.eq(sixteen, i8x16.splat(2));
    const faint = i8x16.eq(sixteen, i8x16.splat(3));
    const counted = i8x16.eq(sixteen, i8x16.splat(4));
    const colours = v128.or(v128.and(smoothed, i8x16.splat(1)), v128.and(faint, i8x16.splat(2)));
    const painted = v128.or(v128.or(smoothed, faint), counted);
    v128.store(greys + at, v128.bitselect(colours, v128.load(greys + at), painted));
  }
}
