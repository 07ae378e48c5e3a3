/** Where the marked pixels are: tight boxes around groups of them, found through a grid of tiles. */
import type { Rect } from '../contracts/geometry.ts';
import { mark } from './mark.ts';

/** Changes nearer than one to two tiles belong together: letters of a word, lines of a paragraph. */
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
export function changedBoxes(marks: Uint8Array, width: number, height: number): readonly ChangedBox[] {
  const columns = Math.ceil(width / tileSize);
  const tiles = tileExtents(marks, width, height, columns);
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

function tileExtents(marks: Uint8Array, width: number, height: number, columns: number): Map<number, Extent> {
  const tiles = new Map<number, Extent>();
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if ((marks[row + x] ?? 0) < mark.faint) continue;
      const tile = Math.floor(y / tileSize) * columns + Math.floor(x / tileSize);
      const extent = tiles.get(tile);
      if (extent === undefined) tiles.set(tile, { left: x, top: y, right: x + 1, bottom: y + 1, pixels: 1 });
      else widen(extent, { left: x, top: y, right: x + 1, bottom: y + 1, pixels: 1 });
    }
  }
  return tiles;
}

/** Removes all tiles connected with `start`, corners included, and returns what they span. */
function takeGroup(tiles: Map<number, Extent>, start: number, columns: number): Extent {
  const group: Extent = { left: Infinity, top: Infinity, right: 0, bottom: 0, pixels: 0 };
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
    for (
      let i = merged.findIndex((other) => overlap(other, grown));
      i !== -1;
      i = merged.findIndex((other) => overlap(other, grown))
    ) {
      for (const other of merged.splice(i, 1)) widen(grown, other);
    }
    merged.push(grown);
  }
  return merged;
}

function overlap(a: Extent, b: Extent): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function widen(extent: Extent, by: Extent): void {
  extent.left = Math.min(extent.left, by.left);
  extent.top = Math.min(extent.top, by.top);
  extent.right = Math.max(extent.right, by.right);
  extent.bottom = Math.max(extent.bottom, by.bottom);
  extent.pixels += by.pixels;
}
