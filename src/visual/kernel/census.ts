/** Counts marks, and gathers by tiles of 16 by 16 those that stand for a difference. */

export let countedPixels: i32 = 0;
export let faintPixels: i32 = 0;
export let antiAliasedPixels: i32 = 0;
export let alikePixels: i32 = 0;

/** Four numbers of 32 bits: different pixels, the bits of their columns, the first row and the one after the last. */
const tileBytes: usize = 16;

/**
 * How many there are of each mark; and what ../tiles.ts says of each tile. `top` is the row of the picture in which the marks begin.
 * Marks behind the end are read, and dropped.
 */
export function takeCensus(marks: usize, columns: i32, rows: i32, tiles: usize, top: i32): void {
  let alike = 0;
  let antiAliased = 0;
  let faint = 0;
  let counted = 0;
  const rowBytes = <usize>((columns + 15) >> 4) * tileBytes;
  const above = top >> 4;
  memory.fill(tiles, 0, rowBytes * <usize>(((top + rows - 1) >> 4) - above + 1));
  for (let y = 0; y < rows; y++) {
    const row = marks + <usize>(y * columns);
    let tile = tiles + <usize>(((top + y) >> 4) - above) * rowBytes;
    for (let x = 0; x < columns; x += 16, tile += tileBytes) {
      const sixteen = v128.load(row + <usize>x);
      if (!v128.any_true(sixteen)) continue;
      const inside = x + 16 > columns ? (1 << (columns - x)) - 1 : 0xffff;
      const faintBits = bitsOf(sixteen, 3) & inside;
      const countedBits = bitsOf(sixteen, 4) & inside;
      alike += popcnt(bitsOf(sixteen, 1) & inside);
      antiAliased += popcnt(bitsOf(sixteen, 2) & inside);
      faint += popcnt(faintBits);
      counted += popcnt(countedBits);
      const different = faintBits | countedBits;
      if (different !== 0) note(tile, different, top + y);
    }
  }
  alikePixels = alike;
  antiAliasedPixels = antiAliased;
  faintPixels = faint;
  countedPixels = counted;
}

function note(tile: usize, different: i32, y: i32): void {
  const before = load<i32>(tile);
  if (before === 0) store<i32>(tile, y, 8);
  store<i32>(tile, before + popcnt(different));
  store<i32>(tile, load<i32>(tile, 4) | different, 4);
  store<i32>(tile, y + 1, 12);
}

function bitsOf(marks: v128, mark: i32): i32 {
  return i8x16.bitmask(i8x16.eq(marks, i8x16.splat(<i8>mark)));
}
