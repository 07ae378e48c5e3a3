/** What a baseline can be compared with, seen from the matcher: something that shows still pictures of itself. */
import type { MaskFact } from '../../contracts/comparison.ts';
import type { Signal } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { formatRect, intersection, type Rect, sameRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { App } from '../../session/app.ts';
import { areaOfElement, onScreen } from '../../session/capture.ts';
import { Desktop } from '../../session/desktop.ts';
import { appNameOf, locatorWords, look } from '../../session/find.ts';
import { sameWithin } from '../../session/frame.ts';
import { Locator } from '../../session/locator.ts';
import { rootOf } from '../../session/selector-code.ts';
import { settle } from '../../session/settle.ts';
import type { Stage } from '../../session/stage.ts';
import { Wake } from '../../session/wake.ts';
import { Window } from '../../session/window.ts';
import { findWindow, windowWords } from '../../session/window-list.ts';
import type { Deadline } from '../../support/deadline.ts';
import { pixelArea } from '../../visual/pixels.ts';

export type Pictured = Locator | Window | App | Desktop;
export type Mask = Locator | Rect;

export interface Shot {
  readonly image: RawImage;
  /** Masks as they lay at that moment, in pixels of the picture. */
  readonly masks: readonly MaskFact[];
  /** What is seen is the background of the screen: no window stands there, or one that has drawn nothing yet. */
  readonly onlyBackground: boolean;
}

export interface BaselineSubject extends Disposable {
  /** `window titled 'Calculator'` */
  readonly description: string;
  /** Name of the application; undefined for the screen. */
  readonly app: string | undefined;
  /** Physical pixels per logical one. */
  readonly scale: number;
  /**
   * Taken once nothing moves any more, but in `restless`: areas of the picture.
   * @throws CAPTURE_UNSTABLE, LOCATOR_NOT_FOUND, SESSION_LOST …
   */
  take(deadline: Deadline, restless: readonly Rect[]): Promise<Shot>;
  /** Resolves when something was repainted since the last `take` began, or when the deadline passed. */
  repainted(deadline: Deadline): Promise<void>;
}

interface Area {
  readonly rect: Rect;
  /** The whole screen. */
  readonly whole: boolean;
}

/** A repaint can go unseen (no damage from this driver, a lost signal), so the picture is compared again after so long. */
const recheckMs = 250;

export function subjectOf(pictured: Pictured, masks: readonly Mask[]): BaselineSubject {
  return new LiveSubject(pictured, masks);
}

export function maskAreas(masks: readonly MaskFact[]): readonly Rect[] {
  return masks.flatMap((mask) => mask.areas);
}

class LiveSubject implements BaselineSubject {
  readonly #pictured: Pictured;
  readonly #masks: readonly Mask[];
  readonly #stage: Stage;
  #repaints: Wake | undefined;

  constructor(pictured: Pictured, masks: readonly Mask[]) {
    this.#pictured = pictured;
    this.#masks = masks;
    this.#stage = pictured.stage;
  }

  get description(): string {
    const pictured = this.#pictured;
    if (pictured instanceof Locator) return locatorWords(pictured.selector);
    if (pictured instanceof Window) return windowWords(pictured.root);
    return pictured instanceof App ? `the window of ${pictured}` : 'the screen';
  }

  get app(): string | undefined {
    const pictured = this.#pictured;
    if (pictured instanceof App) return pictured.name;
    if (pictured instanceof Desktop) return undefined;
    return appNameOf(pictured instanceof Window ? pictured.root : rootOf(pictured.selector));
  }

  get scale(): number {
    return this.#stage.session.screen.scale;
  }

  async take(deadline: Deadline, restless: readonly Rect[]): Promise<Shot> {
    const { session, settings } = this.#stage;
    this.#repaints?.[Symbol.dispose]();
    this.#repaints = new Wake(session, repaints);
    for (;;) {
      const area = await this.#area(deadline);
      const masks = await this.#masksIn(area);
      const image = await settle(session, area.whole ? { kind: 'screen' } : { kind: 'area', area: area.rect }, {
        quietMs: settings.settleQuietMs,
        timeoutMs: settleTimeoutMs(settings, deadline),
        // the matcher says itself what is blank: it knows whether that was asked for
        mayBeBlank: true,
        ignored: [...maskAreas(masks), ...restless].map((mask) => moved(mask, area.rect)),
      });
      if (deadline.passed || sameRect(area.rect, (await this.#area(deadline)).rect)) {
        return { image, masks, onlyBackground: await this.#isBackground(area, image) };
      }
    }
  }

  async repainted(deadline: Deadline): Promise<void> {
    await this.#repaints?.next(Math.min(recheckMs, deadline.leftMs));
  }

  [Symbol.dispose](): void {
    this.#repaints?.[Symbol.dispose]();
  }

  /** Where the subject is now. Of a window what the application draws: decorations are the window manager's. */
  async #area(deadline: Deadline): Promise<Area> {
    const pictured = this.#pictured;
    const { session } = this.#stage;
    if (pictured instanceof Desktop) return { rect: { x: 0, y: 0, ...sizeOf(session.screen) }, whole: true };
    if (pictured instanceof Locator) {
      return { rect: await areaOfElement(this.#stage, pictured.selector, deadline), whole: false };
    }
    const { root } = pictured instanceof App ? pictured.window() : pictured;
    const { contentBounds } = await findWindow(session, root, deadline);
    return { rect: onScreen(this.#stage, contentBounds, windowWords(root)), whole: false };
  }

  /** A window that draws nothing shows what lies behind it; where that is a wallpaper, the picture is not of one colour. */
  async #isBackground({ rect, whole }: Area, image: RawImage): Promise<boolean> {
    const { session } = this.#stage;
    if (whole) return !(await this.#hasWindow());
    const wallpaper = (await session.windows()).find(({ kind, appId }) => kind === 'other' && appId === undefined);
    if (wallpaper === undefined || !session.capabilities.has('capture:window')) return false;
    const behind = await session.capture({ kind: 'window', windowId: wallpaper.id });
    return sameWithin(behind, wallpaper.bounds, image, rect);
  }

  async #hasWindow(): Promise<boolean> {
    const windows = await this.#stage.session.windows();
    const screen = { x: 0, y: 0, ...sizeOf(this.#stage.session.screen) };
    return windows.some(
      ({ kind, appId, minimized, bounds }) =>
        // panels and the background itself are windows of another kind, and of nobody we have started
        (kind !== 'other' || appId !== undefined) && !minimized && intersection(bounds, screen) !== undefined,
    );
  }

  async #masksIn({ rect }: { readonly rect: Rect }): Promise<readonly MaskFact[]> {
    return Promise.all(
      this.#masks.map(async (mask) => {
        if (!(mask instanceof Locator)) return rectangleMask(mask, rect);
        const { found } = await look(this.#stage.session, mask.selector, true);
        const places = found.flatMap(({ reading }) => (reading.bounds === undefined ? [] : [reading.bounds]));
        return { mask: mask.toString(), areas: places.flatMap((place) => insideOf(rect, place)) };
      }),
    );
  }
}

/** @throws SPEC_INVALID when it lies outside: a mask that hides nothing is a slip */
function rectangleMask(mask: Rect, picture: Rect): MaskFact {
  const area = pixelArea(mask, picture);
  if (area !== undefined) return { mask: formatRect(mask), areas: [area] };
  throw new CodexqaError(
    'SPEC_INVALID',
    `the mask ${formatRect(mask)} lies outside the picture, which is ${picture.width}x${picture.height}`,
    { fix: 'give mask rectangles in pixels from the upper left corner of what is compared' },
  );
}

function moved(rect: Rect, { x, y }: Rect): Rect {
  return { ...rect, x: rect.x + x, y: rect.y + y };
}

function insideOf(picture: Rect, place: Rect): readonly Rect[] {
  const shared = intersection(picture, place);
  const area =
    shared === undefined
      ? undefined
      : pixelArea({ ...shared, x: shared.x - picture.x, y: shared.y - picture.y }, picture);
  return area === undefined ? [] : [area];
}

/** Whoever has little time left still gets a fair chance to stand still. */
function settleTimeoutMs({ settleQuietMs, settleTimeoutMs }: Stage['settings'], deadline: Deadline): number {
  const most = Math.min(settleTimeoutMs === 0 ? Number.POSITIVE_INFINITY : settleTimeoutMs, deadline.leftMs);
  return most === Number.POSITIVE_INFINITY ? 0 : Math.ceil(Math.max(most, 4 * settleQuietMs));
}

function repaints(signal: Signal): boolean {
  return signal.kind === 'damage' || signal.kind === 'windows' || signal.kind === 'session-lost';
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height };
}
