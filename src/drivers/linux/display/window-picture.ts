/** One window as a picture, without what covers it: the server keeps every window's pixels apart (Composite). */
import { CodexqaError } from '../../../contracts/errors.ts';
import type { RawImage } from '../../../contracts/image.ts';
import { topLevelOf, xidOf } from './windows.ts';
import type { XConnection } from './x-connection.ts';
import type { CompositeExtension } from './x11-library.ts';

const zPixmap = 2;
const everyPlane = 0xffffffff;

export class WindowPictures {
  readonly #x: XConnection;
  readonly #composite: CompositeExtension;

  private constructor(x: XConnection, composite: CompositeExtension) {
    this.#x = x;
    this.#composite = composite;
  }

  /** From now on windows draw into memory of their own; the server still puts them on the screen by itself. */
  static async open(x: XConnection): Promise<WindowPictures> {
    const composite = await x.ask<CompositeExtension>((done) => x.client.require('composite', done));
    composite.RedirectSubwindows(x.root, composite.Redirect.Automatic);
    return new WindowPictures(x, composite);
  }

  /** The window with its frame. @throws WINDOW_NOT_FOUND, CAPTURE_FAILED for a window that is not on the screen */
  async capture(windowId: string): Promise<RawImage> {
    const { client } = this.#x;
    const top = await topLevelOf(this.#x, xidOf(windowId));
    if (top === undefined) throw new CodexqaError('WINDOW_NOT_FOUND', `there is no window ${windowId} any more`);
    const pixmap = client.AllocID();
    this.#composite.NameWindowPixmap(top, pixmap);
    try {
      const size = await this.#x.ask<{ readonly width: number; readonly height: number }>((done) =>
        client.GetGeometry(pixmap, done),
      );
      const { width, height } = size;
      const { data } = await this.#x.ask<{ readonly data: Buffer }>((done) =>
        client.GetImage(zPixmap, pixmap, 0, 0, width, height, everyPlane, done),
      );
      client.FreePixmap(pixmap);
      return { width, height, pixels: data.subarray(0, width * height * 4), layout: 'bgrx' };
    } catch (cause) {
      if (cause instanceof CodexqaError) throw cause;
      throw new CodexqaError('CAPTURE_FAILED', `the window ${windowId} has no picture: it is minimized or closed`, {
        cause,
      });
    } finally {
      client.ReleaseID(pixmap);
    }
  }
}
