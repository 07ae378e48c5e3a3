/** How different two colours must be: the distance of pixelmatch (YIQ, perceived), squared, for the two questions asked of each pixel. */

/** Largest possible squared distance of two colours. */
const greatestDelta = 35215;

export interface Thresholds {
  /** 0 to 1; a pixel above it counts as different. Playwright's default is 0.2. */
  readonly threshold: number;
  /**
   * 0 to 1, at most `threshold`: a pixel between the two is faintly different. One such pixel is nothing, a whole panel of them is a
   * change of colour that nobody would call the same. 0.0225 is about 6 of 256 grey levels.
   */
  readonly faintThreshold: number;
}

export const defaultThresholds: Thresholds = { threshold: 0.2, faintThreshold: 0.0225 };

/** Squared distances to compare with. */
export interface Limits {
  readonly counted: number;
  readonly faint: number;
}

export function limitsOf({ threshold, faintThreshold }: Thresholds): Limits {
  const counted = greatestDelta * threshold * threshold;
  return { counted, faint: Math.min(counted, greatestDelta * faintThreshold * faintThreshold) };
}
