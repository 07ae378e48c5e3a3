/** Watches a window's picture around an act: what changed for good, outside the places that are repainted anyway. */
import type { Signal, WindowInfo } from '../contracts/driver.ts';
import { formatRect, intersection, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { Deadline } from '../support/deadline.ts';
import { changedArea } from './frame.ts';
import type { Stage } from './stage.ts';
import { Wake } from './wake.ts';

/** A picture is taken as lasting when nothing was repainted for so long. */
const stillMs = 50;
/** A window that never stands still is not waited for any longer than this. */
const calmDownMs = 300;

export interface PixelNews {
  /** `pixels changed at 120,40 30x12` */
  readonly evidence: string;
  /** False: the window may still have been painting what was done before. */
  readonly certain: boolean;
}

export class PixelWatch {
  readonly #stage: Stage;
  readonly #windowId: string | undefined;
  readonly #ignored: readonly Rect[];
  #area: Rect;
  #frame: RawImage | undefined;
  #over: readonly Rect[] = [];
  #calm = true;
  #damagedAt: number | undefined;

  /** `windowId`: whose picture counts; the whole screen where it is unknown. `ignored`: repainted by pointer and focus. */
  constructor(stage: Stage, windowId: string | undefined, ignored: readonly Rect[]) {
    this.#stage = stage;
    this.#windowId = windowId;
    this.#ignored = ignored;
    this.#area = { x: 0, y: 0, ...stage.session.screen };
  }

  get hasFrame(): boolean {
    return this.#frame !== undefined;
  }

  async begin(windows: readonly WindowInfo[]): Promise<void> {
    const window = windows.find(({ id }) => id === this.#windowId);
    const screen: Rect = { x: 0, y: 0, ...this.#stage.session.screen };
    this.#area = (window === undefined ? undefined : intersection(window.contentBounds, screen)) ?? screen;
    this.#over = this.#foreign(windows);
    const { pixelWindows, damage, performer } = this.#stage;
    if (this.#windowId !== undefined && pixelWindows.has(this.#windowId)) await this.#calmDown();
    this.#frame = await this.#stage.frames.take(this.#area);
    this.#calm = damage.isCalm(performer.deedAt);
    this.#damagedAt = undefined;
  }

  note(signal: Signal): void {
    if (signal.kind === 'damage' && intersection(this.#area, signal.area) !== undefined) {
      this.#damagedAt = performance.now();
    }
  }

  /** Something was repainted and has not been looked at yet. */
  get isRestless(): boolean {
    return this.#damagedAt !== undefined;
  }

  /** Until the picture may be looked at; Infinity while nothing was repainted. */
  get untilStillMs(): number {
    return this.#damagedAt === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, this.#damagedAt + stillMs - performance.now());
  }

  /** Compares now; to be called when the picture stands still. */
  async news(): Promise<PixelNews | undefined> {
    const [now, windows] = await Promise.all([
      this.#stage.frames.take(this.#area, this.#frame),
      this.#stage.session.windows(),
    ]);
    if (this.#frame === undefined || now === undefined) return undefined;
    const ignored = [...this.#ignored, ...this.#over, ...this.#foreign(windows)];
    const changed = changedArea(this.#frame, now, this.#area, ignored);
    this.#damagedAt = undefined;
    this.#stage.damage.stoodStill();
    if (changed === undefined) return undefined;
    if (this.#windowId !== undefined) this.#stage.pixelWindows.add(this.#windowId);
    return { evidence: `pixels changed at ${formatRect(changed)}`, certain: this.#calm };
  }

  async #calmDown(): Promise<void> {
    const { session, damage, performer } = this.#stage;
    const deadline = Deadline.after(calmDownMs);
    using wake = new Wake(session, (signal) => signal.kind === 'session-lost');
    while (!damage.isCalm(performer.deedAt) && !deadline.passed) {
      await wake.next(Math.min(damage.untilCalmMs(performer.deedAt), deadline.leftMs));
    }
  }

  /** What lies over the window without being part of it: menus, tooltips, notifications, other windows. */
  #foreign(windows: readonly WindowInfo[]): readonly Rect[] {
    if (this.#windowId === undefined) return [];
    return windows.filter(({ id }) => id !== this.#windowId).map(({ bounds }) => bounds);
  }
}
