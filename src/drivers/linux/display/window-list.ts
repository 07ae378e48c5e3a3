/** The windows of the display, read again only when an event says that something about them changed. */
import type { DisplayEvents } from './display-events.ts';
import { type DisplayWindow, readWindows } from './windows.ts';
import type { XConnection } from './x-connection.ts';

interface Known {
  readonly windows: readonly DisplayWindow[];
  /** How many changes had been heard of when they were read. */
  readonly changes: number;
}

export class WindowList {
  readonly #x: XConnection;
  readonly #events: DisplayEvents;
  #known: Known | undefined;

  constructor(x: XConnection, events: DisplayEvents) {
    this.#x = x;
    this.#events = events;
  }

  /** Bottom to top, as they are now: one question to the server brings every event from before it. */
  async read(): Promise<readonly DisplayWindow[]> {
    await this.#x.sync();
    const { changes } = this.#events;
    if (this.#known?.changes === changes) return this.#known.windows;
    const windows = await readWindows(this.#x);
    // a window that was not followed yet may have changed between the reading and the following
    const followed = this.#events.watch(windows);
    if (followed && this.#events.changes === changes) this.#known = { windows, changes };
    return windows;
  }
}
