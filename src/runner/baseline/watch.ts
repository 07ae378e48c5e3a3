/** Looks at the subject until it matches an accepted picture or time is over, woken by repaints; only the last look is kept. */
import type { MaskFact } from '../../contracts/comparison.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { Deadline } from '../../support/deadline.ts';
import { blankness, describeBlank } from '../../visual/blank.ts';
import { areasOfColor } from '../../visual/color-key.ts';
import type { Comparison } from '../../visual/compare.ts';
import { allowedPixels, type Judgement, judgeComparison } from '../../visual/tolerance.ts';
import type { AcceptedPicture } from './find.ts';
import type { BaselineRules } from './options.ts';
import { type BaselineSubject, maskAreas, type Shot } from './subject.ts';

interface Look {
  readonly shot: Shot;
  /** The one that it is compared with. */
  readonly accepted: AcceptedPicture;
  /** All that were compared, this one included. */
  readonly tried: readonly AcceptedPicture[];
}

export type Sight = Look &
  (
    | { readonly kind: 'judged'; readonly judgement: Judgement; readonly comparison: Comparison }
    | { readonly kind: 'other-size' }
  );

/** A picture to keep: still and not blank. @throws CAPTURE_BLANK, CAPTURE_UNSTABLE … */
export async function watchForPicture(
  subject: BaselineSubject,
  rules: BaselineRules,
  deadline: Deadline,
  restless: readonly Rect[] = [],
): Promise<Shot> {
  let shot = await subject.take(deadline, restless);
  for (;;) {
    const blank = rules.allowBlank ? undefined : blankError(subject, shot);
    if (blank === undefined) return shot;
    if (deadline.passed) throw blank;
    await subject.repainted(deadline);
    shot = (await laterShot(subject, deadline, restless)) ?? shot;
  }
}

/** `settles`: whatever it is, once it stands still. */
export type Until = 'matches' | 'differs' | 'settles';

type Candidates = readonly [Candidate, ...Candidate[]];

interface Candidate extends AcceptedPicture {
  /** What is painted over in it. */
  readonly painted: readonly MaskFact[];
}

/** The first sight that is as `until` says, else the last one; judged in full either way. */
export async function watchBaseline(
  subject: BaselineSubject,
  accepted: readonly [AcceptedPicture, ...AcceptedPicture[]],
  rules: BaselineRules,
  deadline: Deadline,
  until: Until,
): Promise<Sight> {
  const [first, ...more] = accepted;
  const withMasks = (each: AcceptedPicture): Candidate => ({ ...each, painted: paintedIn(each, rules) });
  const candidates: Candidates = [withMasks(first), ...more.map(withMasks)];
  const restless = candidates.flatMap(({ painted }) => maskAreas(painted));
  let shot = await watchForPicture(subject, rules, deadline, restless);
  while (!deadline.passed && !isAsked(look(candidates, shot, rules, 'verdict'), until)) {
    await subject.repainted(deadline);
    shot = (await laterShot(subject, deadline, restless)) ?? shot;
  }
  const blank = rules.allowBlank ? undefined : blankError(subject, shot);
  if (blank !== undefined) throw blank;
  return look(candidates, shot, rules, 'picture');
}

/** Undefined when time ran out before the screen was still again: the picture before stands. */
async function laterShot(
  subject: BaselineSubject,
  deadline: Deadline,
  restless: readonly Rect[],
): Promise<Shot | undefined> {
  if (deadline.passed) return undefined;
  try {
    return await subject.take(deadline, restless);
  } catch (error) {
    const late = error instanceof CodexqaError && ['CAPTURE_UNSTABLE', 'DEADLINE_EXCEEDED'].includes(error.code);
    if (late && deadline.passed) return undefined;
    throw error;
  }
}

function isAsked(sight: Sight, until: Until): boolean {
  return until === 'settles' || differs(sight) === (until === 'differs');
}

function differs(sight: Sight): boolean {
  return sight.kind === 'other-size' || sight.judgement.kind === 'differs';
}

/** The first accepted picture that matches, else the nearest. */
function look([first, ...more]: Candidates, shot: Shot, rules: BaselineRules, need: 'verdict' | 'picture'): Sight {
  let best = lookAt(first, shot, rules, need);
  const tried = [first];
  for (const next of more) {
    if (!differs(best)) break;
    const sight = lookAt(next, shot, rules, need);
    tried.push(next);
    if (distance(sight) < distance(best)) best = sight;
  }
  return { ...best, tried };
}

function distance(sight: Sight): number {
  if (!differs(sight)) return -1;
  return sight.kind === 'other-size' ? Number.POSITIVE_INFINITY : sight.comparison.counted + sight.comparison.faint;
}

function lookAt(accepted: Candidate, taken: Shot, rules: BaselineRules, need: 'verdict' | 'picture'): Sight {
  const { size } = accepted.picture;
  const { width, height } = taken.image;
  const seen = { shot: { ...taken, masks: [...taken.masks, ...accepted.painted] }, accepted, tried: [accepted] };
  if (width !== size.width || height !== size.height) return { ...seen, kind: 'other-size' };
  const total = width * height;
  const stop = need === 'verdict' ? { stopAfter: allowedPixels(rules, total) } : {};
  const comparison = accepted.picture.compare(taken.image, { ...rules, masks: maskAreas(seen.shot.masks), ...stop });
  return { ...seen, kind: 'judged', comparison, judgement: judgeComparison(comparison, rules, total) };
}

function paintedIn({ picture }: AcceptedPicture, { maskColors }: BaselineRules): readonly MaskFact[] {
  return maskColors.map((color) => ({
    mask: `colour ${color}`,
    areas: areasOfColor(picture.image, color),
    painted: true,
  }));
}

function blankError(subject: BaselineSubject, { image, onlyBackground }: Shot): CodexqaError | undefined {
  const seen = blankness(image);
  if (seen.kind === 'picture' && !onlyBackground) return undefined;
  const what =
    seen.kind === 'picture'
      ? 'only the background: no window is there, or it has drawn nothing'
      : describeBlank(seen.colour);
  return new CodexqaError(
    'CAPTURE_BLANK',
    `expected a picture of ${subject.description} to compare, but it is ${what} (${image.width}x${image.height})`,
    { fix: 'wait until the application has drawn, or pass `allowBlank: true` where that is right' },
  );
}
