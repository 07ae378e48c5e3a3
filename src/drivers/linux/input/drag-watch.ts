/** Whether the two ends of a drag still talk: what the X server tells everybody about it. */
import { Bell } from '../../../support/deadline.ts';
import type { XConnection } from '../display/x-connection.ts';
import type { FixesExtension } from '../display/x11-library.ts';

const cursorChanges = 1;
const ownerChanges = 1;

/**
 * XDND: a drag that begins takes the selection XdndSelection, and the cursor shows what the place under the pointer would
 * do with the thing. Nobody else learns more of it: position and status go from one application to the other, or not even
 * over the display where both ends are in one application.
 */
export class DragWatch implements Disposable {
  readonly #bell = new Bell();
  readonly #stop: () => void;
  #news = false;

  private constructor(x: XConnection) {
    this.#stop = x.onEvent((event) => {
      const began = event.name === 'SelectionNotify' && event.selection === x.atom('XdndSelection');
      if (!began && event.name !== 'CursorNotify') return;
      this.#news = true;
      this.#bell.ring();
    });
  }

  static async begin(x: XConnection): Promise<DragWatch> {
    const fixes = await x.ask<FixesExtension>((done) => x.client.require('fixes', done));
    fixes.SelectSelectionInput(x.root, x.atom('XdndSelection'), ownerChanges);
    fixes.SelectCursorInput(x.root, cursorChanges);
    return new DragWatch(x);
  }

  /** Whether something was said since the last time, waiting for it no longer than so many milliseconds. */
  async news(withinMs: number): Promise<boolean> {
    if (!this.#news) await this.#bell.next(withinMs);
    const news = this.#news;
    this.#news = false;
    return news;
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}
