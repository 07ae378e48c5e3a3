/** The search in the kernel. */
import type { Point, Rect, Size } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { Kernel } from '../kernel.ts';
import { excludedGrey } from './grey.ts';
import { isInside } from './inside.ts';
import type { Place, Screen, Search } from './search.ts';
import { nothingSmoothed, roundingOf, type SmoothedPart, smoothedWith } from './smoothed-part.ts';
import { blockBytes } from './template.ts';

/** What the kernel turns grey at once stays in the second-level cache. */
const chunkPixels = 64 * 1024;
const mostTaken = 64;

/** Where things lie in the kernel's memory. */
interface Layout {
  readonly chunk: number;
  readonly grey: number;
  readonly smoothed: number;
  readonly row: number;
  readonly sums: number;
  readonly squares: number;
  readonly partSums: number;
  readonly partSquares: number;
  readonly template: number;
  readonly blocks: number;
  readonly taken: number;
}

export class WasmScreen implements Screen {
  readonly width: number;
  readonly height: number;
  readonly #kernel: Kernel;
  readonly #layout: Layout;
  #part: SmoothedPart = nothingSmoothed;
  #isPainted = false;

  constructor(kernel: Kernel, image: RawImage) {
    this.width = image.width;
    this.height = image.height;
    this.#kernel = kernel;
    this.#layout = layOut(kernel, image);
    this.#fill(image);
  }

  seek({ template, within, home, near, limit, taken = [], apart }: Search): Place | undefined {
    const { exports } = this.#kernel;
    const { template: at, blocks, taken: takenAt } = this.#layout;
    const inPart = ({ x, y }: Point): Point => ({ x: x - within.x, y: y - within.y });
    const from = inPart(near);
    const start = home === undefined ? { x: -1, y: -1 } : inPart(home);
    this.#smooth(within);
    const measures = this.#measures(within);
    this.#kernel.bytes(at, template.rows.length).set(template.rows);
    this.#kernel.bytes(blocks, template.table.length).set(template.table);
    this.#places(taken.map(inPart));
    exports.seek(
      this.#layout.smoothed,
      this.width,
      within.x,
      within.y,
      within.width,
      within.height,
      measures.sums,
      measures.squares,
      measures.stride,
      at,
      template.grey.width,
      template.grey.height,
      blocks + (template.whole === undefined ? 0 : blockBytes),
      template.blocks.length,
      template.whole === undefined ? 0 : blocks,
      takenAt,
      Math.min(taken.length, mostTaken),
      apart?.width ?? 0,
      apart?.height ?? 0,
      from.x,
      from.y,
      start.x,
      start.y,
      limit ?? Number.MAX_VALUE / 4,
      limit !== undefined,
    );
    const { foundX, foundY, foundError } = exports;
    return foundX.value < 0 ? undefined : { x: foundX.value, y: foundY.value, error: foundError.value };
  }

  /** As os-autoinst does it on a copy, of which nothing is smoothed yet. */
  excluding<T>(areas: readonly Rect[], look: () => T): T {
    const painted = areas.filter((area) => isInside(area, this));
    if (painted.length === 0) return look();
    const top = Math.min(...painted.map(({ y }) => y));
    const bottom = Math.max(...painted.map(({ y, height }) => y + height));
    const address = this.#layout.grey + top * this.width;
    const before = this.#kernel.bytes(address, (bottom - top) * this.width).slice();
    const smoothedBefore = this.#part;
    for (const area of painted) this.#paint(area);
    this.#part = nothingSmoothed;
    this.#isPainted = true;
    try {
      return look();
    } finally {
      this.#kernel.bytes(address, before.length).set(before);
      const touched = rowsOf(this.#part, this);
      this.#part = smoothedBefore;
      this.#isPainted = false;
      this.#smoothRows(touched);
    }
  }

  #paint({ x, y, width, height }: Rect): void {
    const grey = this.#kernel.bytes(this.#layout.grey, this.width * this.height);
    for (let row = y; row < y + height; row++) {
      grey.fill(excludedGrey, row * this.width + x, row * this.width + x + width);
    }
  }

  #smooth(wanted: Rect): void {
    const part = smoothedWith(this.#part, wanted, this);
    if (part === this.#part) return;
    this.#part = part;
    this.#smoothRows(rowsOf(part, this));
    if (part.kind !== 'whole' || this.#isPainted) return;
    const { sums, squares } = this.#layout;
    this.#measure({ x: 0, y: 0, width: this.width, height: this.height }, sums, squares);
  }

  #smoothRows({ from, to }: { readonly from: number; readonly to: number }): void {
    const { grey, smoothed, row } = this.#layout;
    const { left, middle, right } = roundingOf(this.#part, this);
    this.#kernel.exports.smooth(grey, smoothed, this.width, this.height, from, to, left, middle, right, row);
  }

  #fill({ pixels, layout }: RawImage): void {
    const { chunk, grey } = this.#layout;
    const total = this.width * this.height;
    for (let start = 0; start < total; start += chunkPixels) {
      const count = Math.min(chunkPixels, total - start);
      this.#kernel.bytes(chunk, count * 4).set(pixels.subarray(start * 4, (start + count) * 4));
      this.#kernel.exports.greys(chunk, grey + start, count, layout === 'bgrx');
    }
  }

  /** The sums of the whole screen are kept; those of a part are taken when they are needed. */
  #measures(part: Rect): { readonly sums: number; readonly squares: number; readonly stride: number } {
    const { sums, squares, partSums, partSquares } = this.#layout;
    if (this.#part.kind !== 'whole' || this.#isPainted) {
      this.#measure(part, partSums, partSquares);
      return { sums: partSums, squares: partSquares, stride: (part.width + 1) * 4 };
    }
    const stride = (this.width + 1) * 4;
    const corner = part.y * stride + part.x * 4;
    return { sums: sums + corner, squares: squares + corner, stride };
  }

  #measure({ x, y, width, height }: Rect, sums: number, squares: number): void {
    this.#kernel.exports.measure(this.#layout.smoothed + y * this.width + x, this.width, width, height, sums, squares);
  }

  #places(points: readonly Point[]): void {
    const view = new DataView(this.#kernel.exports.memory.buffer, this.#layout.taken, mostTaken * 8);
    points.slice(0, mostTaken).forEach(({ x, y }, index) => {
      view.setInt32(index * 8, x, true);
      view.setInt32(index * 8 + 4, y, true);
    });
  }
}

function rowsOf(part: SmoothedPart, { height }: Size): { readonly from: number; readonly to: number } {
  switch (part.kind) {
    case 'none':
      return { from: 0, to: 0 };
    case 'part':
      return { from: part.rect.y, to: part.rect.y + part.rect.height };
    case 'whole':
      return { from: 0, to: height };
  }
}

function layOut(kernel: Kernel, { width, height }: RawImage): Layout {
  const measures = (width + 1) * (height + 1) * 4;
  const blocks = (Math.ceil(width / 16) * Math.ceil(height / 16) + 1) * blockBytes;
  const plane = width * height;
  const [chunk, grey, smoothed, row, sums, squares, partSums, partSquares, template, table, taken] = kernel.layOut(
    chunkPixels * 4,
    plane,
    plane,
    (width + 32) * 2,
    measures,
    measures,
    measures,
    measures,
    (width + 16) * height,
    blocks,
    mostTaken * 8,
  );
  return { chunk, grey, smoothed, row, sums, squares, partSums, partSquares, template, blocks: table, taken };
}
