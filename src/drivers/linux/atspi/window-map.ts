/** Remembers which window shows which top-level element; asks the display only when that may have changed. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { AtspiConnection } from './connection.ts';
import type { AtspiEvent } from './events.ts';
import type { AppMirror } from './mirror.ts';
import { rectFrom } from './record.ts';
import { extentsIn, inPixels } from './units.ts';
import { matchWindows, type TopLevel, type WindowGeometry } from './windows.ts';

interface Known {
  /** Ids and titles of the top-level elements at the time. */
  readonly key: string;
  readonly windowOf: ReadonlyMap<NodeId, string>;
}

/** The windows that an element can be in. */
export interface Surroundings {
  /** The one of its top-level element. */
  readonly window: WindowGeometry | undefined;
  /** Windows of the application that belong to no top-level element: popovers, menus. */
  readonly popups: readonly WindowGeometry[];
}

export class WindowMap {
  readonly #connection: AtspiConnection;
  readonly #windows: () => Promise<readonly WindowGeometry[]>;
  readonly #known = new WeakMap<AppMirror, Known>();

  constructor(connection: AtspiConnection, windows: () => Promise<readonly WindowGeometry[]>) {
    this.#connection = connection;
    this.#windows = windows;
  }

  /** Window ids by top-level element, as far as they have one. */
  async of(mirror: AppMirror): Promise<ReadonlyMap<NodeId, string>> {
    const tops = topsOf(mirror);
    const key = tops.map((top) => `${top.id} ${top.name}`).join('\n');
    const known = this.#known.get(mirror);
    if (known?.key === key) return known.windowOf;
    const windowOf = await this.#match(mirror, tops, await this.#windows());
    // A window that is not mapped yet gets its element a moment later: only a whole answer is kept.
    if (tops.every((top) => windowOf.has(top.id) || !isShowing(mirror, top.id))) {
      this.#known.set(mirror, { key, windowOf });
    }
    return windowOf;
  }

  /** For one round of readings: the windows are asked once, and only when an element needs them. */
  live(): (mirror: AppMirror, top: NodeId) => Promise<Surroundings> {
    let windows: Promise<readonly WindowGeometry[]> | undefined;
    return async (mirror, top) => {
      windows ??= this.#windows();
      const list = await windows;
      const windowOf = await this.of(mirror);
      const taken = new Set(windowOf.values());
      return {
        window: list.find((window) => window.id === windowOf.get(top)),
        popups: list.filter((window) => window.pid === mirror.app.pid && !taken.has(window.id)),
      };
    };
  }

  /** Events of windows may mean that another window shows the element. */
  forget(mirror: AppMirror, event: AtspiEvent): void {
    if (event.source === 'Window') this.#known.delete(mirror);
  }

  async #match(
    mirror: AppMirror,
    tops: readonly { readonly id: NodeId; readonly name: string }[],
    windows: readonly WindowGeometry[],
  ): Promise<ReadonlyMap<NodeId, string>> {
    const { pid, dialect } = mirror.app;
    const placed = await Promise.all(
      tops.map(async (top): Promise<TopLevel> => {
        const ref = mirror.records.get(top.id)?.ref;
        const reply =
          ref === undefined
            ? undefined
            : await this.#connection.attempt(ref, 'Component', 'GetExtents', extentsIn(dialect.toolkit));
        const extents = rectFrom(reply?.[0]);
        return { ...top, extents: extents === undefined ? undefined : inPixels(extents, dialect.pixelsPerUnit) };
      }),
    );
    return matchWindows(placed, windows, { pid, toolkit: dialect.toolkit });
  }
}

function topsOf(mirror: AppMirror): readonly { readonly id: NodeId; readonly name: string }[] {
  const ids = mirror.records.get(mirror.rootId)?.children ?? [];
  return ids.map((id) => ({ id, name: mirror.records.get(id)?.name ?? '' }));
}

function isShowing(mirror: AppMirror, id: NodeId): boolean {
  const bits = mirror.records.get(id)?.bits;
  return bits !== undefined && (bits.has('showing') || bits.has('active'));
}
