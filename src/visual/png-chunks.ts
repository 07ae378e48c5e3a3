/** The container of a PNG file: signature, chunks with their checksums, and the header; a damaged file is named by byte and chunk. */
import { crc32 } from 'node:zlib';
import { CodexqaError } from '../contracts/errors.ts';
import type { Size } from '../contracts/geometry.ts';

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const restoreFix = 'restore the file from version control, or write a new one with `-u`';

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Where the chunk starts in the file, length field included. */
  readonly offset: number;
}

export type PngColorType = 0 | 2 | 3 | 4 | 6;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colorType: PngColorType;
  readonly interlaced: boolean;
}

/** A picture file that cannot be read. `source` is the path or whatever else names it. */
export function invalidPng(source: string, what: string, fix = restoreFix, cause?: unknown): CodexqaError {
  return new CodexqaError('BASELINE_INVALID', `${source} is not a readable PNG: ${what}`, {
    fix,
    cause,
    facts: { path: source },
  });
}

/**
 * All chunks in file order, from IHDR to IEND; bytes after IEND are ignored, as every reader does.
 * @throws BASELINE_INVALID
 */
export function readChunks(bytes: Buffer, source: string): readonly PngChunk[] {
  checkSignature(bytes, source);
  const chunks: PngChunk[] = [];
  let offset = pngSignature.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    const chunk = chunkAt(bytes, offset, source);
    chunks.push(chunk);
    offset += chunk.data.length + 12;
  }
  return chunks;
}

/** @throws BASELINE_INVALID when the first chunk is not a sound IHDR */
export function readHeader(chunks: readonly PngChunk[], source: string): PngHeader {
  const [first] = chunks;
  if (first?.type !== 'IHDR' || first.data.length !== 13)
    throw invalidPng(source, 'the first chunk is not a header (IHDR)');
  const header = {
    width: first.data.readUInt32BE(0),
    height: first.data.readUInt32BE(4),
    bitDepth: first.data.readUInt8(8),
    colorType: first.data.readUInt8(9),
    interlaced: first.data.readUInt8(12) === 1,
  };
  if (header.width === 0 || header.height === 0)
    throw invalidPng(source, `its header says ${header.width}x${header.height} pixels`);
  const { colorType } = header;
  if (!isColorType(colorType) || !depthsOf[colorType].includes(header.bitDepth)) {
    throw invalidPng(
      source,
      `its header says colour type ${colorType} with ${header.bitDepth} bits, which PNG does not have`,
    );
  }
  return { ...header, colorType };
}

/** Width and height where every PNG has them; only for files known to be sound. */
export function sizeIn(bytes: Buffer): Size {
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** One chunk as it stands in a file. */
export function chunkBytes(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.allocUnsafe(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}

const depthsOf: Record<PngColorType, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

function isColorType(value: number): value is PngColorType {
  return value in depthsOf;
}

function checkSignature(bytes: Buffer, source: string): void {
  if (bytes.length === 0) throw invalidPng(source, 'the file is empty');
  if (bytes.subarray(0, 40).toString('latin1').startsWith('version https://git-lfs')) {
    throw invalidPng(source, 'it is a Git LFS pointer, not the picture itself', 'run `git lfs pull`');
  }
  const seen = bytes.subarray(0, pngSignature.length);
  if (seen.equals(pngSignature)) return;
  if (pngSignature.subarray(0, seen.length).equals(seen)) throw truncated(source, bytes.length);
  throw invalidPng(source, `it starts with ${seen.toString('hex')}, a PNG starts with ${pngSignature.toString('hex')}`);
}

function chunkAt(bytes: Buffer, offset: number, source: string): PngChunk {
  if (offset + 12 > bytes.length) throw truncated(source, bytes.length);
  const length = bytes.readUInt32BE(offset);
  const type = bytes.toString('latin1', offset + 4, offset + 8);
  if (!/^[A-Za-z]{4}$/.test(type))
    throw invalidPng(source, `there is no chunk at byte ${offset}, where one must start`);
  const end = offset + 8 + length;
  if (end + 4 > bytes.length) throw truncated(source, bytes.length, `chunk ${type} at byte ${offset} needs ${end + 4}`);
  if (crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32BE(end)) {
    throw invalidPng(source, `the checksum of chunk ${type} at byte ${offset} is wrong`);
  }
  return { type, data: bytes.subarray(offset + 8, end), offset };
}

function truncated(source: string, length: number, detail = 'it has no end (IEND)'): CodexqaError {
  return invalidPng(source, `it is truncated after ${length} bytes: ${detail}`);
}
