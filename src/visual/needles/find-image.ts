/** Every place where a needle fits: for locators, which must mean one. */
import type { Point, Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import {
  type AreaVerdict,
  byMerit,
  judgeNeedle,
  mostError,
  type NeedleVerdict,
  similarityOf,
} from './judge-needles.ts';
import type { MatchArea, Needle } from './needle.ts';
import { onScreen } from './screen.ts';
import type { Place, Screen } from './search.ts';

export interface ImageHit {
  readonly needle: Needle;
  readonly place: Rect;
  readonly click: Point;
  readonly similarity: number;
}

export interface ImageSearchOptions {
  /** Pixels around its place in which the image may lie; anywhere without it. */
  readonly margin?: number | undefined;
}

/** More places than these make no message clearer. */
const mostHits = 10;

/** Of the best needle that fits, top to bottom; empty when none does. */
export function findImage(
  screen: RawImage,
  needles: readonly Needle[],
  options: ImageSearchOptions,
): readonly ImageHit[] {
  for (const needle of needles) needle.matchAreas();
  return onScreen(screen, (shown) => {
    const judged = needles.map((needle) => judgeNeedle(shown, needle, { ...how(options), need: 'verdict' }));
    const [best] = judged.sort(byMerit);
    return best?.ok === true ? hitsOf(shown, best, options) : [];
  });
}

/** The needle that came nearest, all its areas placed. */
export function nearestImage(
  screen: RawImage,
  needles: readonly Needle[],
  options: ImageSearchOptions,
): NeedleVerdict | undefined {
  const judged = onScreen(screen, (shown) => needles.map((needle) => judgeNeedle(shown, needle, how(options))));
  return judged.sort(byMerit)[0];
}

function how({ margin }: ImageSearchOptions) {
  return margin === undefined ? { searchRatio: 1 } : { margin };
}

/** Its click area is looked for again beside each place where it was found. */
function hitsOf(screen: Screen, { needle, areas }: NeedleVerdict, options: ImageSearchOptions): readonly ImageHit[] {
  const all = needle.matchAreas();
  const clicked = clickArea(all);
  const area = all[clicked];
  const verdict = areas[clicked];
  if (area === undefined || verdict === undefined) return [];
  const hits = [hitOf(needle, area, verdict.place, verdict.similarity)];
  screen.excluding(needle.areasOf('exclude'), () => {
    while (hits.length < mostHits) {
      const place = another(screen, area, hits, verdict, options);
      if (place === undefined) return;
      hits.push(hitOf(needle, area, { ...area, x: place.x, y: place.y }, similarityOf(place.error, area)));
    }
  });
  return hits.sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
}

/** os-autoinst clicks in the area that names a click point, or else in the middle of the last one. */
export function clickArea(areas: readonly MatchArea[]): number {
  const named = areas.findLastIndex(({ clickPoint }) => clickPoint !== undefined);
  return named < 0 ? areas.length - 1 : named;
}

/** Half of it may be covered by another match: what repeats, repeats at least so far away. */
function another(
  screen: Screen,
  area: MatchArea,
  hits: readonly ImageHit[],
  { wanted }: AreaVerdict,
  { margin = Math.max(screen.width, screen.height) }: ImageSearchOptions,
): Place | undefined {
  const x = Math.max(0, area.x - margin);
  const y = Math.max(0, area.y - margin);
  const right = Math.min(screen.width, area.x + area.width + margin);
  const bottom = Math.min(screen.height, area.y + area.height + margin);
  const place = screen.seek({
    template: area.template,
    within: { x, y, width: right - x, height: bottom - y },
    near: { x: area.x, y: area.y },
    limit: mostError(wanted, area),
    taken: hits.map(({ place }) => place),
    apart: { width: Math.ceil(area.width / 2), height: Math.ceil(area.height / 2) },
  });
  return place === undefined || similarityOf(place.error, area) < wanted ? undefined : place;
}

function hitOf(needle: Needle, area: MatchArea, place: Rect, similarity: number): ImageHit {
  const click = area.clickPoint ?? { x: Math.trunc(area.width / 2), y: Math.trunc(area.height / 2) };
  const { x, y } = place;
  return {
    needle,
    place: { x, y, width: area.width, height: area.height },
    click: { x: x + click.x, y: y + click.y },
    similarity,
  };
}
