/** Pictures of elements and windows, as they are now. */
import { CodexqaError } from '../contracts/errors.ts';
import { intersection, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { Selector } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { findOne, locatorWords } from './find.ts';
import type { Stage } from './stage.ts';

/** @throws ELEMENT_NOT_ACTIONABLE when the element has no place on the screen */
export async function captureElement(stage: Stage, selector: Selector, deadline: Deadline): Promise<RawImage> {
  return stage.session.capture({ kind: 'area', area: await areaOfElement(stage, selector, deadline) });
}

/** The element's visible part of the screen. */
export async function areaOfElement(stage: Stage, selector: Selector, deadline: Deadline): Promise<Rect> {
  const { reading } = await findOne(stage.session, selector, deadline);
  return onScreen(stage, reading.bounds, locatorWords(selector));
}

export function onScreen(stage: Stage, bounds: Rect | undefined, what: string): Rect {
  const area = bounds === undefined ? undefined : intersection(bounds, { x: 0, y: 0, ...stage.session.screen });
  if (area !== undefined) return area;
  throw new CodexqaError('ELEMENT_NOT_ACTIONABLE', `${what} has no place on the screen, so there is no picture of it`, {
    fix: 'scroll it into view or move its window onto the screen first',
  });
}
