/** What stands in `<label>-comparison.json`: the figures of one look at a baseline, for reports and for reviewing. */
import type { Rect, Size } from './geometry.ts';

/** `other-size`: no pixel was compared. `absent`: there was nothing to compare with. */
export type BaselineVerdict = 'identical' | 'tolerated' | 'differs' | 'other-size' | 'absent' | 'unreadable';

export interface MaskFact {
  /** The locator or rectangle as the spec gave it. */
  readonly mask: string;
  /** Where it lay in the picture; empty when nothing was there. */
  readonly areas: readonly Rect[];
  /** The baseline itself is painted there: so is the next one that is accepted. */
  readonly painted?: true;
}

/** Why a picture may differ, as far as pixels tell. */
export type LikelyCause =
  | { readonly kind: 'caret'; readonly box: Rect }
  /** The part under `box` lies `dx` further right and `dy` further down than in the baseline. */
  | { readonly kind: 'shift'; readonly box: Rect; readonly dx: number; readonly dy: number };

/** How the baseline was chosen. Paths as in `baseline`. */
export interface BaselineVariants {
  /** The name that the spec gives, without tags: `sum.png`. */
  readonly name: string;
  /** What the session is, as names of files say it: `linux`, `1x`, `dark`, `de_DE`. */
  readonly session: readonly string[];
  /** Accepted pictures that were compared, in this order. */
  readonly tried: readonly string[];
  /** Files of the same name that were passed over. */
  readonly others: readonly string[];
}

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
  /** Of the new picture, in physical pixels, as are all places and sizes here. */
  readonly size: Size;
  /** Physical pixels per logical one. */
  readonly scale?: number;
  readonly logicalSize?: Size;
  readonly expectedSize?: Size;
  readonly masks: readonly MaskFact[];
  readonly variants?: BaselineVariants;
  /** Pixels beyond the threshold. */
  readonly counted?: number;
  readonly ratio?: number;
  /** The largest change first. */
  readonly boxes?: readonly (Rect & { readonly pixels: number })[];
  readonly causes?: readonly LikelyCause[];
}
