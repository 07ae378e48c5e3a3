/** From counts to a verdict: how much may differ before two pictures stop being the same. */
import type { Comparison } from './compare.ts';

export interface Tolerance {
  /** Counted pixels allowed; with `maxDiffRatio` the smaller of both holds, with neither none is allowed. */
  readonly maxDiffPixels?: number | undefined;
  /** 0 to 1, of all pixels of the picture. */
  readonly maxDiffRatio?: number | undefined;
  /** 0 to 1, of the compared pixels: how many may be faintly different. 1 allows any. */
  readonly maxFaintRatio: number;
}

/** One in two hundred: a changed button of a window is more, noise of gradients and text rendering is less. */
export const defaultTolerance: Tolerance = { maxFaintRatio: 0.005 };

export type Judgement =
  /** Every pixel the same. */
  | { readonly kind: 'identical' }
  /** Something differs, no more than is allowed. */
  | { readonly kind: 'tolerated' }
  /** `reasons` in words: `143 pixels differ (0.014 of 1, 0 allowed)`. */
  | { readonly kind: 'differs'; readonly reasons: readonly string[] };

/** Counted pixels that are still no difference. */
export function allowedPixels(tolerance: Tolerance, total: number): number {
  const { maxDiffPixels, maxDiffRatio } = tolerance;
  if (maxDiffPixels === undefined && maxDiffRatio === undefined) return 0;
  return Math.min(maxDiffPixels ?? Number.POSITIVE_INFINITY, (maxDiffRatio ?? Number.POSITIVE_INFINITY) * total);
}

export function judgeComparison(comparison: Comparison, tolerance: Tolerance, total: number): Judgement {
  const { counted, faint, compared } = comparison;
  const allowed = allowedPixels(tolerance, total);
  // whoever allows many strong pixels allows as many weak ones
  const allowedFaint = Math.max(allowed, Math.floor(tolerance.maxFaintRatio * compared));
  const reasons: string[] = [];
  if (counted > allowed) reasons.push(`${pixels(counted)} (ratio ${ratio(counted, total)}), ${allowedWords(allowed)}`);
  if (faint > allowedFaint) {
    reasons.push(`faintly ${pixels(faint)} (ratio ${ratio(faint, compared)}), ${allowedWords(allowedFaint)}`);
  }
  if (reasons.length > 0) return { kind: 'differs', reasons };
  return comparison.bands.length === 0 ? { kind: 'identical' } : { kind: 'tolerated' };
}

function pixels(count: number): string {
  return count === 1 ? '1 pixel differs' : `${count} pixels differ`;
}

function allowedWords(count: number): string {
  return `${Math.floor(count)} allowed`;
}

/** Two digits that say something, rounded up: a difference is never shown as 0. */
function ratio(count: number, total: number): string {
  const value = count / total;
  const digits = Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(value))));
  const unit = 10 ** digits;
  return (Math.ceil(value * unit) / unit).toFixed(digits);
}
