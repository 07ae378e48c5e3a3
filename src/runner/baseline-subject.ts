/** What a baseline can be compared with, seen from the matcher: something that shows still pictures of itself. */
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { Deadline } from '../support/deadline.ts';
import type { MaskFact } from './baseline-attachments.ts';

export interface Shot {
  readonly image: RawImage;
  /** Masks as they lay at that moment, in pixels of the picture. */
  readonly masks: readonly MaskFact[];
}

export interface BaselineSubject {
  /** `window "Calculator"` */
  readonly description: string;
  /** Taken once nothing moves any more. @throws CAPTURE_UNSTABLE, LOCATOR_NOT_FOUND, SESSION_LOST … */
  take(deadline: Deadline): Promise<Shot>;
  /** Resolves when something was repainted since the last `take`, or when the deadline passed. */
  repainted(deadline: Deadline): Promise<void>;
}

export function maskAreas(masks: readonly MaskFact[]): readonly Rect[] {
  return masks.flatMap((mask) => mask.areas);
}
