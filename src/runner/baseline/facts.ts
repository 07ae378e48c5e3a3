/** What an assertion about a picture tells machines: facts for reports and reviewing, and a line in the journal. */
import { basename } from 'node:path';
import { annotationTypes } from '../../contracts/annotation.ts';
import type { BaselineVerdict, ComparisonFacts } from '../../contracts/comparison.ts';
import type { Size } from '../../contracts/geometry.ts';
import { runEnv } from '../../contracts/run.ts';
import type { Deadline } from '../../support/deadline.ts';
import { runningTest } from '../current-test.ts';
import type { BaselineAttachments } from './attachments.ts';
import { digestOfBaseline, keptPath } from './file.ts';
import type { BaselineName, BaselineTest } from './name.ts';
import type { BaselineRules } from './options.ts';
import type { BaselineSubject, Shot } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import type { Sight } from './watch.ts';

/** One assertion: everything its parts need to know. */
export interface Assertion {
  readonly testInfo: BaselineTest;
  readonly subject: BaselineSubject;
  readonly name: BaselineName;
  readonly surroundings: Surroundings;
  /** Files of the same name that were passed over. */
  readonly others: readonly string[];
  readonly rules: BaselineRules;
  readonly deadline: Deadline;
  readonly attachments: BaselineAttachments;
  readonly isNot: boolean;
}

/** What was compared: the file that the verdict is about, and all that were looked at for it. */
export interface Compared {
  readonly path: string;
  readonly tried: readonly string[];
}

export function comparedIn({ accepted, tried }: Sight): Compared {
  return { path: accepted.path, tried: tried.map(({ path }) => path) };
}

export function figuresOf({ rules }: Assertion, { comparison }: Extract<Sight, { kind: 'judged' }>): object {
  const { bands: _, ...figures } = comparison;
  return { rules, ...figures };
}

/** Of what a person has to decide on: also which baseline it was, so that another one is never written over unseen. */
export function openFacts(
  assertion: Assertion,
  compared: Compared,
  shot: Shot,
  verdict: BaselineVerdict,
): ComparisonFacts {
  const baselineDigest = digestOfBaseline(compared.path);
  return {
    ...(baselineDigest === undefined ? {} : { baselineDigest }),
    ...factsOf(assertion, compared, shot, verdict),
  };
}

export function factsOf(
  { name, subject, surroundings, others }: Assertion,
  { path, tried }: Compared,
  { image, masks }: Shot,
  verdict: BaselineVerdict,
): ComparisonFacts {
  const { scale, tags } = surroundings;
  return {
    baseline: keptPath(path),
    verdict,
    subject: subject.description,
    ...(subject.app === undefined ? {} : { app: subject.app }),
    platform: process.platform,
    size: sizeOf(image),
    scale,
    logicalSize: { width: image.width / scale, height: image.height / scale },
    masks,
    variants: { name: basename(name.path), session: tags, tried: tried.map(keptPath), others: others.map(keptPath) },
  };
}

/** Which baselines a run needed: one that no run needs any more is stale. */
export function noteUse({ testInfo }: Assertion, { path, tried }: Compared, verdict: BaselineVerdict): void {
  const before = tried.filter((each) => each !== path).map(keptPath);
  runningTest()?.journal.append({
    kind: 'baseline',
    testId: testInfo.testId,
    path: keptPath(path),
    verdict,
    ...(before.length === 0 ? {} : { tried: before }),
  });
}

/** Every report shows which command opens the page for what this test leaves open. */
export function tellReview({ testInfo: { annotations } }: Assertion): void {
  const folder = process.env[runEnv.runDir];
  if (folder === undefined || annotations.some(({ type }) => type === annotationTypes.review)) return;
  const description = `npx codexqa baselines review --run ${basename(folder)}`;
  annotations.push({ type: annotationTypes.review, description });
}

export function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
