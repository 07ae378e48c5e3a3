/** The WASM kernel: loads it and hands out its memory; where there is no WebAssembly its users fall back to JavaScript. */
import { readFileSync } from 'node:fs';
import { ownFile } from '../support/own-file.ts';

/** What kernel/kernel.ts exports. Addresses are bytes in `memory`. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly freeMemory: { readonly value: number };
  readonly countedPixels: { readonly value: number };
  readonly faintPixels: { readonly value: number };
  readonly antiAliasedPixels: { readonly value: number };
  readonly alikePixels: { readonly value: number };
  readonly digestLow: { readonly value: bigint };
  readonly digestHigh: { readonly value: bigint };
  readonly foundX: { readonly value: number };
  readonly foundY: { readonly value: number };
  readonly foundError: { readonly value: number };
  judge(
    expected: number,
    actual: number,
    marks: number,
    plains: number,
    columns: number,
    rows: number,
    from: number,
    to: number,
    countedLimit: number,
    faintLimit: number,
  ): void;
  takeCensus(marks: number, columns: number, rows: number, tiles: number, top: number): void;
  fromBgrx(pixels: number, bytes: number): void;
  exchange(pixels: number, bytes: number, fourthByte: number): void;
  isOpaque(pixels: number, bytes: number): number;
  narrow(pixels: number, rows: number, width: number, height: number, exchange: boolean): void;
  digestBegin(bgrx: boolean): void;
  digestBlocks(input: number, blocks: number): void;
  digestEnd(input: number, bytes: number, total: bigint): void;
  unfilter(filtered: number, above: number, rowBytes: number, rows: number, channels: number): number;
  widen(filtered: number, pixels: number, width: number, rows: number, exchange: boolean, fourthByte: number): void;
  paleRows(pixels: number, rows: number, width: number, height: number, exchange: boolean): void;
  paintRows(marks: number, rows: number, width: number, height: number): void;
  greys(pixels: number, grey: number, count: number, bgrx: boolean): void;
  smooth(
    grey: number,
    target: number,
    width: number,
    height: number,
    from: number,
    to: number,
    left: number,
    middle: number,
    right: number,
    row: number,
  ): void;
  measure(screen: number, width: number, columns: number, rows: number, sums: number, squares: number): void;
  seek(
    screen: number,
    width: number,
    left: number,
    top: number,
    columns: number,
    rows: number,
    sums: number,
    squares: number,
    stride: number,
    template: number,
    templateWidth: number,
    templateHeight: number,
    blocks: number,
    blockCount: number,
    whole: number,
    taken: number,
    takenCount: number,
    apartX: number,
    apartY: number,
    fromX: number,
    fromY: number,
    homeX: number,
    homeY: number,
    limit: number,
    isTight: boolean,
  ): void;
}

/** TypeScript knows WebAssembly only as part of a browser. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: KernelExports };
}

const pageBytes = 65536;
/** Vectors may be read and written a little past the end of a plane. */
const slack = 32;

export class Kernel {
  readonly exports: KernelExports;

  private constructor(exports: KernelExports) {
    this.exports = exports;
  }

  /** Undefined where there is no WebAssembly (`--jitless`) or none with vectors. */
  static load(bytes: Uint8Array = readFileSync(ownFile('src/visual/kernel.wasm'))): Kernel | undefined {
    const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
    if (api === undefined) return undefined;
    try {
      const { exports } = new api.Instance(new api.Module(bytes), { env: { abort: aborted } });
      return new Kernel(exports);
    } catch {
      return undefined;
    }
  }

  /**
   * Addresses for planes of these sizes in bytes, one behind the other. Every call hands out the same memory again; it grows as needed and
   * never shrinks, so users work on strips.
   */
  layOut<Sizes extends readonly number[]>(...sizes: Sizes): { [K in keyof Sizes]: number } {
    const { memory, freeMemory } = this.exports;
    let end = align(freeMemory.value);
    const addresses = sizes.map((size) => {
      const address = end;
      end = align(end + size + slack);
      return address;
    });
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return addresses as { [K in keyof Sizes]: number };
  }

  /** A view that lives until the memory grows. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }
}

/** The one of this process. */
export const kernel = Kernel.load();

function align(address: number): number {
  return (address + 15) & ~15;
}

function aborted(): never {
  throw new Error('the pixel kernel gave up');
}
