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

class TileGrid {
  readonly #columns: number;
  /** One more than the place in `#extents`; 0 where nothing differs. */
  readonly #places: Int32Array;
  readonly #extents: Extent[] = [];
  readonly #tiles: number[] = [];

  constructor(width: number, height: number) {
    this.#columns = Math.ceil(width / tileSize);
    this.#places = new Int32Array(this.#columns * Math.ceil(height / tileSize));
  }

  add({ from, bits }: MarkedRows): void {
    for (let at = 0; at < bits.length; at++) {
      const word = bits[at] ?? 0;
      if (word === 0) continue;
      const column = at % this.#columns;
      const y = from + (at - column) / this.#columns;
      const extent = this.#extentOf(Math.floor(y / tileSize) * this.#columns + column);
      const x = column * tileSize;
      extent.left = Math.min(extent.left, x + lowestBit(word));
      extent.right = Math.max(extent.right, x + 32 - Math.clz32(word));
      extent.top = Math.min(extent.top, y);
      extent.bottom = y + 1;
      extent.pixels += bitCount(word);
    }
  }

  /** What connected tiles span, corners included. Empties the grid. */
  takeGroups(): readonly Extent[] {
    return this.#tiles.flatMap((tile) => (this.#places[tile] === 0 ? [] : [this.#takeGroup(tile)]));
  }

  #takeGroup(start: number): Extent {
    const group = nothing();
    const open = [start];
    for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
      const place = this.#places[tile] ?? 0;
      const extent = this.#extents[place - 1];
      if (extent === undefined) continue;
      this.#places[tile] = 0;
      widen(group, extent);
      const column = tile % this.#columns;
      for (const dy of [-this.#columns, 0, this.#columns]) {
        if (column > 0) open.push(tile + dy - 1);
        open.push(tile + dy);
        if (column < this.#columns - 1) open.push(tile + dy + 1);
      }
    }
    return group;
  }

  #extentOf(tile: number): Extent {
    const known = this.#extents[(this.#places[tile] ?? 0) - 1];
    if (known !== undefined) return known;
    const extent = nothing();
    this.#places[tile] = this.#extents.push(extent);
    this.#tiles.push(tile);
    return extent;
  }
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

/** Of 16 bits: pairs, then fours, then all. */
function bitCount(word: number): number {
  const pairs = word - ((word >> 1) & 0x5555);
  const fours = (pairs & 0x3333) + ((pairs >> 2) & 0x3333);
  const eights = (fours + (fours >> 4)) & 0x0f0f;
  return (eights + (eights >> 8)) & 0x1f;
}
