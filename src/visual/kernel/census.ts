/** Counts marks and gathers those that stand for a difference. */

export let countedPixels: i32 = 0;
export let faintPixels: i32 = 0;
export let antiAliasedPixels: i32 = 0;
export let alikePixels: i32 = 0;

/**
 * How many there are of each mark; and for each row and each 16 pixels of it one word with the bits of those that are at least faint.
 * Marks behind the end are read, and dropped.
 */
export function takeCensus(marks: usize, columns: i32, rows: i32, words: usize): void {
  let alike = 0;
  let antiAliased = 0;
  let faint = 0;
  let counted = 0;
  let word = words;
  for (let y = 0; y < rows; y++) {
    const row = marks + <usize>(y * columns);
    for (let x = 0; x < columns; x += 16, word += 2) {
      const sixteen = v128.load(row + <usize>x);
      if (!v128.any_true(sixteen)) {
        store<u16>(word, 0);
        continue;
      }
      const inside = x + 16 > columns ? (1 << (columns - x)) - 1 : 0xffff;
      const faintBits = bitsOf(sixteen, 3) & inside;
      const countedBits = bitsOf(sixteen, 4) & inside;
      alike += popcnt(bitsOf(sixteen, 1) & inside);
      antiAliased += popcnt(bitsOf(sixteen, 2) & inside);
      faint += popcnt(faintBits);
      counted += popcnt(countedBits);
      store<u16>(word, <u16>(faintBits | countedBits));
    }
  }
  alikePixels = alike;
  antiAliasedPixels = antiAliased;
  faintPixels = faint;
  countedPixels = counted;
}

function bitsOf(marks: v128, mark: i32): i32 {
  return i8x16.bitmask(i8x16.eq(marks, i8x16.splat(<i8>mark)));
}
