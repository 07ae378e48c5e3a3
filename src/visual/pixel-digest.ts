/** The digest of a picture's pixels: XXH3 with 128 bits over its opaque `rgba`, whatever layout it comes in. */
import type { RawImage } from '../contracts/image.ts';
import { kernel } from './kernel.ts';

/** Multiple of the blocks of XXH3; what is hashed stays in the second-level cache. */
const chunkBytes = 256 * 1024;
const blockBytes = 1024;
/** Shorter inputs have forms of their own in XXH3, and need no digest. */
const leastBytes = 241;

/** 32 hexadecimal digits; undefined for tiny or translucent pictures and where there is no kernel. */
export function digestPixels({ pixels, layout }: RawImage): string | undefined {
  const isBgrx = layout === 'bgrx';
  return digest(pixels, isBgrx, (address, length) => isBgrx || kernel?.exports.isOpaque(address, length) !== 0);
}

/** The same over plain bytes. */
export function digestBytes(bytes: Uint8Array): string | undefined {
  return digest(bytes, false, () => true);
}

function digest(
  bytes: Uint8Array,
  isBgrx: boolean,
  fits: (address: number, length: number) => boolean,
): string | undefined {
  if (kernel === undefined || bytes.length < leastBytes) return undefined;
  const { exports } = kernel;
  const [input] = kernel.layOut(chunkBytes + blockBytes);
  exports.digestBegin(isBgrx);
  let from = 0;
  for (const to of chunkEnds(bytes.length)) {
    kernel.bytes(input, to - from).set(bytes.subarray(from, to));
    if (!fits(input, to - from)) return undefined;
    if (to === bytes.length) exports.digestEnd(input, to - from, BigInt(bytes.length));
    else exports.digestBlocks(input, (to - from) / blockBytes);
    from = to;
  }
  return hex(exports.digestHigh.value) + hex(exports.digestLow.value);
}

/** The last chunk is longer than one block: the digest ends with the last 64 bytes, which must not lie in the chunk before. */
function* chunkEnds(length: number): Generator<number> {
  let end = 0;
  while (length - end > chunkBytes + blockBytes) {
    end += chunkBytes;
    yield end;
  }
  yield length;
}

function hex(half: bigint): string {
  return BigInt.asUintN(64, half).toString(16).padStart(16, '0');
}
