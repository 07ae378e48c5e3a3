/** The WASM kernel: loads it, lays out its memory and hands it strips; without WebAssembly everything falls back to JavaScript. */
import { readFileSync } from 'node:fs';
import type { JudgedStrip, Strip } from './strip.ts';
import type { Limits } from './thresholds.ts';

/** What kernel/kernel.ts exports. Addresses are bytes in `memory`. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly freeMemory: { readonly value: number };
  readonly countedPixels: { readonly value: number };
  readonly faintPixels: { readonly value: number };
  readonly antiAliasedPixels: { readonly value: number };
  readonly alikePixels: { readonly value: number };
  judge(
    expected: number,
    actual: number,
    marks: number,
    columns: number,
    rows: number,
    from: number,
    to: number,
    countedLimit: number,
    faintLimit: number,
  ): void;
  differingBits(marks: number, columns: number, rows: number, words: number): void;
  fromBgrx(pixels: number, bytes: number): void;
  isOpaque(pixels: number, bytes: number): number;
}

/** TypeScript knows WebAssembly only as part of a browser. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: KernelExports };
}

const pageBytes = 65536;
/** Vector loads may read a little past the end of a plane. */
const slack = 32;

export class Kernel {
  readonly #exports: KernelExports;

  private constructor(exports: KernelExports) {
    this.#exports = exports;
  }

  /** Undefined where there is no WebAssembly (`--jitless`) or none with vectors. */
  static load(bytes: Uint8Array = readFileSync(new URL('./kernel.wasm', import.meta.url))): Kernel | undefined {
    const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
    if (api === undefined) return undefined;
    try {
      const { exports } = new api.Instance(new api.Module(bytes), { env: { abort: aborted } });
      return new Kernel(exports);
    } catch {
      return undefined;
    }
  }

  /** Undefined for translucent pixels: those are judged in JavaScript. */
  judge(strip: Strip, limits: Limits): JudgedStrip | undefined {
    const { expected, actual, rows, top } = strip;
    const { width, height } = expected;
    const [before, after, marks, words] = this.#layOut([
      width * height * 4,
      width * height * 4,
      width * height,
      Math.ceil(width / 16) * height * 2,
    ]);
    if (!this.#fill(before, expected) || !this.#fill(after, actual)) return undefined;
    const kernel = this.#exports;
    kernel.judge(before, after, marks, width, height, rows.from, rows.to, limits.counted, limits.faint);
    const first = marks + rows.from * width;
    const count = rows.to - rows.from;
    kernel.differingBits(first, width, count, words);
    const { buffer } = kernel.memory;
    return {
      tally: {
        counted: kernel.countedPixels.value,
        faint: kernel.faintPixels.value,
        antiAliased: kernel.antiAliasedPixels.value,
        alike: kernel.alikePixels.value,
      },
      marked: {
        from: top + rows.from,
        to: top + rows.to,
        marks: new Uint8Array(buffer, first, count * width).slice(),
        bits: new Uint16Array(buffer, words, Math.ceil(width / 16) * count).slice(),
      },
    };
  }

  /** Copies pixels in as opaque `rgba`; false when they are not opaque. */
  #fill(address: number, { pixels, layout }: Strip['expected']): boolean {
    new Uint8Array(this.#exports.memory.buffer).set(pixels, address);
    if (layout === 'rgba') return this.#exports.isOpaque(address, pixels.length) !== 0;
    this.#exports.fromBgrx(address, pixels.length);
    return true;
  }

  /** Addresses for planes of these sizes, one behind the other; the memory grows as needed and never shrinks. */
  #layOut<Sizes extends readonly number[]>(sizes: readonly [...Sizes]): Sizes {
    const { memory, freeMemory } = this.#exports;
    let end = align(freeMemory.value);
    const addresses = sizes.map((size) => {
      const address = end;
      end = align(end + size + slack);
      return address;
    });
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return addresses as unknown as Sizes;
  }
}

function align(address: number): number {
  return (address + 15) & ~15;
}

function aborted(): never {
  throw new Error('the pixel kernel gave up');
}
