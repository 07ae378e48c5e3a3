/** Judges a strip in the kernel: only the columns that differ go there. */
import type { RawImage } from '../contracts/image.ts';
import { type Columns, differingColumns } from './differing-columns.ts';
import type { Kernel } from './kernel.ts';
import { noTally } from './mark.ts';
import type { JudgedStrip, Strip } from './strip.ts';
import type { Limits } from './thresholds.ts';
import { factsPerTile, tileRows, tileSize } from './tiles.ts';

/** Undefined for translucent pixels: those are judged in JavaScript. */
export function judgeInWasm(kernel: Kernel, strip: Strip, limits: Limits): JudgedStrip | undefined {
  const { expected, actual, rows, top } = strip;
  const { exports } = kernel;
  const columns = differingColumns(strip);
  const width = columns.to - columns.from;
  if (width === 0) return unseen(strip);
  const pixels = width * expected.height;
  const marked = { from: top + rows.from, to: top + rows.to };
  const rowFacts = Math.ceil(width / tileSize) * factsPerTile;
  const facts = rowFacts * tileRows(marked);
  const [before, after, marks, plains, tiles] = kernel.layOut(pixels * 4, pixels * 4, pixels, pixels, facts * 4);
  if (!fill(kernel, before, expected, columns) || !fill(kernel, after, actual, columns)) return undefined;
  exports.judge(before, after, marks, plains, width, expected.height, rows.from, rows.to, limits.counted, limits.faint);
  const first = marks + rows.from * width;
  exports.takeCensus(first, width, rows.to - rows.from, tiles, marked.from);
  const wholeFacts = Math.ceil(expected.width / tileSize) * factsPerTile;
  const factsSeen = new Int32Array(exports.memory.buffer, tiles, facts);
  return {
    tally: {
      counted: exports.countedPixels.value,
      faint: exports.faintPixels.value,
      antiAliased: exports.antiAliasedPixels.value,
      alike: exports.alikePixels.value,
    },
    marked: {
      ...marked,
      marks: spread(kernel.bytes(first, width * (rows.to - rows.from)), width, columns.from, expected.width),
      tiles: spread(factsSeen, rowFacts, (columns.from / tileSize) * factsPerTile, wholeFacts),
    },
  };
}

/** What the masks have left is the same. */
function unseen({ rows, top }: Strip): JudgedStrip {
  const marked = { from: top + rows.from, to: top + rows.to, marks: new Uint8Array(0), tiles: new Int32Array(0) };
  return { tally: noTally, marked };
}

/** Copies the columns in as opaque `rgba`; false when they are not opaque. */
function fill(kernel: Kernel, address: number, { width, height, pixels, layout }: RawImage, { from, to }: Columns) {
  const rowBytes = (to - from) * 4;
  const target = kernel.bytes(address, rowBytes * height);
  if (to - from === width) target.set(pixels);
  else {
    for (let y = 0; y < height; y++) {
      const start = (y * width + from) * 4;
      target.set(pixels.subarray(start, start + rowBytes), y * rowBytes);
    }
  }
  if (layout === 'rgba') return kernel.exports.isOpaque(address, target.length) !== 0;
  kernel.exports.fromBgrx(address, target.length);
  return true;
}

/** A copy of rows of `width` numbers that stand at `from` in rows of `whole` numbers. */
function spread<Numbers extends Uint8Array | Int32Array>(
  narrow: Numbers,
  width: number,
  from: number,
  whole: number,
): Numbers {
  if (width === whole) return narrow.slice() as Numbers;
  const rows = narrow.length / width;
  const wide = (narrow instanceof Uint8Array ? new Uint8Array(rows * whole) : new Int32Array(rows * whole)) as Numbers;
  for (let y = 0; y < rows; y++) wide.set(narrow.subarray(y * width, (y + 1) * width), y * whole + from);
  return wide;
}
