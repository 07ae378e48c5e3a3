/**
 * A private chunk at the end of a baseline: the digest of its pixels, bound to every byte before it. Its name tells other tools not to copy
 * it when they change the picture; one that does so all the same changes bytes, and then the chunk counts for nothing.
 */
import type { RawImage } from '../contracts/image.ts';
import { digestBytes, digestPixels } from './pixel-digest.ts';
import { chunkBytes } from './png-chunks.ts';

/** Ancillary, private, unsafe to copy: small, small, capital, capital. */
const chunkType = 'cqDG';
const version = 1;
const digestBytesLength = 16;
const dataLength = 1 + 2 * digestBytesLength;
const chunkOverhead = 12;
const endLength = 12;

/** Empty where there is no digest: tiny or translucent pictures, no kernel. */
export function digestChunk(image: RawImage, before: Uint8Array): Buffer {
  const pixels = digestPixels(image);
  const binding = digestBytes(before);
  if (pixels === undefined || binding === undefined) return Buffer.alloc(0);
  return chunkBytes(chunkType, Buffer.from(`${Buffer.of(version).toString('hex')}${pixels}${binding}`, 'hex'));
}

/** The digest of the pixels, when the file is byte for byte as it was written. */
export function storedDigest(file: Buffer): string | undefined {
  const start = file.length - endLength - dataLength - chunkOverhead;
  if (start < 0 || file.toString('latin1', start + 4, start + 8) !== chunkType) return undefined;
  const data = file.subarray(start + 8, start + 8 + dataLength);
  if (data[0] !== version) return undefined;
  const binding = data.toString('hex', 1 + digestBytesLength);
  return digestBytes(file.subarray(0, start)) === binding ? data.toString('hex', 1, 1 + digestBytesLength) : undefined;
}
