/** Turns what the X server reports into signals: windows come, go and change; pixels change. */
import type { Signal } from '../../contracts/driver.ts';
import type { DisplayWindow } from './windows.ts';
import type { AtomName, XConnection } from './x-connection.ts';
import type { XEvent } from './x11-library.ts';

const propertyChange = 0x00400000;

const structureEvents: ReadonlySet<string> = new Set(['MapNotify', 'UnmapNotify', 'DestroyNotify', 'ConfigureNotify']);
const rootProperties: readonly AtomName[] = ['_NET_CLIENT_LIST_STACKING', '_NET_ACTIVE_WINDOW'];
const windowProperties: readonly AtomName[] = ['_NET_WM_NAME', 'WM_NAME', '_NET_WM_STATE', '_NET_FRAME_EXTENTS'];

export class DisplayEvents {
  readonly #x: XConnection;
  readonly #emit: (signal: Signal) => void;
  readonly #rootAtoms: ReadonlySet<number>;
  readonly #windowAtoms: ReadonlySet<number>;
  readonly #watched = new Set<number>();
  #windowsChanged = false;

  constructor(x: XConnection, emit: (signal: Signal) => void) {
    this.#x = x;
    this.#emit = emit;
    this.#rootAtoms = new Set(rootProperties.map((name) => x.atom(name)));
    this.#windowAtoms = new Set(windowProperties.map((name) => x.atom(name)));
    x.onEvent((event) => this.#handle(event));
  }

  /** From now on title and state of these windows are followed too. */
  watch(windows: readonly DisplayWindow[]): void {
    for (const { xid } of windows) {
      if (this.#watched.has(xid)) continue;
      this.#watched.add(xid);
      this.#x.client.ChangeWindowAttributes(xid, { eventMask: propertyChange });
    }
  }

  #handle(event: XEvent): void {
    if (event.name === 'DamageNotify' && event.area !== undefined) {
      const { x, y, w, h } = event.area;
      this.#emit({ kind: 'damage', area: { x, y, width: w, height: h } });
    } else if (this.#concernsWindows(event)) this.#announceWindows();
  }

  #concernsWindows(event: XEvent): boolean {
    if (event.name === undefined) return false;
    if (event.name === 'DestroyNotify') this.#watched.delete(event.wid);
    if (structureEvents.has(event.name)) return true;
    if (event.name !== 'PropertyNotify' || event.atom === undefined) return false;
    return (event.wid === this.#x.root ? this.#rootAtoms : this.#windowAtoms).has(event.atom);
  }

  // a window that opens causes a dozen events: one signal after all that came together
  #announceWindows(): void {
    if (this.#windowsChanged) return;
    this.#windowsChanged = true;
    setImmediate(() => {
      this.#windowsChanged = false;
      this.#emit({ kind: 'windows' });
    });
  }
}
