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

/** Numbers of all tiles in arrays of their own: a screen that changed all over has a hundred thousand words to go through. */
class TileGrid {
  readonly #columns: number;
  /** 0 where nothing differs, or where it was taken. */
  readonly #pixels: Int32Array;
  /** The bits of all rows, one over the other. */
  readonly #bits: Uint16Array;
  readonly #top: Int32Array;
  readonly #bottom: Int32Array;
  readonly #tiles: number[] = [];

  constructor(width: number, height: number) {
    this.#columns = Math.ceil(width / tileSize);
    const tiles = this.#columns * Math.ceil(height / tileSize);
    this.#pixels = new Int32Array(tiles);
    this.#bits = new Uint16Array(tiles);
    this.#top = new Int32Array(tiles);
    this.#bottom = new Int32Array(tiles);
  }

  /** Rows from top to bottom. */
  add({ from, to, bits }: MarkedRows): void {
    const columns = this.#columns;
    for (let y = from, at = 0; y < to && at < bits.length; y++) {
      const tiles = Math.floor(y / tileSize) * columns;
      for (let column = 0; column < columns; column++, at++) {
        const word = bits[at] ?? 0;
        if (word !== 0) this.#addWord(tiles + column, y, word);
      }
    }
  }

  #addWord(tile: number, y: number, word: number): void {
    const before = this.#pixels[tile] ?? 0;
    if (before === 0) {
      this.#tiles.push(tile);
      this.#top[tile] = y;
    }
    this.#pixels[tile] = before + bitCount(word);
    this.#bits[tile] = (this.#bits[tile] ?? 0) | word;
    this.#bottom[tile] = y + 1;
  }

  /** What connected tiles span, corners included. Empties the grid. */
  takeGroups(): readonly Extent[] {
    return this.#tiles.flatMap((tile) => (this.#pixels[tile] === 0 ? [] : [this.#takeGroup(tile)]));
  }

  #takeGroup(start: number): Extent {
    const group = nothing();
    const open = [start];
    for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
      if ((this.#pixels[tile] ?? 0) === 0) continue;
      const column = tile % this.#columns;
      widen(group, this.#extentOf(tile, column));
      this.#pixels[tile] = 0;
      for (const dy of [-this.#columns, 0, this.#columns]) {
        if (column > 0) open.push(tile + dy - 1);
        open.push(tile + dy);
        if (column < this.#columns - 1) open.push(tile + dy + 1);
      }
    }
    return group;
  }

  #extentOf(tile: number, column: number): Extent {
    const bits = this.#bits[tile] ?? 0;
    const x = column * tileSize;
    return {
      left: x + lowestBit(bits),
      right: x + 32 - Math.clz32(bits),
      top: this.#top[tile] ?? 0,
      bottom: this.#bottom[tile] ?? 0,
      pixels: this.#pixels[tile] ?? 0,
    };
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
