/** Which columns of a strip differ in any byte, with the neighbours that a judge looks at. */
import type { Strip } from './strip.ts';
import { tileSize } from './tiles.ts';

/** The judge looks at neighbours of neighbours. */
const reach = 2;

/** `from` up to, not including, `to`; `from` begins a tile, and so does `to` unless it ends the picture. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/** None when all that differs lies under masks. Rows that differ in the same place, as rows of a caret or a button do, cost two memory compares each. */
export function differingColumns({ expected, actual, rows }: Strip): Columns {
  const { width } = expected;
  const a = Buffer.from(expected.pixels.buffer, expected.pixels.byteOffset, expected.pixels.length);
  const b = Buffer.from(actual.pixels.buffer, actual.pixels.byteOffset, actual.pixels.length);
  const tiles = Math.ceil(width / tileSize);
  let first = tiles;
  let end = 0;
  for (let y = rows.from; y < rows.to && (first > 0 || end < tiles); y++) {
    const same = (from: number, to: number): boolean => {
      const start = (y * width + from * tileSize) * 4;
      const stop = (y * width + Math.min(width, to * tileSize)) * 4;
      return from === to || a.compare(b, start, stop, start, stop) === 0;
    };
    if (!same(0, first)) first = lengthOfEqual(first, (length) => same(0, length));
    if (!same(end, tiles)) end = tiles - lengthOfEqual(tiles - end, (length) => same(tiles - length, tiles));
  }
  if (end === 0) return { from: 0, to: 0 };
  const from = Math.max(0, first * tileSize - reach);
  const to = Math.min(width, end * tileSize + reach);
  return {
    from: Math.floor(from / tileSize) * tileSize,
    to: Math.min(width, Math.ceil(to / tileSize) * tileSize),
  };
}

/** The greatest length below `length` that is the same. */
function lengthOfEqual(length: number, isSame: (length: number) => boolean): number {
  let equal = 0;
  let different = length;
  while (different - equal > 1) {
    const middle = (equal + different) >> 1;
    if (isSame(middle)) equal = middle;
    else different = middle;
  }
  return equal;
}
