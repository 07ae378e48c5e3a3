/**
 * Variants of one baseline by the names of their files: `sum.png` for every session, `sum@dark,2x.png` for sessions that are dark and of
 * scale 2, `sum~2.png` for another picture that is right as well.
 */
import { grouped } from '../support/grouped.ts';

export interface Variant {
  /** The file's name: `sum@dark,2x~2.png`. */
  readonly file: string;
  /** What a session must be, all of it; empty for every session. */
  readonly tags: readonly string[];
  /** 1 for the file without `~`. */
  readonly number: number;
}

export type VariantChoice =
  | { readonly kind: 'none' }
  /** All of one set of tags, in the order of their numbers: each of them is right. */
  | { readonly kind: 'chosen'; readonly variants: readonly Variant[] }
  /** Several fit, and none of them says more than all others. */
  | { readonly kind: 'ambiguous'; readonly files: readonly string[] };

const extension = '.png';

/** What may stand between `@` and `,`. */
export const tagPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function variantFile(stem: string, tags: readonly string[], number = 1): string {
  return `${stem}${tags.length === 0 ? '' : `@${tags.join(',')}`}${number === 1 ? '' : `~${number}`}${extension}`;
}

/** `stem`: the baseline's name without `.png`. Undefined for a file of another baseline. */
export function parseVariant(file: string, stem: string): Variant | undefined {
  if (!file.startsWith(stem)) return undefined;
  const [whole, tags = '', number = '1'] = /^(?:@([^@~]+))?(?:~([1-9]\d*))?\.png$/.exec(file.slice(stem.length)) ?? [];
  const each = tags === '' ? [] : tags.split(',');
  const isOne = whole !== undefined && each.every((tag) => tagPattern.test(tag));
  return isOne ? { file, tags: each, number: Number(number) } : undefined;
}

/** The one that says most about a session which is all of `session`. */
export function chooseVariants(variants: readonly Variant[], session: readonly string[]): VariantChoice {
  const fitting = variants.filter(({ tags }) => tags.every((tag) => session.includes(tag)));
  if (fitting.length === 0) return { kind: 'none' };
  const groups = [...grouped(fitting, ({ tags }) => tags.toSorted().join()).values()];
  const best = groups.find((group) => groups.every((other) => saysAllOf(group, other)));
  if (best === undefined) {
    const open = groups.filter((group) => groups.every((other) => other === group || !saysAllOf(other, group)));
    return { kind: 'ambiguous', files: open.flatMap(([first]) => first?.file ?? []) };
  }
  const sorted = best.toSorted((a, b) => a.number - b.number);
  const twin = sorted.find(({ number }, index) => sorted[index + 1]?.number === number);
  return twin === undefined
    ? { kind: 'chosen', variants: sorted }
    : { kind: 'ambiguous', files: sorted.filter(({ number }) => number === twin.number).map(({ file }) => file) };
}

/** `de_DE` says `de` as well. */
function saysAllOf([one]: readonly Variant[], [other]: readonly Variant[]): boolean {
  const said = one?.tags ?? [];
  return (other?.tags ?? []).every((tag) => said.some((each) => each === tag || each.startsWith(`${tag}_`)));
}
