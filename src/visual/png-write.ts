/** Writes PNG files fast: level 1, no row filters (measured: smallest and fastest together for screens), RGB when opaque. */
import { constants, deflateSync } from 'node:zlib';
import type { RawImage } from '../contracts/image.ts';
import { kernel } from './kernel.ts';
import { isOpaque } from './pixels.ts';
import { chunkBytes, pngSignature } from './png-chunks.ts';
import { digestChunk } from './png-digest.ts';

const rgb = 2;
const rgba = 6;
const palette = 3;

/** What the kernel works on at once. */
const stripBytes = 256 * 1024;

/** A packed difference of a full screen fits. */
const packedBytes = 256 * 1024;

/** A picture whose pixels are numbers of colours. */
export interface PalettePicture {
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, the place in `colors`; a 0, for "no filter", stands before each row. */
  readonly rows: Uint8Array;
  /** At most 256 colours as `[red, green, blue]`. */
  readonly colors: readonly (readonly [number, number, number])[];
}

export function writePng(image: RawImage): Buffer {
  return finish(pictureBytes(image));
}

/** With the digest of its pixels, by which an equal screen is known without unpacking the file. */
export function writeBaselinePng(image: RawImage): Buffer {
  const bytes = pictureBytes(image);
  return finish(Buffer.concat([bytes, digestChunk(image, bytes)]));
}

/** A PNG without its end. */
function pictureBytes(image: RawImage): Buffer {
  const opaque = isOpaque(image);
  const rows = opaque ? opaqueRows(image) : rowsOf(image.pixels, image.width * 4, image.height);
  return Buffer.concat([
    pngSignature,
    header(image.width, image.height, opaque ? rgb : rgba),
    chunkBytes('IDAT', deflateSync(rows, { level: 1 })),
  ]);
}

export function writePalettePng(picture: PalettePicture): Buffer {
  const chunks = [
    pngSignature,
    header(picture.width, picture.height, palette),
    chunkBytes('PLTE', Uint8Array.from(picture.colors.flat())),
    // a difference is runs of one colour: measured, this is both faster and smaller than level 1 alone
    chunkBytes('IDAT', deflateSync(picture.rows, { level: 1, strategy: constants.Z_RLE, chunkSize: packedBytes })),
  ];
  return finish(Buffer.concat(chunks));
}

function finish(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, chunkBytes('IEND', new Uint8Array(0))]);
}

function header(width: number, height: number, colorType: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.writeUInt8(8, 8);
  data.writeUInt8(colorType, 9);
  return chunkBytes('IHDR', data);
}

/** A filter byte of 0 stands before each row. */
function rowsOf(bytes: Uint8Array, rowBytes: number, height: number): Uint8Array {
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  return rows;
}

function opaqueRows(image: RawImage): Uint8Array {
  const { width, height } = image;
  const rowBytes = width * 3 + 1;
  const rows = Buffer.allocUnsafeSlow(rowBytes * height);
  if (kernel === undefined) {
    narrowInJs(image, rows);
    return rows;
  }
  const step = Math.max(1, Math.floor(stripBytes / (width * 4)));
  const [from, to] = kernel.layOut(step * width * 4, step * rowBytes);
  for (let y = 0; y < height; y += step) {
    const count = Math.min(step, height - y);
    kernel.bytes(from, count * width * 4).set(image.pixels.subarray(y * width * 4, (y + count) * width * 4));
    kernel.exports.narrow(from, to, width, count, image.layout === 'bgrx');
    rows.set(kernel.bytes(to, count * rowBytes), y * rowBytes);
  }
  return rows;
}

export function narrowInJs({ width, height, pixels, layout }: RawImage, rows: Uint8Array): void {
  const [red, blue] = layout === 'rgba' ? [0, 2] : [2, 0];
  let to = 0;
  let from = 0;
  for (let y = 0; y < height; y++) {
    rows[to++] = 0;
    for (let x = 0; x < width; x++, from += 4, to += 3) {
      rows[to] = pixels[from + red] ?? 0;
      rows[to + 1] = pixels[from + 1] ?? 0;
      rows[to + 2] = pixels[from + blue] ?? 0;
    }
  }
}
