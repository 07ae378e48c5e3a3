/** Frames around actions, in memory that is used again; the newest one tells whether an element has held still since. */
import type { DriverSession } from '../contracts/driver.ts';
import { intersection, type Rect, sameRect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { sameWithin, singleColour } from './frame.ts';

interface Newest {
  readonly image: RawImage;
  readonly area: Rect;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** The frame before an act, the newest one, and the one that is taken next. */
const frames = 3;
/** One frame of a screen of 60 Hz: what moves is elsewhere by then. */
const frameMs = 1000 / 60;

export class FrameMemory {
  readonly #session: DriverSession;
  #ring: readonly RawImage[] = [];
  #newest: Newest | undefined;

  constructor(session: DriverSession) {
    this.#session = session;
  }

  /**
   * The picture of an area now; undefined where the driver takes none. It may be painted over by the third one after it,
   * unless that is told to keep it.
   */
  async take(area: Rect, kept?: RawImage): Promise<RawImage | undefined> {
    if (!this.#session.capabilities.has('capture:screen')) return undefined;
    const spare = this.#ring.length < frames ? undefined : this.#ring.findLast((image) => image !== kept);
    const image = await this.#session.capture({ kind: 'area', area }, spare);
    this.#ring = [image, ...this.#ring.filter((each) => each !== spare)].slice(0, frames);
    this.#newest = { image, area, at: performance.now() };
    return image;
  }

  /**
   * True when a place looks as it did a frame ago or earlier. An element that moves there would have changed it; a place of
   * one colour proves nothing.
   */
  async standsStill(place: Rect): Promise<boolean> {
    const before = this.#newest;
    if (before === undefined || performance.now() - before.at < frameMs) return false;
    const shared = intersection(before.area, place);
    if (shared === undefined || !sameRect(shared, place)) return false;
    const now = await this.#session.capture({ kind: 'area', area: place });
    return sameWithin(before.image, before.area, now, place) && singleColour(now) === undefined;
  }
}
