/** The options of `toMatchBaseline`, checked: a slip in a spec is told at once and by its name. */
import { CodexqaError } from '../contracts/errors.ts';
import type { Rect } from '../contracts/geometry.ts';
import { defaultThresholds, type Thresholds } from '../visual/thresholds.ts';
import { defaultTolerance, type Tolerance } from '../visual/tolerance.ts';

export interface BaselineOptions<Mask> {
  /** Elements (all matches) or rectangles in pixels of the picture that are left out of the comparison. */
  readonly mask?: readonly (Mask | Rect)[];
  /** Different pixels allowed; 0 by default. Together with `maxDiffRatio` the smaller holds. */
  readonly maxDiffPixels?: number;
  /** Different pixels allowed, 0 to 1 of the picture. */
  readonly maxDiffRatio?: number;
  /** How different a pixel's colour must be to count, 0 to 1; 0.2 by default, as in Playwright. */
  readonly threshold?: number;
  /** From here up to `threshold` a pixel is faintly different; 0.0225 by default (about 6 grey levels). */
  readonly faintThreshold?: number;
  /** Faintly different pixels allowed, 0 to 1 of the picture; 0.005 by default. 1 switches the check off. */
  readonly maxFaintRatio?: number;
  /** A picture of one single colour is refused with CAPTURE_BLANK unless this is true. */
  readonly allowBlank?: boolean;
  /** Milliseconds until the picture must match; the expect time-out by default, 0 for no limit. */
  readonly timeout?: number;
}

export interface BaselineRules extends Thresholds, Tolerance {
  readonly allowBlank: boolean;
}

/** @throws SPEC_INVALID */
export function baselineRules(options: BaselineOptions<unknown>): BaselineRules {
  checkRange(options, 'maxDiffPixels', Number.MAX_SAFE_INTEGER);
  for (const name of ['maxDiffRatio', 'threshold', 'faintThreshold', 'maxFaintRatio'] as const)
    checkRange(options, name, 1);
  return {
    maxDiffPixels: options.maxDiffPixels,
    maxDiffRatio: options.maxDiffRatio,
    maxFaintRatio: options.maxFaintRatio ?? defaultTolerance.maxFaintRatio,
    threshold: options.threshold ?? defaultThresholds.threshold,
    faintThreshold: options.faintThreshold ?? defaultThresholds.faintThreshold,
    allowBlank: options.allowBlank ?? false,
  };
}

type NumericOption = 'maxDiffPixels' | 'maxDiffRatio' | 'threshold' | 'faintThreshold' | 'maxFaintRatio';

function checkRange(options: BaselineOptions<unknown>, name: NumericOption, greatest: number): void {
  const value = options[name];
  if (value === undefined || (value >= 0 && value <= greatest)) return;
  const range = greatest === 1 ? 'from 0 to 1' : 'of at least 0';
  throw new CodexqaError(
    'SPEC_INVALID',
    `toMatchBaseline expects ${name} to be a number ${range}, but was given ${value}`,
  );
}
