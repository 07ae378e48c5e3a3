/** Waits until the screen, or a part of it, stands still, and gives that picture. */
import type { CaptureTarget, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { formatRect, intersection, type Rect, sameRect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { Deadline } from '../support/deadline.ts';
import { assertSession } from './alive.ts';
import { changedArea, singleColour } from './frame.ts';
import { Wake } from './wake.ts';

export interface SettleOptions {
  /** How long nothing may be repainted. */
  readonly quietMs: number;
  readonly timeoutMs: number;
  /** One single colour is a picture too: true for elements, never for the screen or a window. */
  readonly mayBeBlank: boolean;
  /** Parts of the screen that may move all the time: masks. */
  readonly ignored?: readonly Rect[];
}

/**
 * Two equal frames with a quiet time between them, in which nothing of the target was repainted.
 * @throws CAPTURE_UNSTABLE with the areas that kept changing, CAPTURE_BLANK, SESSION_LOST
 */
export async function settle(session: DriverSession, target: CaptureTarget, options: SettleOptions): Promise<RawImage> {
  const deadline = Deadline.after(options.timeoutMs);
  const place = await placeOf(session, target);
  const ignored = options.ignored ?? [];
  using quiet = new Quiet(session, place, ignored);
  const restless: Rect[] = [];
  let frame = await session.capture(target);
  for (;;) {
    const still = await quiet.wait(options.quietMs, deadline);
    const next = await session.capture(target);
    const changed = changedArea(frame, next, place, ignored);
    const blank = options.mayBeBlank ? undefined : singleColour(next);
    if (still && changed === undefined && blank === undefined) return next;
    if (changed !== undefined) restless.push(changed);
    if (deadline.passed) throw blank === undefined ? unstable(deadline, restless) : blankCapture(blank, target);
    frame = next;
  }
}

/** Knows when a place was last repainted. */
class Quiet implements Disposable {
  readonly #session: DriverSession;
  readonly #wake: Wake;
  #damagedAt = 0;

  constructor(session: DriverSession, place: Rect, ignored: readonly Rect[]) {
    this.#session = session;
    this.#wake = new Wake(session, (signal) => {
      if (signal.kind === 'damage' && touches(place, signal.area) && !ignored.some((rect) => covers(rect, signal.area)))
        this.#damagedAt = performance.now();
      return signal.kind === 'session-lost';
    });
  }

  /**
   * True once nothing was repainted for `quietMs` from now on, false when something was and the deadline came first: a slow machine alone does
   * not make a picture restless.
   */
  async wait(quietMs: number, deadline: Deadline): Promise<boolean> {
    const since = performance.now();
    for (;;) {
      assertSession(this.#session);
      const leftMs = quietMs - (performance.now() - Math.max(since, this.#damagedAt));
      if (leftMs <= 0) return true;
      if (deadline.passed && this.#damagedAt > since) return false;
      await this.#wake.next(deadline.passed ? leftMs : Math.min(leftMs, deadline.leftMs));
    }
  }

  [Symbol.dispose](): void {
    this.#wake[Symbol.dispose]();
  }
}

function touches(place: Rect, area: Rect): boolean {
  return intersection(place, area) !== undefined;
}

function covers(outer: Rect, inner: Rect): boolean {
  const shared = intersection(outer, inner);
  return shared !== undefined && sameRect(shared, inner);
}

async function placeOf(session: DriverSession, target: CaptureTarget): Promise<Rect> {
  switch (target.kind) {
    case 'screen':
      return { x: 0, y: 0, ...session.screen };
    case 'area':
      return target.area;
    case 'window': {
      const window = (await session.windows()).find((each) => each.id === target.windowId);
      return window?.bounds ?? { x: 0, y: 0, ...session.screen };
    }
  }
}

function unstable(deadline: Deadline, restless: readonly Rect[]): CodexqaError {
  const areas = [...new Set(restless.map(formatRect))].slice(-5);
  return new CodexqaError(
    'CAPTURE_UNSTABLE',
    `the picture did not stand still within ${deadline.timeoutMs} ms; it kept changing at ${areas.join('; ') || 'no known place'}`,
    { fix: 'mask what moves, stop the animation, or wait for its end before the picture is taken', facts: { areas } },
  );
}

function blankCapture(colour: string, target: CaptureTarget): CodexqaError {
  const what =
    target.kind === 'screen' ? 'the screen' : target.kind === 'window' ? 'the window' : 'this part of the screen';
  return new CodexqaError(
    'CAPTURE_BLANK',
    `the picture of ${what} is one single colour (${colour}): nothing was drawn`,
    {
      fix: 'wait for the application to draw; when it never does, look at its output and at `codexqa doctor`',
      facts: { colour },
    },
  );
}
