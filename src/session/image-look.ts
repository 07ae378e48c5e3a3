/** Live: where an image is on the screen now, in a window or an application; strict and waiting. */
import type { AccessibleNode, NodeReading } from '../contracts/accessibility.ts';
import type { DriverSession, Signal, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { containsPoint, formatRect, intersection, type Point, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { ImageHit, ImageSearchOptions, SoughtImage } from '../contracts/image-search.ts';
import type { SelectorRoot } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { assertNotCrashed } from './alive.ts';
import { appNameOf } from './find.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { appIdOf } from './selector-code.ts';
import type { Stage } from './stage.ts';
import { windowsOf } from './window-list.ts';

/** What an image locator means. */
export interface ImageQuery {
  readonly image: string;
  readonly root: SelectorRoot;
  readonly options: ImageSearchOptions;
  /** Zero-based in reading order; negative counts from the end; undefined: there must be one only. */
  readonly index: number | undefined;
}

export interface ImageFound extends ImageHit {
  /** The window it is shown in. */
  readonly window: WindowInfo | undefined;
}

/** `getByImage('ok-button') in application "calculator"` */
export function imageWords({ image, root, index }: ImageQuery): string {
  const nth = index === undefined ? '' : `.nth(${index})`;
  const app = appNameOf(root);
  return `getByImage('${image}')${nth}${app === undefined ? '' : ` in application "${app}"`}`;
}

/** Looks again only at pictures that are new: searching costs more than looking. */
export class ImageLook {
  readonly #session: DriverSession;
  readonly #query: ImageQuery;
  readonly #sought: SoughtImage;
  #last: { readonly picture: RawImage; readonly area: Rect; readonly hits: readonly ImageHit[] } | undefined;

  /** @throws NEEDLE_NOT_FOUND, NEEDLE_INVALID */
  constructor({ session, images }: Stage, query: ImageQuery) {
    if (images === undefined)
      throw new CodexqaError('CAPABILITY_MISSING', 'images cannot be looked for here: no needles are at hand', {
        fix: "take the desktop from codexqa's `test`, which knows the project's needles",
      });
    this.#session = session;
    this.#query = query;
    this.#sought = images.read(query.image);
  }

  /** All places there are now, top to bottom. @throws APP_CRASHED, LOCATOR_NOT_UNIQUE for several windows */
  async all(): Promise<readonly ImageFound[]> {
    assertNotCrashed(this.#session, appIdOf(this.#query.root));
    const windows = await this.#session.windows();
    const area = await this.#area();
    if (area === undefined) return [];
    const hits = await this.#hitsIn(area);
    const found = hits.map((hit) => ({ ...hit, window: topAt(hit.click, windows) }));
    const owned = await this.#owned(windows);
    return owned === undefined ? found : found.filter(({ window }) => window !== undefined && owned.has(window.id));
  }

  /** The one that is meant; undefined when it is not there. @throws LOCATOR_NOT_UNIQUE */
  async one(): Promise<ImageFound | undefined> {
    const found = await this.all();
    const { index } = this.#query;
    if (index !== undefined) return found.at(index);
    if (found.length > 1) throw this.#notUnique(found);
    return found[0];
  }

  /** What came nearest on the picture that was looked at last. */
  get nearest(): string {
    const picture = this.#last?.picture;
    const words = picture === undefined ? undefined : this.#sought.nearest(picture, this.#query.options);
    return words ?? 'there was no picture to look at';
  }

  async #hitsIn(area: Rect): Promise<readonly ImageHit[]> {
    const picture = await this.#session.capture({ kind: 'area', area });
    const last = this.#last;
    if (last !== undefined && isSame(last.picture, picture))
      return last.hits.map((hit) => onScreen(hit, last.area, area));
    const hits = this.#sought.find(picture, this.#query.options).map((hit) => onScreen(hit, origin, area));
    this.#last = { picture, area, hits };
    return hits;
  }

  /** Of a window what the application draws; else the whole screen. */
  async #area(): Promise<Rect | undefined> {
    const { root } = this.#query;
    const screen: Rect = { x: 0, y: 0, width: this.#session.screen.width, height: this.#session.screen.height };
    if (root.kind !== 'window') return screen;
    const [only, ...others] = await windowsOf(this.#session, root);
    if (only !== undefined && others.length > 0)
      throw new CodexqaError('LOCATOR_NOT_UNIQUE', `${imageWords(this.#query)}: ${others.length + 1} windows match`, {
        fix: 'give a title that only one of them has: window({ title, exact: true })',
      });
    return only === undefined || only.minimized ? undefined : intersection(only.contentBounds, screen);
  }

  /** Windows in which the image counts; undefined: everywhere. */
  async #owned(windows: readonly WindowInfo[]): Promise<ReadonlySet<string> | undefined> {
    const { root } = this.#query;
    const appId = appIdOf(root);
    if (root.kind === 'window') {
      const own = await windowsOf(this.#session, root);
      return new Set(own.map(({ id }) => id));
    }
    if (appId === undefined) return undefined;
    return new Set(windows.filter((window) => window.appId === appId).map(({ id }) => id));
  }

  #notUnique(found: readonly ImageFound[]): CodexqaError {
    const lines = found.map(({ place, similarity }, i) => `${i + 1}) ${formatRect(place)}, ${percent(similarity)}`);
    return new CodexqaError(
      'LOCATOR_NOT_UNIQUE',
      `${imageWords(this.#query)} must mean one place but matches ${found.length}:\n    ${lines.join('\n    ')}`,
      {
        fix: 'take in more of its surroundings, look in one window, or say which one with nth()',
        facts: { matches: lines },
      },
    );
  }
}

/** The place of an image, once it is there and stays there. @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE, APP_CRASHED, SESSION_LOST */
export async function waitForImage(stage: Stage, query: ImageQuery, deadline: Deadline): Promise<ImageFound> {
  const look = new ImageLook(stage, query);
  let before: ImageFound | undefined;
  const found = await retry(
    stage.session,
    deadline,
    async (): Promise<Attempt<ImageFound>> => {
      const now = await look.one();
      const isStill = now !== undefined && (isAt(before, now) || standsStill(stage, now));
      before = now;
      return now !== undefined && isStill ? done(now) : again;
    },
    repainted,
  );
  if (found !== undefined) return found;
  throw new CodexqaError(
    'LOCATOR_NOT_FOUND',
    `waited ${deadline.timeoutMs} ms for ${imageWords(query)}; nearest: ${look.nearest}`,
    {
      fix: 'compare the screenshot of the failed test with the needle; lower `match` in its JSON, or take a new picture',
      facts: { image: query.image },
    },
  );
}

/** Waits until it is nowhere. @throws DEADLINE_EXCEEDED */
export async function waitForNoImage(stage: Stage, query: ImageQuery, deadline: Deadline): Promise<void> {
  const look = new ImageLook(stage, query);
  const isGone = async (): Promise<Attempt<true>> => ((await look.all()).length === 0 ? done(true) : again);
  const gone = await retry(stage.session, deadline, isGone, repainted);
  if (gone === true) return;
  throw new CodexqaError(
    'DEADLINE_EXCEEDED',
    `waited ${deadline.timeoutMs} ms for ${imageWords(query)} to be hidden, but it is still there`,
    { fix: 'check what should have removed it, or give it more time with { timeout }' },
  );
}

export interface ElementAt {
  readonly node: AccessibleNode;
  readonly reading: NodeReading;
}

/** The innermost element under a point, from the top-level nodes of its window down. */
export async function elementAt(
  session: DriverSession,
  tops: readonly AccessibleNode[],
  point: Point,
): Promise<ElementAt | undefined> {
  let best: ElementAt | undefined;
  let level = tops;
  while (level.length > 0) {
    const shown = level.filter(({ states }) => states.visible);
    const readings = await session.read(shown.map(({ id }) => id));
    const index = readings.findLastIndex(
      (reading) => reading?.bounds !== undefined && containsPoint(reading.bounds, point),
    );
    const [node, reading] = [shown[index], readings[index]];
    if (node === undefined || reading === undefined) return best;
    best = { node, reading };
    level = node.children;
  }
  return best;
}

export function repainted(signal: Signal): boolean {
  return signal.kind !== 'clipboard' && signal.kind !== 'tree';
}

function standsStill(stage: Stage, { place }: ImageFound): boolean {
  return stage.session.capabilities.has('damage') && !stage.damage.seemsToMove(place);
}

function isAt(before: ImageFound | undefined, { place }: ImageFound): boolean {
  return before !== undefined && before.place.x === place.x && before.place.y === place.y;
}

function topAt(point: Point, windows: readonly WindowInfo[]): WindowInfo | undefined {
  return windows.findLast((window) => !window.minimized && containsPoint(window.bounds, point));
}

const origin: Point = { x: 0, y: 0 };

function onScreen(hit: ImageHit, from: Point, to: Point): ImageHit {
  const shift = ({ x, y }: Point): Point => ({ x: x - from.x + to.x, y: y - from.y + to.y });
  return { ...hit, place: { ...hit.place, ...shift(hit.place) }, click: shift(hit.click) };
}

function isSame(a: RawImage, b: RawImage): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.pixels, b.pixels) === 0;
}

function percent(similarity: number): string {
  return `${(similarity * 100).toFixed(1)} %`;
}
