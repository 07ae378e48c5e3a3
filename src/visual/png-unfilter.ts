/** Undoes the row filters of 8-bit RGB and RGBA pictures (PNG specification, section 9); RGB becomes four bytes a pixel. */
import type { PixelLayout } from '../contracts/image.ts';
import { type Kernel, kernel } from './kernel.ts';
import { newPixels } from './pixels.ts';

export interface FilteredShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** How RGB is laid out in four bytes, the fourth one as given. RGBA stays as it is. */
export interface PixelForm {
  readonly layout: PixelLayout;
  readonly fourthByte: number;
}

export const plainForm: PixelForm = { layout: 'rgba', fourthByte: 255 };

export type Unfiltered =
  | { readonly kind: 'ok'; readonly pixels: Uint8Array }
  | { readonly kind: 'bad-filter'; readonly row: number; readonly filter: number };

/** Small enough for the second-level cache. */
const stripBytes = 256 * 1024;

/** Bytes that hold the filtered rows first and the pixels in their place afterwards. */
export function unfilterBytes({ width, height, channels }: FilteredShape): number {
  return Math.max(width * 4, width * channels + 1) * height;
}

/**
 * `filtered` holds a filter byte before each row; its content is lost. Where its memory goes on for `unfilterBytes` from its start, the
 * pixels come to lie there: memory never touched before costs more than all work on it.
 */
export function unfilter(filtered: Uint8Array, shape: FilteredShape, form: PixelForm = plainForm): Unfiltered {
  return kernel === undefined ? unfilterInJs(filtered, shape, form) : unfilterInWasm(kernel, filtered, shape, form);
}

function unfilterInWasm(wasm: Kernel, filtered: Uint8Array, shape: FilteredShape, form: PixelForm): Unfiltered {
  const { width, height, channels } = shape;
  const rowBytes = width * channels;
  const { source, pixels } = layOver(filtered, shape);
  const step = Math.max(1, Math.floor(stripBytes / rowBytes));
  const [above, input, output] = wasm.layOut(rowBytes, (rowBytes + 1) * step, width * 4 * step);
  wasm.bytes(above, rowBytes).fill(0);
  for (let y = 0; y < height; y += step) {
    const rows = Math.min(step, height - y);
    const strip = source.subarray(y * (rowBytes + 1), (y + rows) * (rowBytes + 1));
    wasm.bytes(input, strip.length).set(strip);
    const bad = wasm.exports.unfilter(input, above, rowBytes, rows, channels);
    if (bad >= 0) return { kind: 'bad-filter', row: y + bad, filter: strip[bad * (rowBytes + 1)] ?? 0 };
    const target = y * width * 4;
    if (channels === 3) {
      wasm.exports.widen(input, output, width, rows, form.layout === 'bgrx', form.fourthByte);
      pixels.set(wasm.bytes(output, rows * width * 4), target);
    } else {
      copyRows(wasm.bytes(input, strip.length), rows, rowBytes, pixels, target);
    }
  }
  return { kind: 'ok', pixels };
}

/** The filtered rows end where the pixels will end, so that each strip has been read before pixels are written over it. */
function layOver(
  filtered: Uint8Array,
  shape: FilteredShape,
): { readonly source: Uint8Array; readonly pixels: Uint8Array } {
  const pixelBytes = shape.width * shape.height * 4;
  const { buffer, byteOffset, length } = filtered;
  if (byteOffset + unfilterBytes(shape) > buffer.byteLength) return { source: filtered, pixels: newPixels(shape) };
  const start = Math.max(0, pixelBytes - length);
  const memory = Buffer.from(buffer, byteOffset, start + length);
  if (start > 0) memory.copyWithin(start, 0, length);
  return { source: memory.subarray(start), pixels: memory.subarray(0, pixelBytes) };
}

/** Without the filter bytes. */
function copyRows(from: Uint8Array, rows: number, rowBytes: number, to: Uint8Array, target: number): void {
  for (let y = 0; y < rows; y++) {
    const start = y * (rowBytes + 1) + 1;
    to.set(from.subarray(start, start + rowBytes), target + y * rowBytes);
  }
}

/** The same without the kernel. */
export function unfilterInJs(filtered: Uint8Array, shape: FilteredShape, form: PixelForm): Unfiltered {
  const { width, height, channels } = shape;
  const rowBytes = width * channels;
  const pixels = new Uint8Array(width * height * 4);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const start = y * (rowBytes + 1);
    const row = filtered.subarray(start + 1, start + 1 + rowBytes);
    const filter = filtered[start] ?? 0;
    if (filter > 4) return { kind: 'bad-filter', row: y, filter };
    restoreRow(filter, row, above, channels);
    const target = y * width * 4;
    if (channels === 4) pixels.set(row, target);
    else widenRow(row, pixels, target, form);
    above = row;
  }
  return { kind: 'ok', pixels };
}

function restoreRow(filter: number, row: Uint8Array, above: Uint8Array, channels: number): void {
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const left = byte(row, i - channels);
    const up = byte(above, i);
    row[i] = byte(row, i) + estimate(filter, left, up, byte(above, i - channels));
  }
}

/** What the filter foretells of a byte from its neighbours. */
function estimate(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const sum = left + up - upLeft;
  const toLeft = Math.abs(sum - left);
  const toUp = Math.abs(sum - up);
  const toUpLeft = Math.abs(sum - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** Left of the first pixel stands 0. */
function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function widenRow(row: Uint8Array, pixels: Uint8Array, target: number, { layout, fourthByte }: PixelForm): void {
  const [red, blue] = layout === 'rgba' ? [0, 2] : [2, 0];
  for (let from = 0, to = target; from < row.length; from += 3, to += 4) {
    pixels[to + red] = byte(row, from);
    pixels[to + 1] = byte(row, from + 1);
    pixels[to + blue] = byte(row, from + 2);
    pixels[to + 3] = fourthByte;
  }
}
