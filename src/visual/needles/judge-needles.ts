/** The verdict on needles: as os-autoinst reaches it, from the least difference of each area near its place. */
import type { Point, Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { MatchArea, Needle } from './needle.ts';
import { onScreen } from './screen.ts';
import type { Place, Screen } from './search.ts';

export interface AreaVerdict {
  /** Where on the screen it fits best. */
  readonly place: Rect;
  /** 0 to 1. */
  readonly similarity: number;
  /** What it must reach, 0 to 1. */
  readonly wanted: number;
  readonly ok: boolean;
  /** On the screen; undefined where the needle names none for this area. */
  readonly click: Point | undefined;
}

export interface NeedleVerdict {
  readonly needle: Needle;
  /** Every area fits. */
  readonly ok: boolean;
  /** Mean square of what the areas lack in similarity: smaller is nearer. */
  readonly error: number;
  /** One per match area, in their order. */
  readonly areas: readonly AreaVerdict[];
}

export interface JudgeOptions {
  /** 0: areas may lie as far away as their margin says. 1: anywhere (1024 pixels). Between them in proportion. */
  readonly searchRatio?: number | undefined;
  /** Looks exactly so far around each area, whatever it says itself. */
  readonly margin?: number | undefined;
  /** `verdict`: areas that fail are not placed, and nothing more is asked of their needle; much faster. */
  readonly need?: 'verdict' | 'places' | undefined;
}

/** os-autoinst looks so far around an area when it looks everywhere. */
const farthest = 1024;

/** Best first: the one that fits, or came nearest. */
export function judgeNeedles(
  screen: RawImage,
  needles: readonly Needle[],
  options: JudgeOptions = {},
): NeedleVerdict[] {
  return onScreen(screen, (shown) => needles.map((needle) => judgeNeedle(shown, needle, options))).sort(byMerit);
}

/** A needle that fits before one that does not, the nearer before the farther, workarounds before others, then by name. */
export function byMerit(a: NeedleVerdict, b: NeedleVerdict): number {
  return (
    Number(b.ok) - Number(a.ok) ||
    a.error - b.error ||
    Number(b.needle.isWorkaround) - Number(a.needle.isWorkaround) ||
    (a.needle.name < b.needle.name ? -1 : Number(a.needle.name !== b.needle.name))
  );
}

export function judgeNeedle(screen: Screen, needle: Needle, options: JudgeOptions): NeedleVerdict {
  const { searchRatio = 0, need = 'places' } = options;
  const areas: AreaVerdict[] = [];
  screen.excluding(needle.areasOf('exclude'), () => {
    for (const area of needle.matchAreas()) {
      const margin = options.margin ?? Math.trunc(area.margin + searchRatio * (farthest - area.margin));
      const verdict = judgeArea(screen, area, margin, need === 'verdict');
      areas.push(verdict);
      if (need === 'verdict' && !verdict.ok) break;
    }
  });
  return {
    needle,
    areas,
    ok: areas.every(({ ok }) => ok),
    error: meanSquare(areas.map(({ similarity }) => 1 - similarity)),
  };
}

function judgeArea(screen: Screen, area: MatchArea, margin: number, verdictOnly: boolean): AreaVerdict {
  const wanted = area.match / 100;
  const within = around(area, margin, screen);
  const place = within === undefined ? undefined : seek(screen, area, within, verdictOnly ? wanted : undefined);
  // where nothing can be looked for os-autoinst says 0,0
  const { x, y } = place ?? { x: 0, y: 0 };
  const similarity = place === undefined ? 0 : similarityOf(place.error, area);
  const { width, height, clickPoint } = area;
  return {
    place: { x, y, width, height },
    similarity,
    wanted,
    ok: similarity >= wanted,
    click: clickPoint === undefined ? undefined : { x: x + clickPoint.x, y: y + clickPoint.y },
  };
}

/**
 * Of equally good places os-autoinst means to take the one nearest to where the area lay, but counts the one from the corner of the
 * part it looked at and the other from the corner of the screen: so does this.
 */
function seek(screen: Screen, area: MatchArea, within: Rect, wanted: number | undefined): Place | undefined {
  return screen.seek({
    template: area.template,
    within,
    home: { x: area.x, y: area.y },
    near: { x: within.x + area.x, y: within.y + area.y },
    ...(wanted === undefined ? {} : { limit: mostError(wanted, area) }),
  });
}

/** Part of the screen that is looked at; undefined when the area's own place lies outside of it. */
function around(area: MatchArea, margin: number, screen: Screen): Rect | undefined {
  if (area.x + area.width > screen.width || area.y + area.height > screen.height) return undefined;
  const x = Math.max(0, area.x - margin);
  const y = Math.max(0, area.y - margin);
  const right = Math.min(screen.width, area.x + area.width + margin);
  const bottom = Math.min(screen.height, area.y + area.height + margin);
  return { x, y, width: right - x, height: bottom - y };
}

/** os-autoinst's scale: a mean square difference of 2 is 1, one of 40 is 0.9, and so on in a straight line. */
export function similarityOf(error: number, { width, height }: Rect): number {
  return Math.max(0, Math.min(1, 0.9 + (40 - error / (width * height)) / 380));
}

/** The greatest sum of squared differences that still is so similar, a little more for the rounding. */
export function mostError(similarity: number, { width, height }: Rect): number {
  return Math.max(0, (0.9 - similarity) * 380 + 40.001) * width * height;
}

function meanSquare(lacks: readonly number[]): number {
  return lacks.reduce((sum, lack) => sum + lack * lack, 0) / lacks.length;
}
