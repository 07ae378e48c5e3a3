/** What a session is, as far as pictures depend on it: the tags by which variants of a baseline are chosen. */
import { tagPattern } from '../../visual/baseline-variants.ts';
import { defaultPngLimits, type PngLimits } from '../../visual/png-read.ts';
import type { ProjectOptions } from '../options.ts';

export interface Surroundings extends PngLimits {
  /** Physical pixels per logical one. */
  readonly scale: number;
  /** `linux`, `2x`, `dark`, `de_DE`, `de`, and what the project says of itself. */
  readonly tags: readonly string[];
}

/** `options`: undefined outside a test of codexqa's `test`. */
export function surroundingsOf(options: ProjectOptions | undefined, scale: number): Surroundings {
  const general = [process.platform, scaleTag(scale)];
  if (options === undefined) return { scale, tags: general, ...defaultPngLimits };
  const { locale, colorScheme, theme } = options.session;
  const named = [...localeTags(locale), ...(theme === undefined ? [] : [theme]), ...Object.values(options.dimensions)];
  const tags = [...general, colorScheme, ...named].filter((tag) => tagPattern.test(tag));
  return { scale, tags: [...new Set(tags)], maxPixels: options.maxBaselinePixels };
}

export function scaleTag(scale: number): string {
  return `${scale}x`;
}

/** `de_DE.UTF-8`: `de_DE` and `de`. */
function localeTags(locale: string): readonly string[] {
  const [name = ''] = locale.split(/[.@]/);
  const [language = ''] = name.split('_');
  return [name, language];
}
