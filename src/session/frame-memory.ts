/** Frames around actions, in memory that is used again; they tell whether an element has held still since. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DriverSession } from '../contracts/driver.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { sameWithin, singleColour } from './frame.ts';

interface Kept {
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
  /** The newest first. */
  #ring: readonly Kept[] = [];

  constructor(session: DriverSession) {
    this.#session = session;
  }

  /**
   * The picture of an area now; undefined where the driver takes none. It may be painted over by the third one after it,
   * unless that is told to keep it.
   */
  async take(area: Rect, kept?: RawImage): Promise<RawImage | undefined> {
    if (!this.#session.capabilities.has('capture:screen')) return undefined;
    const spare = this.#ring.length < frames ? undefined : this.#ring.findLast(({ image }) => image !== kept);
    this.#ring = this.#ring.filter((each) => each !== spare);
    const image = await this.#session.capture({ kind: 'area', area }, spare?.image);
    this.#ring = [{ image, area, at: performance.now() }, ...this.#ring].slice(0, frames);
    return image;
  }

  /**
   * True when a place looks as it did a frame ago or earlier. An element that moves there would have changed it; a place of
   * one colour proves nothing. Waits for what is left of that frame when the place was seen less than one ago.
   */
  async standsStill(place: Rect): Promise<boolean> {
    if (this.#ring.length === 0) return false;
    const since = await this.#sameSince(place);
    if (since === undefined) return false;
    const leftMs = since + frameMs - performance.now();
    if (leftMs <= 0) return true;
    await delay(Math.ceil(leftMs));
    const still = await this.#sameSince(place);
    return still !== undefined && still <= since;
  }

  /** When the place was first seen to look as it does now; undefined when no frame says so. */
  async #sameSince(place: Rect): Promise<number | undefined> {
    const now = await this.#session.capture({ kind: 'area', area: place });
    if (singleColour(now) !== undefined) return undefined;
    return this.#ring.findLast(({ image, area }) => sameWithin(image, area, now, place))?.at;
  }
}
