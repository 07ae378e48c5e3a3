/** `expect(subject).toMatchBaseline()`: Playwright's screenshot assertion for desktops. */
import { readFileSync } from 'node:fs';
import { type ExpectMatcherState, type MatcherReturnType, test } from '@playwright/test';
import { CodexqaError, type ErrorCode } from '../../contracts/errors.ts';
import type { RawImage } from '../../contracts/image.ts';
import { Deadline } from '../../support/deadline.ts';
import { writeBaseline } from '../../visual/baseline-write.ts';
import { likelyCauses } from '../../visual/cause.ts';
import { carryPainted } from '../../visual/color-key.ts';
import { compareCommonPart } from '../../visual/compare.ts';
import { runningTest } from '../current-test.ts';
import type { ProjectOptions } from '../options.ts';
import { BaselineAttachments } from './attachments.ts';
import { type Assertion, comparedIn, factsOf, figuresOf, noteUse, openFacts, sizeOf, tellReview } from './facts.ts';
import { rememberWritten, shownPath, writtenByEarlierTry } from './file.ts';
import { type AcceptedPicture, type FoundBaseline, findBaseline } from './find.ts';
import { type BaselineState, ruleOn } from './mode.ts';
import { type BaselineTest, nameBaseline } from './name.ts';
import { type BaselineOptions, baselineRules, isColorMask } from './options.ts';
import { type BaselineSubject, type Mask, maskAreas, type Pictured, subjectOf } from './subject.ts';
import { scaleTag, surroundingsOf } from './surroundings.ts';
import { type Sight, watchBaseline, watchForPicture } from './watch.ts';
import {
  type Choice,
  differsSentence,
  matchesSentence,
  missingSentence,
  sizeSentence,
  writtenBeforeSentence,
} from './words.ts';

const lookFix =
  'look at the pictures; if the new one is right, accept it: `codexqa baselines review`, or `codexqa test -u`';

export type MatchBaselineOptions = BaselineOptions<Mask>;

/** For `expect.extend()`. */
export const baselineMatchers = {
  /**
   * The picture of an element, a window, an application's only window or the whole screen, compared with `baselines/…/<name>`
   * once it stands still, again and again until it matches or time is over. Without a name the test's title and a number.
   * @throws BASELINE_AMBIGUOUS, BASELINE_INVALID, CAPTURE_BLANK, CAPTURE_UNSTABLE, SPEC_INVALID
   */
  async toMatchBaseline(
    this: ExpectMatcherState,
    received: Pictured,
    nameOrOptions?: string | readonly string[] | MatchBaselineOptions,
    options?: MatchBaselineOptions,
  ): Promise<MatcherReturnType> {
    const [name, chosen] = isName(nameOrOptions) ? [nameOrOptions, options] : [undefined, nameOrOptions];
    using subject = subjectOf(received, placeMasks(chosen));
    return await matchBaseline(test.info(), this, subject, name, chosen ?? {}, runningTest()?.options);
  },
};

function isName(argument: unknown): argument is string | readonly string[] {
  return typeof argument === 'string' || Array.isArray(argument);
}

/** Masks that have a place on the screen; colours have theirs in the baseline. */
export function placeMasks({ mask = [] }: MatchBaselineOptions = {}): readonly Mask[] {
  return mask.filter((each): each is Mask => !isColorMask(each));
}

/** The decision table of Playwright's toHaveScreenshot, with a missing baseline failing on every try of the run. */
export async function matchBaseline(
  testInfo: BaselineTest,
  state: Pick<ExpectMatcherState, 'isNot' | 'timeout'>,
  subject: BaselineSubject,
  name: string | readonly string[] | undefined,
  options: MatchBaselineOptions,
  project?: ProjectOptions,
): Promise<MatcherReturnType> {
  const rules = baselineRules(options);
  const named = nameBaseline(testInfo, name);
  if (testInfo.project.ignoreSnapshots) return { pass: !state.isNot, message: () => '' };
  const surroundings = surroundingsOf(project, subject.scale);
  const found = findBaseline(testInfo, named.path, surroundings);
  const assertion: Assertion = {
    testInfo,
    subject,
    name: named,
    surroundings,
    others: found.others,
    rules,
    deadline: Deadline.after(options.timeout ?? state.timeout),
    attachments: new BaselineAttachments(testInfo, named.label),
    isNot: state.isNot,
  };
  return found.kind === 'pictures' ? againstPictures(assertion, found.accepted) : withoutPicture(assertion, found);
}

async function withoutPicture(assertion: Assertion, found: Exclude<FoundBaseline, { kind: 'pictures' }>) {
  const { testInfo, subject, rules, deadline, attachments, isNot } = assertion;
  const { path } = found;
  const mode = testInfo.config.updateSnapshots;
  const ruling = ruleOn(found.kind, mode);
  if (found.kind === 'unreadable' && !ruling.pass) throw found.error;
  const compared = { path, tried: [] };
  const missing = missingSentence(subject.description, path, !isNot && ruling.write, choiceOf(assertion, []));
  // as in Playwright: `.not` never writes, and nothing to compare with is a failure
  if (isNot) return failed(assertion, 'BASELINE_MISSING', missing, undefined);
  const shot = await watchForPicture(subject, rules, deadline);
  noteUse(assertion, compared, found.kind);
  if (ruling.write) write(path, shot.image);
  attachments.picture('actual', shot.image);
  if (ruling.pass) return passed(`${shownPath(path)} was ${found.kind}, writing actual.`);
  if (ruling.write) {
    attachments.picture('expected', shot.image);
    rememberWritten(testInfo, path);
  }
  attachments.facts(openFacts(assertion, compared, shot, found.kind));
  tellReview(assertion);
  const fix = ruling.write
    ? `look at ${shownPath(path)}; if it is right, keep it: the next run compares with it`
    : 'run `codexqa test -u` to write it';
  return failed(assertion, 'BASELINE_MISSING', missing, fix);
}

