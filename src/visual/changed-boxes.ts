/** Where the different pixels are: tight boxes around groups of them, found through a grid of tiles. */
import type { Rect } from '../contracts/geometry.ts';
import type { MarkedRows } from './mark.ts';
import { fact, factsPerTile, tileRows, tileSize } from './tiles.ts';

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
  const grid = new TileGrid(width, bands.at(-1)?.to ?? 0);
  for (const band of bands) grid.add(band);
  return mergeOverlapping(grid.takeGroups())
    .map(({ left, top, right, bottom, pixels }) => ({
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
      pixels,
    }))
    .sort((a, b) => b.pixels - a.pixels || a.y - b.y || a.x - b.x);
}

/** The tiles of all rows that were judged. */
class TileGrid {
  readonly #columns: number;
  /** `factsPerTile` each. */
  readonly #facts: Int32Array;

  constructor(width: number, height: number) {
    this.#columns = Math.ceil(width / tileSize);
    this.#facts = new Int32Array(this.#columns * Math.ceil(height / tileSize) * factsPerTile);
  }

  /** Rows from top to bottom: two bands may share a row of tiles. */
  add(band: MarkedRows): void {
    if (band.tiles.length === 0) return;
    const facts = this.#facts;
    const { tiles } = band;
    const start = Math.floor(band.from / tileSize) * this.#columns * factsPerTile;
    const end = tileRows(band) * this.#columns * factsPerTile;
    for (let at = 0; at < end; at += factsPerTile) {
      const pixels = tiles[at + fact.pixels] ?? 0;
      if (pixels === 0) continue;
      const to = start + at;
      const before = facts[to + fact.pixels] ?? 0;
      if (before === 0) facts[to + fact.top] = tiles[at + fact.top] ?? 0;
      facts[to + fact.pixels] = before + pixels;
      facts[to + fact.columns] = (facts[to + fact.columns] ?? 0) | (tiles[at + fact.columns] ?? 0);
      facts[to + fact.bottom] = tiles[at + fact.bottom] ?? 0;
    }
  }

  /** What connected tiles span, corners included. Empties the grid. */
  takeGroups(): readonly Extent[] {
    const facts = this.#facts;
    const groups: Extent[] = [];
    for (let at = 0; at < facts.length; at += factsPerTile) {
      if (facts[at + fact.pixels] !== 0) groups.push(takeGroup(facts, this.#columns, at / factsPerTile));
    }
    return groups;
  }
}

function takeGroup(facts: Int32Array, columns: number, start: number): Extent {
  const group: Extent = { left: Infinity, top: Infinity, right: 0, bottom: 0, pixels: 0 };
  const open: number[] = [];
  const take = (tile: number): void => {
    const at = tile * factsPerTile;
    const pixels = facts[at + fact.pixels] ?? 0;
    // outside the grid, or nothing differs there, or it was taken before
    if (pixels === 0) return;
    facts[at + fact.pixels] = 0;
    const bits = facts[at + fact.columns] ?? 0;
    const x = (tile % columns) * tileSize;
    group.left = Math.min(group.left, x + lowestBit(bits));
    group.right = Math.max(group.right, x + 32 - Math.clz32(bits));
    group.top = Math.min(group.top, facts[at + fact.top] ?? 0);
    group.bottom = Math.max(group.bottom, facts[at + fact.bottom] ?? 0);
    group.pixels += pixels;
    open.push(tile);
  };
  take(start);
  for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
    const column = tile % columns;
    for (let row = tile - columns; row <= tile + columns; row += columns) {
      if (column > 0) take(row - 1);
      take(row);
      if (column < columns - 1) take(row + 1);
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
