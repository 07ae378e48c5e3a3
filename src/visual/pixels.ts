/** Raw pictures in one common form, and parts of them. */
import { endianness } from 'node:os';
import { isEmptyRect, type Rect, type Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type Kernel, kernel } from './kernel.ts';

const littleEndian = endianness() === 'LE';

/** What the kernel works on at once stays in the second-level cache. */
const chunkBytes = 256 * 1024;

/** One number per pixel, in memory order; copies only when the bytes do not lie on a 4-byte border. */
export function words(image: RawImage): Uint32Array {
  const { pixels } = image;
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : Uint8Array.from(pixels);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, image.width * image.height);
}

/** The same picture as `rgba`; the fourth byte of `bgrx` becomes opaque. An `rgba` picture is returned as it is. */
export function toRgba(image: RawImage): RawImage {
  return image.layout === 'rgba' ? image : swapped(image, 'rgba', 255);
}

/**
 * The same picture as `bgrx` with the given fourth byte, so that equal pictures are equal in memory to captures with that byte.
 * Undefined for a picture with translucent pixels, which `bgrx` cannot hold.
 */
export function toBgrx(image: RawImage, fourthByte: number): RawImage | undefined {
  if (image.layout === 'bgrx') return image;
  return isOpaque(image) ? swapped(image, 'bgrx', fourthByte) : undefined;
}

/** Both pictures in the layout of the actual one, or in `rgba` where the expected one is translucent. */
export function inOneLayout(expected: RawImage, actual: RawImage): readonly [RawImage, RawImage] {
  if (expected.layout === actual.layout) return [expected, actual];
  const converted = actual.layout === 'bgrx' ? toBgrx(expected, fourthByteOf(actual)) : toRgba(expected);
  return converted === undefined ? [expected, toRgba(actual)] : [converted, actual];
}

/** What stands where `bgrx` means nothing: servers write the same everywhere. */
export function fourthByteOf(image: RawImage): number {
  return image.pixels[3] ?? 0;
}

export function isOpaque(image: RawImage): boolean {
  if (image.layout === 'bgrx') return true;
  return kernel === undefined ? isOpaqueInJs(image) : isOpaqueInWasm(kernel, image);
}

function isOpaqueInWasm(wasm: Kernel, { pixels }: RawImage): boolean {
  const [chunk] = wasm.layOut(chunkBytes);
  for (let start = 0; start < pixels.length; start += chunkBytes) {
    const part = pixels.subarray(start, start + chunkBytes);
    wasm.bytes(chunk, part.length).set(part);
    if (wasm.exports.isOpaque(chunk, part.length) === 0) return false;
  }
  return true;
}

function isOpaqueInJs(image: RawImage): boolean {
  const numbers = words(image);
  let all = 0xffffffff;
  for (let i = 0; i < numbers.length; i++) all &= numbers[i] ?? 0;
  return (all & alphaBits) === alphaBits;
}

/** The bits of the fourth byte in one number per pixel, as a signed number: so are results of `&`. */
const alphaBits = littleEndian ? 0xff000000 | 0 : 0xff;

/** Exchanges red and blue. */
function swapped(image: RawImage, layout: RawImage['layout'], fourthByte: number): RawImage {
  const { width, height } = image;
  const pixels = newPixels(image);
  if (kernel === undefined) swapInJs(image.pixels, pixels, fourthByte);
  else swapInWasm(kernel, image.pixels, pixels, fourthByte);
  return { width, height, pixels, layout };
}

function swapInWasm(wasm: Kernel, from: Uint8Array, to: Uint8Array, fourthByte: number): void {
  const [chunk] = wasm.layOut(chunkBytes);
  for (let start = 0; start < from.length; start += chunkBytes) {
    const part = from.subarray(start, start + chunkBytes);
    wasm.bytes(chunk, part.length).set(part);
    wasm.exports.exchange(chunk, part.length, fourthByte);
    to.set(wasm.bytes(chunk, part.length), start);
  }
}

function swapInJs(from: Uint8Array, to: Uint8Array, fourthByte: number): void {
  for (let i = 0; i < from.length; i += 4) {
    to[i] = from[i + 2] ?? 0;
    to[i + 1] = from[i + 1] ?? 0;
    to[i + 2] = from[i] ?? 0;
    to[i + 3] = fourthByte;
  }
}

/** Memory for a picture of this size, not cleared: whoever asks fills it. */
export function newPixels({ width, height }: Size): Uint8Array {
  return Buffer.allocUnsafeSlow(width * height * 4);
}

/** The picture on a larger canvas, its top left corner kept, the rest transparent. */
export function extend(image: RawImage, width: number, height: number): RawImage {
  const source = toRgba(image);
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < source.height; y++) {
    pixels.set(source.pixels.subarray(y * source.width * 4, (y + 1) * source.width * 4), y * width * 4);
  }
  return { width, height, pixels, layout: 'rgba' };
}

/** The top left part of a picture: what `extend` was given. */
export function cut(image: RawImage, { width, height }: Size): RawImage {
  if (image.width === width && image.height === height) return image;
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = y * image.width * 4;
    pixels.set(image.pixels.subarray(start, start + width * 4), y * width * 4);
  }
  return { width, height, pixels, layout: image.layout };
}

/** Whole pixels that a rectangle touches, cut to the picture; undefined when it lies outside. */
export function pixelArea(rect: Rect, within: { readonly width: number; readonly height: number }): Rect | undefined {
  const left = Math.max(0, Math.floor(rect.x));
  const top = Math.max(0, Math.floor(rect.y));
  const right = Math.min(within.width, Math.ceil(rect.x + rect.width));
  const bottom = Math.min(within.height, Math.ceil(rect.y + rect.height));
  const area = { x: left, y: top, width: right - left, height: bottom - top };
  return isEmptyRect(area) ? undefined : area;
}
