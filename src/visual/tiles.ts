/** Tiles: a coarse grid over a picture that says where its different pixels are. The kernel keeps the same numbers (kernel/census.ts). */
import { mark } from './mark.ts';

/** Pixels each way. Changes nearer than one to two tiles belong together: letters of a word, lines of a paragraph. */
export const tileSize = 16;

/** What is known of a tile, in this order; all 0 where nothing differs. */
export const fact = {
  /** Different pixels, faint ones included. */
  pixels: 0,
  /** Bits of the columns with such pixels; the leftmost is bit 0. */
  columns: 1,
  /** First row with such a pixel, of the picture. */
  top: 2,
  /** Row after the last one. */
  bottom: 3,
} as const;

export const factsPerTile = 4;

/** Rows of tiles that rows of pixels lie in. */
export function tileRows({ from, to }: { readonly from: number; readonly to: number }): number {
  return Math.floor((to - 1) / tileSize) - Math.floor(from / tileSize) + 1;
}

/** Of rows of marks that begin at row `top` of the picture. */
export function tilesOf(marks: Uint8Array, width: number, top: number): Int32Array {
  const columns = Math.ceil(width / tileSize);
  const tiles = new Int32Array(tileRows({ from: top, to: top + marks.length / width }) * columns * factsPerTile);
  const above = Math.floor(top / tileSize);
  for (let i = 0; i < marks.length; i++) {
    if ((marks[i] ?? 0) < mark.faint) continue;
    const x = i % width;
    const y = top + (i - x) / width;
    const at = ((Math.floor(y / tileSize) - above) * columns + Math.floor(x / tileSize)) * factsPerTile;
    if (tiles[at + fact.pixels] === 0) tiles[at + fact.top] = y;
    tiles[at + fact.pixels] = (tiles[at + fact.pixels] ?? 0) + 1;
    tiles[at + fact.columns] = (tiles[at + fact.columns] ?? 0) | (1 << (x % tileSize));
    tiles[at + fact.bottom] = y + 1;
  }
  return tiles;
}
