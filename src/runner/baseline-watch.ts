/** Looks at the subject until it matches its baseline or time is over, woken by repaints; only the last look is kept. */
import { CodexqaError } from '../contracts/errors.ts';
import type { Deadline } from '../support/deadline.ts';
import type { BaselinePicture } from '../visual/baseline-picture.ts';
import { blankness, describeBlank } from '../visual/blank.ts';
import type { Comparison } from '../visual/compare.ts';
import { allowedPixels, type Judgement, judgeComparison } from '../visual/tolerance.ts';
import type { BaselineRules } from './baseline-options.ts';
import { type BaselineSubject, maskAreas, type Shot } from './baseline-subject.ts';

export type Sight =
  | { readonly kind: 'judged'; readonly shot: Shot; readonly judgement: Judgement; readonly comparison: Comparison }
  | { readonly kind: 'other-size'; readonly shot: Shot };

/** A picture to keep: still and not blank. @throws CAPTURE_BLANK, CAPTURE_UNSTABLE … */
export async function watchForPicture(
  subject: BaselineSubject,
  rules: BaselineRules,
  deadline: Deadline,
): Promise<Shot> {
  let shot = await subject.take(deadline);
  for (;;) {
    const blank = rules.allowBlank ? undefined : blankError(subject, shot);
    if (blank === undefined) return shot;
    if (deadline.passed) throw blank;
    await subject.repainted(deadline);
    shot = (await laterShot(subject, deadline)) ?? shot;
  }
}

/** `settles`: whatever it is, once it stands still. */
export type Until = 'matches' | 'differs' | 'settles';

/** The first sight that is as `until` says, else the last one; judged in full either way. */
export async function watchBaseline(
  subject: BaselineSubject,
  baseline: BaselinePicture,
  rules: BaselineRules,
  deadline: Deadline,
  until: Until,
): Promise<Sight> {
  let shot = await watchForPicture(subject, rules, deadline);
  while (!deadline.passed && !isAsked(look(baseline, shot, rules, 'verdict'), until)) {
    await subject.repainted(deadline);
    shot = (await laterShot(subject, deadline)) ?? shot;
  }
  const blank = rules.allowBlank ? undefined : blankError(subject, shot);
  if (blank !== undefined) throw blank;
  return look(baseline, shot, rules, 'picture');
}

/** Undefined when time ran out before the screen was still again: the picture before stands. */
async function laterShot(subject: BaselineSubject, deadline: Deadline): Promise<Shot | undefined> {
  if (deadline.passed) return undefined;
  try {
    return await subject.take(deadline);
  } catch (error) {
    const late = error instanceof CodexqaError && ['CAPTURE_UNSTABLE', 'DEADLINE_EXCEEDED'].includes(error.code);
    if (late && deadline.passed) return undefined;
    throw error;
  }
}

function isAsked(sight: Sight, until: Until): boolean {
  const differs = sight.kind === 'other-size' || sight.judgement.kind === 'differs';
  return until === 'settles' || differs === (until === 'differs');
}

function look(baseline: BaselinePicture, shot: Shot, rules: BaselineRules, need: 'verdict' | 'picture'): Sight {
  const { width, height } = baseline.size;
  if (shot.image.width !== width || shot.image.height !== height) return { kind: 'other-size', shot };
  const total = width * height;
  const masks = maskAreas(shot.masks);
  const stop = need === 'verdict' ? { stopAfter: allowedPixels(rules, total) } : {};
  const comparison = baseline.compare(shot.image, { ...rules, masks, ...stop });
  return { kind: 'judged', shot, comparison, judgement: judgeComparison(comparison, rules, total) };
}

function blankError(subject: BaselineSubject, { image }: Shot): CodexqaError | undefined {
  const seen = blankness(image);
  if (seen.kind === 'picture') return undefined;
  const colour = describeBlank(seen.colour);
  return new CodexqaError(
    'CAPTURE_BLANK',
    `expected a picture of ${subject.description} to compare, but it is ${colour} (${image.width}x${image.height})`,
    { fix: 'wait until the application has drawn, or pass `allowBlank: true` where one colour is right' },
  );
}
