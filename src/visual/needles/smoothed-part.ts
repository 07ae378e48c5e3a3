/**
 * Which part of a picture os-autoinst has smoothed so far, and how. It smooths what it is asked for and what lies between; OpenCV
 * rounds halves up when that is the whole picture, else to even but in the last columns that do not fill its vectors of four.
 */
import type { Rect, Size } from '../../contracts/geometry.ts';

export type SmoothedPart =
  | { readonly kind: 'none' }
  | { readonly kind: 'part'; readonly rect: Rect }
  | { readonly kind: 'whole' };

export const nothingSmoothed: SmoothedPart = { kind: 'none' };

/** Columns from `left` to `middle` have halves rounded to even, those from there to `right` up. */
export interface Rounding {
  readonly left: number;
  readonly middle: number;
  readonly right: number;
}

/** What is smoothed once `wanted` was asked for; the same object when that needs nothing new. */
export function smoothedWith(part: SmoothedPart, wanted: Rect, picture: Size): SmoothedPart {
  if (part.kind === 'whole' || (part.kind === 'part' && covers(part.rect, wanted))) return part;
  const rect = part.kind === 'none' ? wanted : united(part.rect, wanted);
  const isMost = rect.width * rect.height >= (picture.width * picture.height) / 2;
  return isMost ? { kind: 'whole' } : { kind: 'part', rect };
}

export function roundingOf(part: SmoothedPart, { width }: Size): Rounding {
  if (part.kind !== 'part') return { left: 0, middle: 0, right: width };
  const { x, width: columns } = part.rect;
  return { left: x, middle: x + columns - (columns % 4), right: x + columns };
}

function covers(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function united(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}
