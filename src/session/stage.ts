/** What every part of a desktop shares: the session, the one door, the settings, and what pointer and screen did last. */
import type { NodeId } from '../contracts/accessibility.ts';
import type { DriverSession } from '../contracts/driver.ts';
import { containsPoint, intersection, type Point, type Rect, sameRect } from '../contracts/geometry.ts';
import type { ImageShelf } from '../contracts/image-search.ts';
import { Deadline } from '../support/deadline.ts';
import { grown } from './frame.ts';
import type { FrameMemory } from './frame-memory.ts';
import type { Performer } from './perform.ts';
import type { Recovery } from './recovery.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { DesktopSettings } from './settings.ts';

/** Wraps one public action; the runner makes a step of the report of it. Titles never hold secrets. */
export type StepHook = <T>(title: string, body: () => Promise<T>) => Promise<T>;

export const withoutSteps: StepHook = (_title, body) => body();

export interface Stage {
  readonly session: DriverSession;
  readonly performer: Performer;
  readonly settings: DesktopSettings;
  readonly step: StepHook;
  readonly recovery: Recovery;
  /** Only in a dry run. */
  readonly rehearsal: Rehearsal | undefined;
  readonly pointer: PointerTrace;
  readonly damage: DamageTrace;
  readonly places: PlaceTrace;
  readonly frames: FrameMemory;
  /** Undefined where nobody knows images. */
  readonly images: ImageShelf | undefined;
  /** Windows that were seen to answer in pixels only: there, a quiet moment before each act is worth its time. */
  readonly pixelWindows: Set<string>;
}

/** Remembers where elements lay when they were last looked at: one that still lies there is not being moved. */
export class PlaceTrace {
  static readonly #frameMs = 20;
  readonly #places = new Map<NodeId, { readonly bounds: Rect; readonly at: number }>();

  /** Notes the place and tells whether it was the same at least one frame ago. */
  isKnown(id: NodeId, bounds: Rect): boolean {
    const before = this.#places.get(id);
    const same = before !== undefined && sameRect(before.bounds, bounds);
    if (!same) this.#places.set(id, { bounds, at: performance.now() });
    return same && performance.now() - before.at >= PlaceTrace.#frameMs;
  }
}

/** Remembers the element under the pointer: its looks change when the pointer leaves, which proves nothing. */
export class PointerTrace {
  #over: Rect | undefined;
  #at: Point | undefined;

  get over(): Rect | undefined {
    return this.#over;
  }

  isInside(bounds: Rect): boolean {
    return this.#at !== undefined && containsPoint(bounds, this.#at);
  }

  movedTo(at: Point, over: Rect | undefined): void {
    this.#at = at;
    this.#over = over;
  }
}

/** Remembers what was repainted a moment ago: an element that is being moved repaints more than itself. */
export class DamageTrace {
  static readonly #memoryMs = 40;
  /** Applications paint what an act did up to so long after they have answered for it. */
  static readonly #paintMs = 80;
  static readonly #ofSession = new WeakMap<DriverSession, DamageTrace>();
  #recent: { readonly area: Rect; readonly at: number }[] = [];
  #stillAt = 0;

  /** The same for every test of a session: a worker keeps one session for many tests, and listens to it once. */
  static of(session: DriverSession): DamageTrace {
    const trace = DamageTrace.#ofSession.get(session) ?? new DamageTrace(session);
    DamageTrace.#ofSession.set(session, trace);
    return trace;
  }

  private constructor(session: DriverSession) {
    session.onSignal((signal) => {
      if (signal.kind === 'damage') this.#note(signal.area);
    });
  }

  seemsToMove(bounds: Rect): boolean {
    const since = performance.now() - DamageTrace.#memoryMs;
    const own = grown(bounds, 4);
    return this.#recent.some(({ area, at }) => {
      const shared = at >= since ? intersection(area, bounds) : undefined;
      return shared !== undefined && !(containsPoint(own, area) && containsRight(own, area));
    });
  }

  /** The screen was seen to stand still. */
  stoodStill(): void {
    this.#stillAt = performance.now();
  }

  /** When `isCalm` may become true at the earliest, from now. */
  untilCalmMs(deedAt: number): number {
    const last = Math.max(0, ...this.#recent.map(({ at }) => at));
    return Math.max(
      1,
      deedAt + DamageTrace.#paintMs - performance.now(),
      last + DamageTrace.#memoryMs - performance.now(),
    );
  }

  /** Nothing is left to be painted of a deed that ended at `deedAt`: what is painted from now on has another cause. */
  isCalm(deedAt: number): boolean {
    if (this.#stillAt > deedAt) return true;
    const now = performance.now();
    return now - deedAt >= DamageTrace.#paintMs && this.#recent.every(({ at }) => at < now - DamageTrace.#memoryMs);
  }

  #note(area: Rect): void {
    const now = performance.now();
    this.#recent = this.#recent.filter(({ at }) => at >= now - DamageTrace.#memoryMs).slice(-63);
    this.#recent.push({ area, at: now });
  }
}

function containsRight(outer: Rect, inner: Rect): boolean {
  return inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

export function actionDeadline(stage: Stage, timeoutMs: number | undefined): Deadline {
  const wanted = timeoutMs ?? stage.settings.actionTimeoutMs;
  return Deadline.after(stage.rehearsal?.patience(wanted) ?? wanted);
}
