/** Where the different pixels are: tight boxes around groups of them, found through a grid of tiles. */
import type { Rect } from '../contracts/geometry.ts';
import type { MarkedRows } from './mark.ts';

/** Changes nearer than one to two tiles belong together: letters of a word, lines of a paragraph. As wide as a word of bits. */
const tileSize = 16;

export interface ChangedBox extends Rect {
  /** Different pixels inside, faint ones included. */
  readonly pixels: number;
}

interface Extent {
  left: number;
  top: number;
  right: number;
  bottom: number;
  pixels: number;
}

/** The largest change first. */
export function changedBoxes(bands: readonly MarkedRows[], width: number): readonly ChangedBox[] {
  const columns = Math.ceil(width / tileSize);
  const tiles = new Map<number, Extent>();
  for (const band of bands) fillTiles(tiles, band, columns);
  const groups: Extent[] = [];
  for (const start of tiles.keys()) {
    if (tiles.has(start)) groups.push(takeGroup(tiles, start, columns));
  }
  return mergeOverlapping(groups)
    .map(({ left, top, right, bottom, pixels }) => ({
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
      pixels,
    }))
    .sort((a, b) => b.pixels - a.pixels || a.y - b.y || a.x - b.x);
}

function fillTiles(tiles: Map<number, Extent>, { from, bits }: MarkedRows, columns: number): void {
  for (let at = 0; at < bits.length; at++) {
    const word = bits[at] ?? 0;
    if (word === 0) continue;
    const column = at % columns;
    const y = from + (at - column) / columns;
    const tile = Math.floor(y / tileSize) * columns + column;
    const extent = tiles.get(tile) ?? nothing();
    const x = column * tileSize;
    extent.left = Math.min(extent.left, x + lowestBit(word));
    extent.right = Math.max(extent.right, x + 32 - Math.clz32(word));
    extent.top = Math.min(extent.top, y);
    extent.bottom = y + 1;
    extent.pixels += bitCount(word);
    tiles.set(tile, extent);
  }
}

/** Removes all tiles connected with `start`, corners included, and returns what they span. */
function takeGroup(tiles: Map<number, Extent>, start: number, columns: number): Extent {
  const group = nothing();
  const open = [start];
  for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
    const extent = tiles.get(tile);
    if (extent === undefined) continue;
    tiles.delete(tile);
    widen(group, extent);
    const column = tile % columns;
    for (const dy of [-columns, 0, columns]) {
      if (column > 0) open.push(tile + dy - 1);
      open.push(tile + dy);
      if (column < columns - 1) open.push(tile + dy + 1);
    }
  }
  return group;
}

function mergeOverlapping(groups: readonly Extent[]): readonly Extent[] {
  const merged: Extent[] = [];
  for (const group of groups) {
    const grown = { ...group };
    for (let i = overlapping(merged, grown); i !== -1; i = overlapping(merged, grown)) {
      for (const other of merged.splice(i, 1)) widen(grown, other);
    }
    merged.push(grown);
  }
  return merged;
}

function overlapping(others: readonly Extent[], { left, right, top, bottom }: Extent): number {
  return others.findIndex(
    (other) => left < other.right && other.left < right && top < other.bottom && other.top < bottom,
  );
}

function nothing(): Extent {
  return { left: Infinity, top: Infinity, right: 0, bottom: 0, pixels: 0 };
}

function widen(extent: Extent, by: Extent): void {
  extent.left = Math.min(extent.left, by.left);
  extent.top = Math.min(extent.top, by.top);
  extent.right = Math.max(extent.right, by.right);
  extent.bottom = Math.max(extent.bottom, by.bottom);
  extent.pixels += by.pixels;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function bitCount(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
