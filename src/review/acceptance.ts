/** Which file an accepted picture becomes: the one that it was compared with, or one more beside it. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { parseVariant, type Variant, variantFile } from '../visual/baseline-variants.ts';
import type { Difference } from './difference.ts';

export type Acceptance =
  | { readonly kind: 'replace' }
  /** Both pictures are right: `sum~2.png`. */
  | { readonly kind: 'another' }
  /** It is right where a session is all of `tags`: `sum@dark.png`. */
  | { readonly kind: 'variant'; readonly tags: readonly string[] };

export const replacing: Acceptance = { kind: 'replace' };

/** Relative to `root`, as is the baseline of a difference. @throws CLI_OPTION_INVALID */
export function targetOf(root: string, difference: Difference, acceptance: Acceptance): string {
  const { baseline, kind } = difference;
  switch (acceptance.kind) {
    case 'replace':
      return baseline;
    case 'another':
      return kind === 'absent' ? baseline : beside(baseline, nextNumber(root, difference));
    case 'variant':
      return variantTarget(root, difference, acceptance.tags);
  }
}

function variantTarget(root: string, difference: Difference, tags: readonly string[]): string {
  const { baseline, variants, kind } = difference;
  const session = variants?.session ?? [];
  const unknown = tags.find((tag) => !session.includes(tag));
  if (unknown !== undefined) {
    throw new CodexqaError('CLI_OPTION_INVALID', `the session of ${baseline} was not "${unknown}"`, {
      fix: `take some of ${session.join(', ')}`,
    });
  }
  const target = beside(baseline, variantFile(stemOf(difference), tags));
  if (target === baseline) return target;
  if (existsSync(join(root, target))) {
    throw new CodexqaError(
      'CLI_OPTION_INVALID',
      `${target} is there already, and was not what the test compared with`,
      {
        fix: 'run the test again, and accept what it then compares with',
      },
    );
  }
  if (kind === 'absent' && existsSync(join(root, baseline))) {
    throw new CodexqaError('CLI_OPTION_INVALID', `the run has written ${baseline} itself`, {
      fix: `rename it to ${basename(target)}`,
    });
  }
  return target;
}

function nextNumber(root: string, difference: Difference): string {
  const stem = stemOf(difference);
  const { baseline } = difference;
  const here = parseVariant(basename(baseline), stem);
  const tags = here?.tags ?? [];
  const files = readdirSync(join(root, dirname(baseline))).flatMap((file) => parseVariant(file, stem) ?? []);
  const alike = files.filter((file: Variant) => file.tags.toSorted().join() === tags.toSorted().join());
  return variantFile(stem, tags, Math.max(1, ...alike.map(({ number }) => number)) + 1);
}

function stemOf({ baseline, variants }: Difference): string {
  return basename(variants?.name ?? basename(baseline), '.png');
}

function beside(baseline: string, file: string): string {
  return posix.join(posix.dirname(baseline), file);
}
