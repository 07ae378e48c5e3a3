/** Judges a strip in the kernel. */
import type { RawImage } from '../contracts/image.ts';
import type { Kernel } from './kernel.ts';
import type { JudgedStrip, Strip } from './strip.ts';
import type { Limits } from './thresholds.ts';

/** Undefined for translucent pixels: those are judged in JavaScript. */
export function judgeInWasm(kernel: Kernel, strip: Strip, limits: Limits): JudgedStrip | undefined {
  const { expected, actual, rows, top } = strip;
  const { width, height } = expected;
  const { exports } = kernel;
  const pixels = width * height;
  const bitWords = Math.ceil(width / 16) * (rows.to - rows.from);
  const [before, after, marks, words] = kernel.layOut(pixels * 4, pixels * 4, pixels, bitWords * 2);
  if (!fill(kernel, before, expected) || !fill(kernel, after, actual)) return undefined;
  exports.judge(before, after, marks, width, height, rows.from, rows.to, limits.counted, limits.faint);
  const first = marks + rows.from * width;
  const count = rows.to - rows.from;
  exports.takeCensus(first, width, count, words);
  return {
    tally: {
      counted: exports.countedPixels.value,
      faint: exports.faintPixels.value,
      antiAliased: exports.antiAliasedPixels.value,
      alike: exports.alikePixels.value,
    },
    marked: {
      from: top + rows.from,
      to: top + rows.to,
      marks: kernel.bytes(first, count * width).slice(),
      bits: new Uint16Array(kernel.bytes(words, bitWords * 2).slice().buffer),
    },
  };
}

/** Copies pixels in as opaque `rgba`; false when they are not opaque. */
function fill(kernel: Kernel, address: number, { pixels, layout }: RawImage): boolean {
  kernel.bytes(address, pixels.length).set(pixels);
  if (layout === 'rgba') return kernel.exports.isOpaque(address, pixels.length) !== 0;
  kernel.exports.fromBgrx(address, pixels.length);
  return true;
}
