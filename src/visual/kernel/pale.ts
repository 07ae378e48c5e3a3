/** The rows of a difference picture: what was expected, grey and pale on white, one byte per pixel, each row behind a 0 for "no filter". */

/** At a tenth of its contrast, like pixelmatch, to one grey level. Up to 3 bytes behind the last row are written. */
export function paleRows(pixels: usize, rows: usize, width: i32, height: i32, exchange: bool): void {
  const byte = i32x4.splat(0xff);
  // weights in 1/65536; a tenth of the result
  const red = i32x4.splat(exchange ? 750 : 1959);
  const green = i32x4.splat(3844);
  const blue = i32x4.splat(exchange ? 1959 : 750);
  const white = i32x4.splat(255 * 65536 - 255 * 6553 + 32768);
  let from = pixels;
  let to = rows;
  for (let y = 0; y < height; y++) {
    // the row before has written a little past its end
    store<u8>(to++, 0);
    const end = to + <usize>width;
    for (; to < end; from += 16, to += 4) {
      const four = v128.load(from);
      const luma = i32x4.add(
        i32x4.add(i32x4.mul(v128.and(four, byte), red), i32x4.mul(v128.and(i32x4.shr_u(four, 8), byte), green)),
        i32x4.mul(v128.and(i32x4.shr_u(four, 16), byte), blue),
      );
      const grey = i32x4.shr_u(i32x4.add(white, luma), 16);
      const narrow = i16x8.narrow_i32x4_u(grey, grey);
      v128.store32_lane(to, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    }
    from -= (to - end) * 4;
    to = end;
  }
}

/**
 * Replaces greys by the colours of marks, which stand row by row with nothing between: places 0, 1 and 2 of the palette are counted,
 * smoothed and faint. Up to 15 bytes behind both are read.
 */
export function paintRows(marks: usize, rows: usize, width: i32, height: i32): void {
  let from = marks;
  let to = rows;
  for (let y = 0; y < height; y++) {
    to++;
    const end = to + <usize>width;
    for (; to + 16 <= end; from += 16, to += 16) {
      const sixteen = v128.load(from);
      if (v128.any_true(sixteen)) v128.store(to, painted(sixteen, v128.load(to)));
    }
    for (; to < end; from++, to++) {
      store<u8>(to, i8x16.extract_lane_u(painted(v128.load8_splat(from), v128.load8_splat(to)), 0));
    }
  }
}

function painted(marks: v128, greys: v128): v128 {
  const smoothed = i8x16.eq(marks, i8x16.splat(2));
  const faint = i8x16.eq(marks, i8x16.splat(3));
  const counted = i8x16.eq(marks, i8x16.splat(4));
  const colours = v128.or(v128.and(smoothed, i8x16.splat(1)), v128.and(faint, i8x16.splat(2)));
  return v128.bitselect(colours, greys, v128.or(v128.or(smoothed, faint), counted));
}
