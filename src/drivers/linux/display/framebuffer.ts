/** The screen as pixels: Xvfb's own frame buffer file, read with one call. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../../../contracts/errors.ts';
import { formatRect, intersection, type Rect, type Size } from '../../../contracts/geometry.ts';
import type { RawImage } from '../../../contracts/image.ts';
import type { XConnection } from './x-connection.ts';

/** Layout of an XWD file, version 7: big-endian words before the pixels. */
const header = { size: 0, width: 4, height: 5, bitsPerPixel: 11, bytesPerLine: 12, colors: 19 } as const;
const headerWords = 25;
const bytesPerColor = 12;
const bytesPerPixel = 4;

export class Framebuffer {
  readonly size: Size;
  readonly #file: number;
  readonly #offset: number;
  readonly #stride: number;
  /** Whole lines, before a narrower area is cut out of them. */
  #scratch: Buffer = Buffer.alloc(0);

  private constructor(file: number) {
    this.#file = file;
    const words = Buffer.alloc(headerWords * 4);
    readSync(file, words, 0, words.length, 0);
    const word = (index: number): number => words.readUInt32BE(index * 4);
    if (word(header.bitsPerPixel) !== bytesPerPixel * 8) {
      throw new CodexqaError(
        'SESSION_START_FAILED',
        `Xvfb keeps ${word(header.bitsPerPixel)} bits per pixel, expected 32`,
      );
    }
    this.size = { width: word(header.width), height: word(header.height) };
    this.#stride = word(header.bytesPerLine);
    this.#offset = word(header.size) + word(header.colors) * bytesPerColor;
  }

  static open(folder: string): Framebuffer {
    return new Framebuffer(openSync(join(folder, 'Xvfb_screen0'), 'r'));
  }

  close(): void {
    closeSync(this.#file);
  }

  /**
   * The part of the screen inside `area`, or the whole screen.
   * The server stands still meanwhile: no frame is half drawn.
   * @throws CAPTURE_FAILED when the area lies outside the screen
   */
  async capture(x: XConnection, area: Rect, reuse?: RawImage): Promise<RawImage> {
    const visible = visiblePart(area, this.size);
    x.client.GrabServer();
    try {
      await x.sync();
      return this.#read(visible, reuse);
    } finally {
      x.client.UngrabServer();
      x.client.flush();
    }
  }

  #read(area: Rect, reuse: RawImage | undefined): RawImage {
    const { width, height } = area;
    const lineBytes = width * bytesPerPixel;
    const start = this.#offset + area.y * this.#stride;
    const bytes = lineBytes * height;
    const pixels = reuse?.pixels.length === bytes ? reuse.pixels : Buffer.allocUnsafeSlow(bytes);
    if (lineBytes === this.#stride) {
      this.#fill(pixels, start);
      return { width, height, pixels, layout: 'bgrx' };
    }
    const lines = this.#lines(height);
    this.#fill(lines, start);
    for (let row = 0; row < height; row += 1) {
      const from = row * this.#stride + area.x * bytesPerPixel;
      pixels.set(lines.subarray(from, from + lineBytes), row * lineBytes);
    }
    return { width, height, pixels, layout: 'bgrx' };
  }

  #lines(height: number): Buffer {
    const bytes = this.#stride * height;
    if (this.#scratch.length < bytes) this.#scratch = Buffer.allocUnsafeSlow(bytes);
    return this.#scratch.subarray(0, bytes);
  }

  #fill(target: Uint8Array, position: number): void {
    const read = readSync(this.#file, target, 0, target.length, position);
    if (read !== target.length) {
      throw new CodexqaError('CAPTURE_FAILED', `the frame buffer gave ${read} bytes of ${target.length}`);
    }
  }
}

/** The part of a screen that an area shows, in whole pixels. @throws CAPTURE_FAILED when it shows none */
export function visiblePart(area: Rect, size: Size): Rect {
  const whole: Rect = {
    x: Math.round(area.x),
    y: Math.round(area.y),
    width: Math.round(area.width),
    height: Math.round(area.height),
  };
  const visible = intersection({ x: 0, y: 0, ...size }, whole);
  if (visible !== undefined) return visible;
  throw new CodexqaError(
    'CAPTURE_FAILED',
    `the area ${formatRect(area)} lies outside the screen of ${size.width}x${size.height}`,
  );
}
