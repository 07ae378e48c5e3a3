/** Brings an element into view by moving the scroll bars around it, for toolkits that cannot be asked to do so. */
import { centerOf, type Rect } from '../../../contracts/geometry.ts';
import { Deadline, type Waker } from '../../../support/deadline.ts';
import type { AtspiConnection, CallArguments, ObjectRef } from './connection.ts';
import type { AppMirror } from './mirror.ts';
import type { NodeRecord } from './record.ts';
import { type Axis, isBeyond, placeFrom, scrollBarsOf, scrollersAround } from './shown.ts';
import type { Records } from './tree.ts';
import { extentsIn } from './units.ts';

/** How long a toolkit may take from a new value of a scroll bar to the new places. */
const layoutMs = 500;
/** A bar that counts in lines instead of pixels is understood after its first move. */
const attempts = 4;
/** Looking for an element page by page ends after so many. */
const maxPages = 100;
/** How long a page is looked at: two frames of a display. */
const pageMs = 40;

export class BarScroller {
  readonly #connection: AtspiConnection;
  readonly #records: Records;
  readonly #extents: CallArguments;
  /** Rings when an application says that something changed. */
  readonly #changes: Waker;

  constructor(connection: AtspiConnection, mirror: AppMirror, changes: Waker) {
    this.#connection = connection;
    this.#records = mirror.records;
    this.#extents = extentsIn(mirror.app.dialect.toolkit);
    this.#changes = changes;
  }

  /** False when nothing around the element scrolls, or scrolling does not bring it into view. */
  async bringIntoView(element: NodeRecord): Promise<boolean> {
    // From the outside inwards: an inner area must be in view itself first.
    const scrollers = scrollersAround(element, this.#records).toReversed();
    for (const [index, scroller] of scrollers.entries()) {
      const inner = scrollers[index + 1] ?? element;
      if (!(await this.#scroll(scroller, inner, 'y')) || !(await this.#scroll(scroller, inner, 'x'))) return false;
    }
    return scrollers.length > 0;
  }

  async #scroll(scroller: NodeRecord, inner: NodeRecord, axis: Axis): Promise<boolean> {
    let perPixel = 1;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const area = await this.#place(scroller.ref);
      const place = area === undefined ? undefined : await this.#placeOrSearch(scroller, inner, area);
      if (area === undefined || place === undefined) return false;
      if (!isBeyond(place, area, axis)) return true;
      const missing = centerOf(place)[axis] - centerOf(area)[axis];
      const change = await this.#moveBy(await this.#barOf(scroller, axis), missing * perPixel);
      if (change === 0) return false;
      const after = await this.#placeWhen(inner.ref, (now) => now?.[axis] !== place[axis]);
      const moved = place[axis] - (after ?? place)[axis];
      perPixel = moved === 0 ? perPixel : change / moved;
    }
    return false;
  }

  /** GTK 3 gives no place at all to what is out of sight: then page after page is looked at, from the beginning. */
  async #placeOrSearch(scroller: NodeRecord, inner: NodeRecord, area: Rect): Promise<Rect | undefined> {
    const place = await this.#place(inner.ref);
    if (place !== undefined) return place;
    const bar = (await this.#barOf(scroller, 'y')) ?? (await this.#barOf(scroller, 'x'));
    if (bar === undefined) return undefined;
    await this.#moveBy(bar, Number.NEGATIVE_INFINITY);
    for (let page = 0; page < maxPages; page += 1) {
      const found = await this.#placeWhen(inner.ref, (now) => now !== undefined, pageMs);
      if (found !== undefined) return found;
      if ((await this.#moveBy(bar, area.height * 0.8)) === 0) return undefined;
    }
    return undefined;
  }

  /** What has the value: the bar itself, or the range inside it (GTK 4). */
  async #barOf(scroller: NodeRecord, axis: Axis): Promise<ObjectRef | undefined> {
    const parts = scrollBarsOf(scroller, this.#records).flatMap((bar) => [
      bar,
      ...bar.children.map((id) => this.#records.get(id)).filter((child) => child !== undefined),
    ]);
    const bars = await Promise.all(
      parts
        .filter((part) => part.interfaces.has('Value'))
        .map(async (part) => ({ ref: part.ref, axis: await this.#axisOf(part) })),
    );
    return bars.find((bar) => bar.axis === axis)?.ref;
  }

  /** Qt does not say which way a bar lies; its shape does. */
  async #axisOf({ bits, ref }: NodeRecord): Promise<Axis | undefined> {
    if (bits.has('vertical')) return 'y';
    if (bits.has('horizontal')) return 'x';
    const place = await this.#place(ref);
    return place === undefined ? undefined : place.height > place.width ? 'y' : 'x';
  }

  /** Gives the change that the limits of the bar allowed. */
  async #moveBy(bar: ObjectRef | undefined, wanted: number): Promise<number> {
    if (bar === undefined) return 0;
    const [value, least, most] = await Promise.all([
      this.#connection.property(bar, 'Value', 'CurrentValue'),
      this.#connection.property(bar, 'Value', 'MinimumValue'),
      this.#connection.property(bar, 'Value', 'MaximumValue'),
    ]);
    if (typeof value !== 'number' || typeof least !== 'number' || typeof most !== 'number') return 0;
    const target = Math.min(most, Math.max(least, value + wanted));
    if (target !== value) await this.#connection.setProperty(bar, 'Value', 'CurrentValue', ['d', target]);
    return target - value;
  }

  /** Where the element is once the toolkit has laid it out anew. */
  async #placeWhen(
    ref: ObjectRef,
    changed: (place: Rect | undefined) => boolean,
    timeoutMs = layoutMs,
  ): Promise<Rect | undefined> {
    const deadline = Deadline.after(timeoutMs);
    for (;;) {
      const place = await this.#place(ref);
      if (changed(place) || deadline.passed) return place;
      await this.#changes.next(Math.min(20, deadline.leftMs));
    }
  }

  async #place(ref: ObjectRef): Promise<Rect | undefined> {
    return placeFrom((await this.#connection.attempt(ref, 'Component', 'GetExtents', this.#extents))?.[0]);
  }
}
