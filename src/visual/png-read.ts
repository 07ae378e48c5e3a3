/** Any PNG as raw pixels: the kinds that screenshots have by our own fast path, the odd ones through pngjs. */
import { inflateSync } from 'node:zlib';
import type { Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { onDemand } from '../support/on-demand.ts';
import { invalidPng, type PngChunk, type PngHeader, readChunks, readHeader } from './png-chunks.ts';
import { type FilteredShape, type PixelForm, plainForm, unfilter, unfilterBytes } from './png-unfilter.ts';

export interface PngLimits {
  /** Pictures with more pixels are refused before anything is unpacked. */
  readonly maxPixels: number;
}

export const defaultPngLimits: PngLimits = { maxPixels: 100_000_000 };

export interface PngPicture {
  readonly image: RawImage;
  /** What was not taken from the file, in words: an ignored colour profile, 16 bits cut to 8. */
  readonly notes: readonly string[];
}

/**
 * Pixels of a PNG as `rgba`; a plain RGB picture comes in the wanted form at no cost.
 * @param source names the picture in errors: its path
 * @throws BASELINE_INVALID
 */
export function readPng(
  bytes: Buffer,
  source: string,
  { limits = defaultPngLimits, form = plainForm }: { readonly limits?: PngLimits; readonly form?: PixelForm } = {},
): PngPicture {
  const chunks = readChunks(bytes, source);
  const header = readHeader(chunks, source);
  assertPixels(header, source, limits);
  const image = isPlain(header, chunks) ? readPlain(chunks, header, source, form) : readOdd(bytes, source);
  return { image, notes: notesOn(header, chunks) };
}

/** @throws BASELINE_INVALID */
export function assertPixels({ width, height }: Size, source: string, limits: PngLimits): void {
  const pixels = width * height;
  if (pixels <= limits.maxPixels) return;
  throw invalidPng(
    source,
    `it has ${width}x${height} pixels, ${megapixels(pixels)}, and the limit is ${megapixels(limits.maxPixels)}`,
    'write a baseline of a window or an element instead, or raise `maxBaselinePixels` in the configuration',
  );
}

function megapixels(pixels: number): string {
  return `${(pixels / 1e6).toFixed(1)} megapixels`;
}

/** tRNS on RGB names one colour as transparent: rare enough to leave to pngjs. */
function isPlain(header: PngHeader, chunks: readonly PngChunk[]): boolean {
  if (header.interlaced || header.bitDepth !== 8) return false;
  return header.colorType === 6 || (header.colorType === 2 && !chunks.some((chunk) => chunk.type === 'tRNS'));
}

function readPlain(chunks: readonly PngChunk[], header: PngHeader, source: string, form: PixelForm): RawImage {
  const { width, height } = header;
  const channels = header.colorType === 6 ? 4 : 3;
  const shape: FilteredShape = { width, height, channels };
  const expected = (width * channels + 1) * height;
  const unpacked = inflate(chunks, unfilterBytes(shape), source);
  if (unpacked.length < expected) {
    throw invalidPng(source, `its pixels (IDAT) end after ${unpacked.length} of ${expected} bytes`);
  }
  const outcome = unfilter(unpacked.subarray(0, expected), shape, form);
  if (outcome.kind === 'bad-filter')
    throw invalidPng(source, `row ${outcome.row} says filter ${outcome.filter}, PNG has 0 to 4`);
  return { width, height, pixels: outcome.pixels, layout: channels === 3 ? form.layout : 'rgba' };
}

/** The slack lets zlib end in one piece; a stream that is much longer is an attack or a defect. */
function inflate(chunks: readonly PngChunk[], bytes: number, source: string): Buffer {
  const parts = chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data);
  if (parts.length === 0) throw invalidPng(source, 'it has no pixels (no IDAT chunk)');
  const [only] = parts;
  const packed = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  const slack = 1024;
  try {
    return inflateSync(packed, { chunkSize: bytes + slack, maxOutputLength: bytes + slack });
  } catch (cause) {
    throw invalidPng(source, `its pixels (IDAT) cannot be unpacked: ${messageOf(cause)}`, undefined, cause);
  }
}

function readOdd(bytes: Buffer, source: string): RawImage {
  const { PNG } = onDemand('pngjs') as typeof import('pngjs');
  try {
    const { width, height, data } = PNG.sync.read(bytes);
    return { width, height, pixels: data, layout: 'rgba' };
  } catch (cause) {
    throw invalidPng(source, messageOf(cause), undefined, cause);
  }
}

function notesOn(header: PngHeader, chunks: readonly PngChunk[]): readonly string[] {
  const notes: string[] = [];
  if (chunks.some((chunk) => chunk.type === 'iCCP')) notes.push('its colour profile (iCCP) is ignored');
  if (chunks.some((chunk) => chunk.type === 'gAMA')) notes.push('its gamma (gAMA) is ignored');
  if (header.bitDepth === 16) notes.push('its 16 bits a channel are read as 8');
  if (chunks.some((chunk) => chunk.type === 'acTL')) notes.push('it is animated: only its first frame is read');
  return notes;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
