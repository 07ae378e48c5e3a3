/** What the JSON beside a needle's picture says, checked: os-autoinst's own format with its own defaults. */
import { z } from 'zod';
import type { Point, Rect } from '../../contracts/geometry.ts';

/** Per cent of agreement that an area without `match` must reach. */
const defaultMatch = 96;
/** How far from its place an area without `margin` is looked for, in pixels. */
const defaultMargin = 50;

/** One area, in pixels of the needle's picture. */
export interface NeedleArea extends Rect {
  readonly type: 'match' | 'exclude' | 'ocr';
  /** Per cent. */
  readonly match: number;
  /** Pixels around its place in which it may lie. */
  readonly margin: number;
  /** From the area's upper left corner; undefined where the JSON names none. */
  readonly clickPoint: Point | undefined;
}

export interface NeedleText {
  readonly tags: readonly string[];
  readonly areas: readonly NeedleArea[];
  /** Names of its properties: `workaround` is the one that counts when two needles are equally good. */
  readonly properties: readonly string[];
}

export type NeedleReading =
  | { readonly kind: 'read'; readonly text: NeedleText }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Numbers were written as text by older needle editors. */
const whole = z
  .union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?$/u, 'expected a number')])
  .transform((value) => Math.trunc(Number(value)));
const place = whole.pipe(z.number().min(0, 'expected a number of at least 0'));

const clickPoint = z.union([z.literal('center'), z.looseObject({ xpos: place, ypos: place })], {
  error: 'expected "center" or xpos and ypos',
});

const area = z.looseObject({
  xpos: place.default(0),
  ypos: place.default(0),
  width: place.pipe(z.number().min(1, 'expected a width of at least 1')),
  height: place.pipe(z.number().min(1, 'expected a height of at least 1')),
  type: z.enum(['match', 'exclude', 'ocr'], { error: 'expected match, exclude or ocr' }).default('match'),
  match: z.union([z.number(), z.string().regex(/^\d+(?:\.\d+)?$/u, 'expected a number')]).optional(),
  margin: place.optional(),
  click_point: clickPoint.nullish(),
});

const schema = z.looseObject({
  tags: z.array(z.string()).default([]),
  properties: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).default([]),
  area: z.array(area).min(1, 'expected at least one area'),
});

export function readNeedleJson(json: string): NeedleReading {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return malformed(`its JSON cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return malformed(parsed.error.issues.map(issueWords).join('; '));
  const { tags, properties, area: areas } = parsed.data;
  const text: NeedleText = {
    tags: [...new Set(tags)],
    properties: properties.map((property) => (typeof property === 'string' ? property : property.name)),
    areas: areas.map(areaOf),
  };
  if (text.areas.every(({ type }) => type !== 'match')) return malformed('it has no area of type match');
  const clicks = areas.filter(({ click_point: click }) => click !== undefined && click !== null).length;
  if (clicks > 1) return malformed(`it has ${clicks} click points, and one at most is allowed`);
  const corner = areas.findIndex(({ click_point: click }) => isOnEdge(click));
  if (corner >= 0) return malformed(`area ${corner + 1} has its click point at 0, which os-autoinst takes for none`);
  return { kind: 'read', text };
}

function areaOf(written: z.infer<typeof area>): NeedleArea {
  const { xpos, ypos, width, height, type, match, margin, click_point: click } = written;
  return {
    type,
    x: xpos,
    y: ypos,
    width,
    height,
    match: Number(match ?? 0) || defaultMatch,
    margin: margin === undefined || margin === 0 ? defaultMargin : margin,
    clickPoint: click === undefined || click === null ? undefined : pointOf(click, width, height),
  };
}

function pointOf(click: z.infer<typeof clickPoint>, width: number, height: number): Point {
  return click === 'center'
    ? { x: Math.trunc(width / 2), y: Math.trunc(height / 2) }
    : { x: click.xpos, y: click.ypos };
}

function isOnEdge(click: z.infer<typeof clickPoint> | null | undefined): boolean {
  return typeof click === 'object' && click !== null && (click.xpos === 0 || click.ypos === 0);
}

function malformed(reason: string): NeedleReading {
  return { kind: 'malformed', reason };
}

/** `area 2: width: expected a width of at least 1` */
function issueWords({ path, message }: z.core.$ZodIssue): string {
  const [first, index, ...rest] = path;
  if (first !== 'area' || typeof index !== 'number') return `${path.join('.') || 'the needle'}: ${message}`;
  return `area ${index + 1}: ${rest.length === 0 ? '' : `${rest.join('.')}: `}${message}`;
}
