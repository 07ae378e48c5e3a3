/** What stands in `<label>-comparison.json`: the figures of one look at a baseline, for reports and for reviewing. */
import type { Rect, Size } from './geometry.ts';

/** `other-size`: no pixel was compared. `absent`: there was nothing to compare with. */
export type BaselineVerdict = 'identical' | 'tolerated' | 'differs' | 'other-size' | 'absent' | 'unreadable';

export interface MaskFact {
  /** The locator or rectangle as the spec gave it. */
  readonly mask: string;
  /** Where it lay in the picture; empty when nothing was there. */
  readonly areas: readonly Rect[];
}

/** Why a picture may differ, as far as pixels tell. */
export type LikelyCause =
  | { readonly kind: 'caret'; readonly box: Rect }
  /** The part under `box` lies `dx` further right and `dy` further down than in the baseline. */
  | { readonly kind: 'shift'; readonly box: Rect; readonly dx: number; readonly dy: number };

export interface ComparisonFacts {
  /** Relative to the project's root folder, with forward slashes. */
  readonly baseline: string;
  /** SHA-256 of the baseline's file; undefined without one. */
  readonly baselineDigest?: string;
  readonly verdict: BaselineVerdict;
  /** What was pictured, in words. */
  readonly subject: string;
  /** Its application; undefined for the whole screen. */
  readonly app?: string;
  readonly platform: string;
  /** Of the new picture, in pixels. */
  readonly size: Size;
  readonly expectedSize?: Size;
  readonly masks: readonly MaskFact[];
  /** Pixels beyond the threshold. */
  readonly counted?: number;
  readonly ratio?: number;
  /** The largest change first. */
  readonly boxes?: readonly (Rect & { readonly pixels: number })[];
  readonly causes?: readonly LikelyCause[];
}
