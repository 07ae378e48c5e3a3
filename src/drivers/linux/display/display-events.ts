/** Turns what the X server reports into signals: windows come, go and change; pixels change. */
import type { Signal } from '../../../contracts/driver.ts';
import type { DisplayWindow } from './windows.ts';
import type { AtomName, XConnection } from './x-connection.ts';
import type { XEvent } from './x11-library.ts';

const propertyChange = 0x00400000;
const structureNotify = 0x00020000;

const structureEvents: ReadonlySet<string> = new Set(['MapNotify', 'UnmapNotify', 'DestroyNotify', 'ConfigureNotify']);
const rootProperties: readonly AtomName[] = ['_NET_CLIENT_LIST_STACKING', '_NET_ACTIVE_WINDOW'];
/** Whatever the list of windows is made of. */
const windowProperties: readonly AtomName[] = [
  'WM_NAME',
  'WM_TRANSIENT_FOR',
  '_GTK_FRAME_EXTENTS',
  '_NET_FRAME_EXTENTS',
  '_NET_WM_NAME',
  '_NET_WM_PID',
  '_NET_WM_STATE',
  '_NET_WM_WINDOW_TYPE',
];

export class DisplayEvents {
  readonly #x: XConnection;
  readonly #emit: (signal: Signal) => void;
  readonly #rootAtoms: ReadonlySet<number>;
  readonly #windowAtoms: ReadonlySet<number>;
  readonly #watched = new Set<number>();
  #windowsChanged = false;
  #changes = 0;

  constructor(x: XConnection, emit: (signal: Signal) => void) {
    this.#x = x;
    this.#emit = emit;
    this.#rootAtoms = new Set(rootProperties.map((name) => x.atom(name)));
    this.#windowAtoms = new Set(windowProperties.map((name) => x.atom(name)));
    x.onEvent((event) => this.#handle(event));
  }

  /** Counts what was heard about windows so far. */
  get changes(): number {
    return this.#changes;
  }

  /** From now on place, title and state of these windows are followed too. True when they all were before. */
  watch(windows: readonly DisplayWindow[]): boolean {
    const strangers = windows.filter(({ xid }) => !this.#watched.has(xid));
    for (const { xid } of strangers) {
      this.#watched.add(xid);
      this.#x.client.ChangeWindowAttributes(xid, { eventMask: propertyChange | structureNotify });
    }
    return strangers.length === 0;
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
    this.#changes += 1;
    if (this.#windowsChanged) return;
    this.#windowsChanged = true;
    setImmediate(() => {
      this.#windowsChanged = false;
      this.#emit({ kind: 'windows' });
    });
  }
}
