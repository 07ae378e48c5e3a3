/**
 * Before and after each act: who is in front, which window lies over which, where the pointer is, whether the screen is locked.
 * In the background lane the person must never notice the run; what it cannot avoid it reports.
 */
import { CodexqaError } from '../../contracts/errors.ts';
import { containsPoint, type Point } from '../../contracts/geometry.ts';
import type { Interference } from '../../contracts/presence.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { layers, type MacBackend, type MacState, type MacWindow } from './backend.ts';
import type { MacTools } from './tools.ts';

/** How the desktop was before an act. */
export interface Moment extends MacState {
  /** Of everybody, back to front. */
  readonly stack: readonly MacWindow[];
}

export interface GuardParts {
  readonly backend: MacBackend;
  readonly tools: MacTools;
  /** Whether a process is one of the applications under test. */
  readonly ours: (pid: number) => boolean;
  readonly tell: (interference: Interference) => void;
}

const frontWithinMs = 2000;

export class Guard {
  readonly #backend: MacBackend;
  readonly #tools: MacTools;
  readonly #ours: (pid: number) => boolean;
  readonly #introduced = new Set<number>();
  /** Told what the person did meanwhile: for the record, no failure by itself. */
  readonly #tell: (interference: Interference) => void;

  constructor(parts: GuardParts) {
    this.#backend = parts.backend;
    this.#tools = parts.tools;
    this.#ours = parts.ours;
    this.#tell = parts.tell;
  }