async function againstPictures(assertion: Assertion, accepted: readonly [AcceptedPicture, ...AcceptedPicture[]]) {
  const { testInfo, subject, rules, deadline, isNot } = assertion;
  const fresh = accepted.find(({ path }) => writtenByEarlierTry(testInfo, path));
  if (fresh !== undefined) {
    const sentence = writtenBeforeSentence(subject.description, fresh.path);
    return failed(assertion, 'BASELINE_MISSING', sentence, 'run once more: the next run compares with it');
  }
  const mode = testInfo.config.updateSnapshots;
  // where a difference is written down there is no use in waiting for it to pass
  const until = isNot ? 'differs' : ruleOn('differs', mode).pass ? 'settles' : 'matches';
  const sight = await watchBaseline(subject, accepted, rules, deadline, until);
  const state = stateOf(sight);
  const compared = comparedIn(sight);
  noteUse(assertion, compared, sight.kind === 'other-size' ? 'other-size' : state);
  if (isNot) return state === 'differs' ? { pass: false, message: () => '' } : refuseMatch(assertion, sight);
  const ruling = ruleOn(state, mode);
  if (!ruling.pass) return refuseDifference(assertion, sight);
  if (sight.kind === 'judged' && (state !== 'identical' || sight.shot.masks.length > 0)) {
    if (state === 'tolerated') attachPictures(assertion, sight);
    assertion.attachments.facts(factsOf(assertion, compared, sight.shot, state), figuresOf(assertion, sight));
  }
  if (!ruling.write) return passed('');
  write(compared.path, pictureToKeep(sight));
  return passed(`${shownPath(compared.path)} does not match, writing actual.`);
}

function stateOf(sight: Sight): Extract<BaselineState, 'identical' | 'tolerated' | 'differs'> {
  return sight.kind === 'other-size' ? 'differs' : sight.judgement.kind;
}

function refuseMatch(assertion: Assertion, { shot, accepted }: Sight): MatcherReturnType {
  assertion.attachments.picture('actual', shot.image);
  const sentence = matchesSentence(assertion.subject.description, accepted.path);
  return failed(assertion, 'EXPECTATION_FAILED', sentence, undefined);
}

function refuseDifference(assertion: Assertion, sight: Sight): MatcherReturnType {
  const { subject, attachments, surroundings } = assertion;
  const { accepted, shot } = sight;
  const compared = comparedIn(sight);
  const choice = choiceOf(assertion, compared.tried);
  const { scale } = surroundings;
  const expected = accepted.picture.imageLike(shot.image);
  tellReview(assertion);
  if (sight.kind === 'other-size') {
    attachments.twoSizes(expected, shot.image);
    const facts = openFacts(assertion, compared, shot, 'other-size');
    const { boxes } = compareCommonPart(expected, shot.image, { ...assertion.rules, masks: [] });
    attachments.facts({ ...facts, expectedSize: sizeOf(expected), boxes });
    const ownScale = `a screen of scale ${scale} may have a baseline of its own: \`codexqa baselines accept --for ${scaleTag(scale)} <id>\``;
    const sizes = { expected, actual: shot.image, boxes };
    const sentence = sizeSentence(subject.description, accepted.path, sizes, choice, scale);
    return failed(assertion, 'BASELINE_SIZE_DIFFERS', sentence, scale === 1 ? lookFix : ownScale);
  }
  attachPictures(assertion, sight);
  const causes = likelyCauses(expected, shot.image, sight.comparison.boxes);
  const facts = openFacts(assertion, compared, shot, 'differs');
  attachments.facts(facts, { ...figuresOf(assertion, sight), causes });
  const reasons = sight.judgement.kind === 'differs' ? sight.judgement.reasons : [];
  const sentence = differsSentence(
    subject.description,
    accepted.path,
    reasons,
    sight.comparison,
    causes,
    choice,
    scale,
  );
  return failed(assertion, 'BASELINE_DIFFERS', sentence, lookFix);
}

function attachPictures(
  { attachments }: Assertion,
  { accepted, shot, comparison }: Extract<Sight, { kind: 'judged' }>,
) {
  attachments.png('expected', readFileSync(accepted.path));
  attachments.picture('actual', shot.image);
  attachments.difference(accepted.picture.imageLike(shot.image), comparison, maskAreas(shot.masks));
}

function choiceOf({ surroundings, others }: Assertion, tried: readonly string[]): Choice {
  return { session: surroundings.tags, tried, others };
}

/** What is painted over in the old picture is painted over in the new one. */
function pictureToKeep({ accepted, shot }: Sight): RawImage {
  return carryPainted(accepted.picture.image, shot.image, shot.masks);
}

function write(path: string, image: RawImage): void {
  writeBaseline(path, image, shownPath(path));
  console.log(`${shownPath(path)} is written.`);
}

function passed(message: string): MatcherReturnType {
  return { pass: true, message: () => message };
}

/** Playwright reads `pass` before it applies `.not`, so a failure of a `.not` must say `pass: true`. */
function failed(assertion: Assertion, code: ErrorCode, sentence: string, fix: string | undefined): MatcherReturnType {
  const error = new CodexqaError(code, sentence, fix === undefined ? {} : { fix });
  return { pass: assertion.isNot, message: () => error.message };
}
