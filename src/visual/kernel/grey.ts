/** A screen as os-autoinst looks at it: grey and smoothed. */

/** OpenCV's grey of 8-bit colours, in 15 bits of fixed point. */
export function greys(pixels: usize, grey: usize, count: i32, bgrx: bool): void {
  const first = bgrx ? 3735 : 9798;
  const third = bgrx ? 9798 : 3735;
  for (let i = 0; i < count; i++) {
    const at = pixels + ((<usize>i) << 2);
    const sum = <i32>load<u8>(at) * first + <i32>load<u8>(at, 1) * 19235 + <i32>load<u8>(at, 2) * third;
    store<u8>(grey + i, <u8>((sum + 16384) >> 15));
  }
}

/**
 * Rows `from` to `to` of a grey picture, smoothed by 1 2 1 both ways; borders are mirrored. Halves are rounded to even from column
 * `left` on and up from `middle` to `right`. `row` holds `width` + 32 words.
 */
export function smooth(
  grey: usize,
  target: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  left: i32,
  middle: i32,
  right: i32,
  row: usize,
): void {
  const words = row + 16;
  for (let y = from; y < to; y++) {
    const above = grey + <usize>((y > 0 ? y - 1 : min(1, height - 1)) * width);
    const own = grey + <usize>(y * width);
    const below = grey + <usize>((y < height - 1 ? y + 1 : max(0, height - 2)) * width);
    for (let x = 0; x < width; x += 8) {
      const centre = v128.load64_zero(own + x);
      const sum = i16x8.add(
        i16x8.shl(i16x8.extend_low_i8x16_u(centre), 1),
        i16x8.add(
          i16x8.extend_low_i8x16_u(v128.load64_zero(above + x)),
          i16x8.extend_low_i8x16_u(v128.load64_zero(below + x)),
        ),
      );
      v128.store(words + ((<usize>x) << 1), sum);
    }
    // mirrored: what lies one before the first is the second, what lies one behind the last is the last but one
    store<u16>(words - 2, load<u16>(words + ((<usize>min(1, width - 1)) << 1)));
    store<u16>(words + ((<usize>width) << 1), load<u16>(words + ((<usize>max(0, width - 2)) << 1)));
    const out = target + <usize>(y * width);
    smoothPart(words, out, left, middle, true);
    smoothPart(words, out, middle, right, false);
  }
}

function smoothPart(words: usize, out: usize, from: i32, to: i32, toEven: bool): void {
  const half = i16x8.splat(toEven ? 7 : 8);
  let x = from;
  for (; x + 8 <= to; x += 8) {
    const at = words + ((<usize>x) << 1);
    const sides = i16x8.add(v128.load(at - 2), v128.load(at + 2));
    const sum = i16x8.add(sides, i16x8.shl(v128.load(at), 1));
    const odd = toEven ? v128.and(i16x8.shr_u(sum, 4), i16x8.splat(1)) : i16x8.splat(0);
    const rounded = i16x8.shr_u(i16x8.add(i16x8.add(sum, half), odd), 4);
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(rounded, rounded), 0);
  }
  for (; x < to; x++) {
    const at = words + ((<usize>x) << 1);
    const sum = <u32>load<u16>(at - 2) + <u32>load<u16>(at + 2) + ((<u32>load<u16>(at)) << 1);
    store<u8>(out + x, <u8>((sum + (toEven ? 7 + ((sum >> 4) & 1) : 8)) >> 4));
  }
}