  /** @throws SESSION_LOST while the screen is locked or asleep, or the lid closed (S104: detect and halt, never unlock) */
  async before(): Promise<Moment> {
    const state = await this.#backend.state();
    const reason = whyImpossible(state, await this.#tools.lidShut());
    if (reason === undefined) return { ...state, stack: await this.#backend.windows() };
    throw new CodexqaError('SESSION_LOST', `nothing can be done on this desktop: ${reason}`, {
      fix: 'unlock the screen and keep it awake; codexqa never unlocks it',
      facts: { state },
    });
  }

  /**
   * @throws FOCUS_STOLEN when an application under test came to the front, or a window of it over one of somebody else's; the
   * person's own is put back first
   */
  async afterBackground(before: Moment, doing: string): Promise<void> {
    const after = await this.#backend.state();
    const { frontmostPid: was } = before;
    const { frontmostPid: now } = after;
    const interference = this.#interference(before, after, doing, 'noted');
    if (interference !== undefined) this.#tell(interference);
    if (interference?.what === 'front-changed') return;
    if (now === was || now === undefined) return this.#mustNotHaveRisen(before, doing);
    if (was !== undefined && this.#ours(was)) return;
    if (was !== undefined) await this.#tools.reactivate(was);
    throw new CodexqaError('FOCUS_STOLEN', `the application under test came to the front during ${doing}`, {
      fix: "it activates itself: run this spec with lane: 'foreground', or report it as a defect of the application",
      facts: { before, after, restored: was ?? null },
    });
  }

  /** True when the person did anything since, which is told: an act that was refused meanwhile deserves a second try. */
  async mayTryAgain(before: Moment, doing: string): Promise<boolean> {
    const interference = this.#interference(before, await this.#backend.state(), doing, 'tried-again');
    if (interference !== undefined) this.#tell(interference);
    return interference !== undefined;
  }

  /** Whoever takes another program to the front has moved the pointer on the way. */
  #interference(
    before: MacState,
    { frontmostPid: now, pointer }: MacState,
    during: string,
    follows: Interference['follows'],
  ): Interference | undefined {
    if (now !== undefined && now !== before.frontmostPid && !this.#ours(now))
      return { what: 'front-changed', detail: `to process ${now}`, during, follows };
    if (before.pointer.x === pointer.x && before.pointer.y === pointer.y) return undefined;
    return { what: 'pointer-moved', detail: `to ${pointer.x},${pointer.y}`, during, follows };
  }

  /** Without coming to the front an application may still raise a window over the person's. */
  async #mustNotHaveRisen(before: Moment, doing: string): Promise<void> {
    const after = await this.#backend.windows();
    const risen = risenOver(before.stack, after, this.#ours);
    if (risen === undefined) return;
    const { frontmostPid: was } = before;
    if (was !== undefined && !this.#ours(was)) await this.#tools.reactivate(was);
    throw new CodexqaError(
      'FOCUS_STOLEN',
      `window ${risen.id} of the application under test came over window ${risen.over} during ${doing}`,
      {
        fix: "it raises itself: run this spec with lane: 'foreground', or report it as a defect of the application",
        facts: { before: before.stack.map(({ id }) => id), after: after.map(({ id }) => id), restored: was ?? null },
      },
    );
  }

  /**
   * Foreground lane: a process of ours is brought to the front once, and from one of ours to another; never from the person.
   * @throws TARGET_NOT_FOREGROUND
   */
  async mustBeFront(state: MacState, pid: number): Promise<void> {
    const front = state.frontmostPid;
    if (front === pid) {
      this.#introduced.add(pid);
      return;
    }
    const mayCome = !this.#introduced.has(pid) || front === undefined || this.#ours(front);
    if (!mayCome) throw notFront(pid, inFront(front));
    this.#introduced.add(pid);
    await this.#tools.reactivate(pid);
    const deadline = Deadline.after(frontWithinMs);
    const bell = new Bell();
    for (;;) {
      const { frontmostPid } = await this.#backend.state();
      if (frontmostPid === pid) return;
      if (deadline.passed) throw notFront(pid, inFront(frontmostPid));
      await bell.next(20);
    }
  }

  /**
   * Foreground lane: what lies over the target would get the click (S15).
   * @throws TARGET_NOT_FOREGROUND
   */
  async mustBeUncovered({ pid }: MacWindow, point: Point): Promise<void> {
    // above modal panels are the menu bar, the Dock and overlays that let clicks through
    const stack = (await this.#backend.windows()).filter(
      ({ onScreen, layer }) => onScreen && layer <= layers.modalPanel,
    );
    const top = stack.findLast((window) => containsPoint(window.bounds, point));
    if (top === undefined || this.#ours(top.pid)) return;
    throw notFront(pid, `over it at ${point.x},${point.y} lies a window of process ${top.pid}`);
  }

  /** Foreground lane: a stranger in front after the act means that somebody else is using the desktop. */
  async afterForeground(): Promise<void> {
    const { frontmostPid } = await this.#backend.state();
    if (frontmostPid === undefined || this.#ours(frontmostPid) || this.#introduced.size === 0) return;
    const [pid = 0] = [...this.#introduced].slice(-1);
    throw notFront(pid, inFront(frontmostPid));
  }
}

function inFront(front: number | undefined): string {
  return `in front is ${front === undefined ? 'nobody' : `process ${front}`}`;
}

function notFront(pid: number, seen: string): CodexqaError {
  return new CodexqaError('TARGET_NOT_FOREGROUND', `process ${pid} is not in front, ${seen}`, {
    fix: 'leave the desktop to the run; what must be in front is brought there with window.activate()',
  });
}

/** The first window of ours that now lies over somebody else's and lay below it before; new windows are no news. */
function risenOver(
  before: readonly MacWindow[],
  after: readonly MacWindow[],
  ours: (pid: number) => boolean,
): { readonly id: number; readonly over: number } | undefined {
  const place = new Map(before.map(({ id }, at) => [id, at]));
  const known = after.filter(({ id, layer }) => layer === layers.normal && place.has(id));
  for (const [at, { id, pid }] of known.entries()) {
    if (!ours(pid)) continue;
    const over = known.slice(0, at).find((each) => !ours(each.pid) && (place.get(each.id) ?? 0) > (place.get(id) ?? 0));
    if (over !== undefined) return { id, over: over.id };
  }
  return undefined;
}

export function whyImpossible(state: MacState, lidShut: boolean): string | undefined {
  if (!state.graphical) return 'this process has no graphical login session';
  if (state.locked) return 'the screen is locked';
  if (!state.onConsole) return "another user's session is on the screen";
  if (lidShut) return 'the lid is closed, which puts this machine to sleep';
  return state.displayAsleep ? 'the display is asleep' : undefined;
}
