/** The options of `toMatchBaseline`, checked: a slip in a spec is told at once and by its name. */
import { CodexqaError } from '../../contracts/errors.ts';
import type { Rect } from '../../contracts/geometry.ts';
import { defaultThresholds, type Thresholds } from '../../visual/thresholds.ts';
import { defaultTolerance, type Tolerance } from '../../visual/tolerance.ts';

/** What is painted in this colour (`#rrggbb`) in the baseline is left out of the comparison. */
export interface ColorMask {
  readonly color: string;
}

export interface BaselineOptions<Mask> {
  /** Elements (all matches), rectangles in pixels of the picture, or a colour of the baseline: they are not compared. */
  readonly mask?: readonly (Mask | Rect | ColorMask)[];
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
  /** A picture of one single colour, and a screen without a window, are refused with CAPTURE_BLANK unless this is true. */
  readonly allowBlank?: boolean;
  /** Milliseconds until the picture must match; the expect time-out by default, 0 for no limit. */
  readonly timeout?: number;
}

export interface BaselineRules extends Thresholds, Tolerance {
  readonly allowBlank: boolean;
  /** `#rrggbb` in small letters. */
  readonly maskColors: readonly string[];
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
    maskColors: (options.mask ?? []).filter(isColorMask).map(({ color }) => colorOf(color)),
  };
}

/** Not of a locator: `in` would ask it for its parts. */
export function isColorMask(mask: unknown): mask is ColorMask {
  return typeof mask === 'object' && mask !== null && Object.hasOwn(mask, 'color');
}

function colorOf(color: unknown): string {
  if (typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color)) return color.toLowerCase();
  throw new CodexqaError('SPEC_INVALID', `toMatchBaseline was given the mask colour ${JSON.stringify(color)}`, {
    fix: 'write a colour as `{ color: "#ff00ff" }`',
  });
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
