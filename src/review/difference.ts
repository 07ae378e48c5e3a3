/** The differences of a run that wait for a person, read from its results and the evidence it kept. */
import type { BaselineVariants, ComparisonFacts, LikelyCause, MaskFact } from '../contracts/comparison.ts';
import type { Rect, Size } from '../contracts/geometry.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { resultsOf } from '../journal/rebuild.ts';
import type { AttachmentRecord, TestRecord } from '../journal/results.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { type Digest, digestOf } from '../support/digest.ts';

/** `absent`: there was no baseline yet. */
export type DifferenceKind = 'differs' | 'other-size' | 'absent';

export interface Difference {
  /** Short and lasting: made of the baseline and the new picture. */
  readonly id: string;
  readonly kind: DifferenceKind;
  /** Relative to the project's root folder. */
  readonly baseline: string;
  /** SHA-256 of the baseline's file as the test met it; undefined without one. */
  readonly baselineDigest: Digest | undefined;
  readonly testId: string;
  /** `group › test` */
  readonly title: string;
  /** `specs/a.spec.ts:12` */
  readonly at: string;
  readonly file: string;
  readonly project: string;
  readonly app: string | undefined;
  readonly platform: string;
  readonly size: Size;
  /** Physical pixels per logical one. */
  readonly scale: number;
  /** Of the baseline, where it has another one. */
  readonly expectedSize: Size | undefined;
  /** Pixels beyond the threshold; undefined where none were compared. */
  readonly pixels: number | undefined;
  readonly ratio: number | undefined;
  readonly boxes: readonly Rect[];
  readonly causes: readonly LikelyCause[];
  readonly masks: readonly MaskFact[];
  /** Undefined in runs of before there were any. */
  readonly variants: BaselineVariants | undefined;
  /** Digests of PNG files among the evidence of the run. */
  readonly pictures: { readonly actual: Digest; readonly expected?: Digest; readonly diff?: Digest };
  /** Differences with the same one changed the same pixels of the same picture. */
  readonly group: string;
}

const suffix = '-comparison.json';

/**
 * Of the tests that failed, in the order of the run; of several attempts the last look at each baseline. What was pruned from the
 * evidence is left out.
 */
export function differencesOf(folder: RunFolder): readonly Difference[] {
  const evidence = new EvidenceStore(folder);
  const failed = resultsOf(folder).tests.filter(({ status }) => status === 'failed' || status === 'interrupted');
  return failed.flatMap((test) => {
    const all = test.attempts.flatMap(({ attachments }) => inAttempt(test, attachments, evidence));
    return [...new Map(all.map((difference) => [difference.baseline, difference])).values()];
  });
}

function inAttempt(
  test: TestRecord,
  attachments: readonly AttachmentRecord[],
  evidence: EvidenceStore,
): readonly Difference[] {
  const byName = new Map(attachments.map((each) => [each.name, each]));
  return attachments.flatMap((attachment) => {
    const facts = factsIn(attachment, evidence);
    if (facts === undefined) return [];
    const label = attachment.name.slice(0, -suffix.length);
    const kind = kindOf(facts);
    const digestIn = (picture: string) => byName.get(`${label}-${picture}.png`)?.digest;
    const actual = digestIn('actual');
    return kind === undefined || actual === undefined
      ? []
      : [differenceOf(test, kind, facts, { actual, expected: digestIn('expected'), diff: digestIn('diff') })];
  });
}

function factsIn({ name, digest }: AttachmentRecord, evidence: EvidenceStore): ComparisonFacts | undefined {
  if (!name.endsWith(suffix) || digest === undefined) return undefined;
  const content = evidence.read(digest);
  return content === undefined ? undefined : (JSON.parse(content.toString()) as ComparisonFacts);
}

function kindOf({ verdict }: ComparisonFacts): DifferenceKind | undefined {
  switch (verdict) {
    case 'differs':
    case 'other-size':
    case 'absent':
      return verdict;
    case 'unreadable':
      return 'absent';
    case 'identical':
    case 'tolerated':
      return undefined;
  }
}

function differenceOf(
  test: TestRecord,
  kind: DifferenceKind,
  facts: ComparisonFacts,
  pictures: { readonly actual: Digest; readonly expected: Digest | undefined; readonly diff: Digest | undefined },
): Difference {
  const { actual, expected, diff } = pictures;
  return {
    id: digestOf(`${facts.baseline}\n${test.project}\n${actual}`).slice(0, 10),
    kind,
    baseline: facts.baseline,
    baselineDigest: facts.baselineDigest,
    testId: test.testId,
    title: test.titlePath.join(' › '),
    at: `${test.file}:${test.line}`,
    file: test.file,
    project: test.project,
    app: facts.app,
    platform: facts.platform,
    size: facts.size,
    scale: facts.scale ?? 1,
    expectedSize: facts.expectedSize,
    pixels: facts.counted,
    ratio: facts.ratio,
    boxes: facts.boxes ?? [],
    causes: facts.causes ?? [],
    masks: facts.masks,
    variants: facts.variants,
    pictures: {
      actual,
      ...(expected === undefined ? {} : { expected }),
      ...(diff === undefined ? {} : { diff }),
    },
    group: (diff ?? actual).slice(0, 10),
  };
}
