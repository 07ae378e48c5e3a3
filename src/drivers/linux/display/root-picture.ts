/** The screen as pixels where it is not ours: asked of the X server, which gives it whole and without the cursor. */
import { CodexqaError } from '../../../contracts/errors.ts';
import type { Rect, Size } from '../../../contracts/geometry.ts';
import type { RawImage } from '../../../contracts/image.ts';
import { visiblePart } from './framebuffer.ts';
import type { XConnection } from './x-connection.ts';

const zPixmap = 2;
const allPlanes = 0xffffffff;

export class RootPicture {
  readonly size: Size;

  private constructor(size: Size) {
    this.size = size;
  }

  static async open(x: XConnection): Promise<RootPicture> {
    const { width, height } = await x.ask<Size>((done) => x.client.GetGeometry(x.root, done));
    return new RootPicture({ width, height });
  }

  close(): void {}

  /** @throws CAPTURE_FAILED when the area lies outside the screen, or a pixel has not four bytes */
  async capture(x: XConnection, area: Rect): Promise<RawImage> {
    const { x: left, y: top, width, height } = visiblePart(area, this.size);
    const { data } = await x.ask<{ readonly data: Buffer }>((done) =>
      x.client.GetImage(zPixmap, x.root, left, top, width, height, allPlanes, done),
    );
    if (data.length === width * height * 4) return { width, height, pixels: data, layout: 'bgrx' };
    throw new CodexqaError('CAPTURE_FAILED', `the X server gave ${data.length} bytes for ${width}x${height} pixels`, {
      fix: 'set the display to 24 bits of colour',
    });
  }
}
