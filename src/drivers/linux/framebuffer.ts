/** The screen as pixels: Xvfb's own frame buffer file, read with one call. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { formatRect, intersection, type Rect, type Size, sameRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
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
  async capture(x: XConnection, area: Rect = { x: 0, y: 0, ...this.size }): Promise<RawImage> {
    const visible = this.#visible(area);
    x.client.GrabServer();
    try {
      await x.sync();
      return this.#read(visible);
    } finally {
      x.client.UngrabServer();
      x.client.flush();
    }
  }

  #visible(area: Rect): Rect {
    const screen: Rect = { x: 0, y: 0, ...this.size };
    const whole: Rect = {
      x: Math.round(area.x),
      y: Math.round(area.y),
      width: Math.round(area.width),
      height: Math.round(area.height),
    };
    const visible = intersection(screen, whole);
    if (visible === undefined) {
      throw new CodexqaError(
        'CAPTURE_FAILED',
        `the area ${formatRect(area)} lies outside the screen of ${this.size.width}x${this.size.height}`,
      );
    }
    return sameRect(visible, whole) ? whole : visible;
  }

  #read(area: Rect): RawImage {
    const { width, height } = area;
    const lineBytes = width * bytesPerPixel;
    const start = this.#offset + area.y * this.#stride;
    if (lineBytes === this.#stride) {
      const pixels = Buffer.allocUnsafeSlow(lineBytes * height);
      this.#fill(pixels, start);
      return { width, height, pixels, layout: 'bgrx' };
    }
    const lines = Buffer.allocUnsafeSlow(this.#stride * height);
    this.#fill(lines, start);
    const pixels = Buffer.allocUnsafeSlow(lineBytes * height);
    for (let row = 0; row < height; row += 1) {
      const from = row * this.#stride + area.x * bytesPerPixel;
      lines.copy(pixels, row * lineBytes, from, from + lineBytes);
    }
    return { width, height, pixels, layout: 'bgrx' };
  }

  #fill(target: Buffer, position: number): void {
    const read = readSync(this.#file, target, 0, target.length, position);
    if (read !== target.length) {
      throw new CodexqaError('CAPTURE_FAILED', `the frame buffer gave ${read} bytes of ${target.length}`);
    }
  }
}
