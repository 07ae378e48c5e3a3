/** `expect(subject).toMatchBaseline()`: Playwright's screenshot assertion for desktops. */
import { readFileSync } from 'node:fs';
import { type ExpectMatcherState, type MatcherReturnType, test } from '@playwright/test';
import type { BaselineVerdict, ComparisonFacts } from '../contracts/comparison.ts';
import { CodexqaError, type ErrorCode } from '../contracts/errors.ts';
import type { Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { Deadline } from '../support/deadline.ts';
import { writeBaseline } from '../visual/baseline-write.ts';
import { likelyCauses } from '../visual/cause.ts';
import { BaselineAttachments } from './baseline-attachments.ts';
import {
  digestOfBaseline,
  keptPath,
  readBaseline,
  rememberWritten,
  type StoredBaseline,
  shownPath,
  writtenByEarlierTry,
} from './baseline-file.ts';
import { type BaselineState, ruleOn } from './baseline-mode.ts';
import { type BaselineName, type BaselineTest, nameBaseline } from './baseline-name.ts';
import { type BaselineOptions, type BaselineRules, baselineRules } from './baseline-options.ts';
import { type BaselineSubject, type Mask, maskAreas, type Pictured, type Shot, subjectOf } from './baseline-subject.ts';
import { type Sight, watchBaseline, watchForPicture } from './baseline-watch.ts';
import {
  differsSentence,
  matchesSentence,
  missingSentence,
  sizeSentence,
  writtenBeforeSentence,
} from './baseline-words.ts';
import { runningTest } from './current-test.ts';

/** One assertion: everything its parts need to know. */
interface Assertion {
  readonly testInfo: BaselineTest;
  readonly subject: BaselineSubject;
  readonly name: BaselineName;
  readonly rules: BaselineRules;
  readonly deadline: Deadline;
  readonly attachments: BaselineAttachments;
  readonly isNot: boolean;
}

const lookFix =
  'look at the pictures; if the new one is right, accept it: `codexqa baselines review`, or `codexqa test -u`';

export type MatchBaselineOptions = BaselineOptions<Mask>;

/** For `expect.extend()`. */
export const baselineMatchers = {
  /**
   * The picture of an element, a window, an application's only window or the whole screen, compared with `baselines/…/<name>`
   * once it stands still, again and again until it matches or time is over. Without a name the test's title and a number.
   * @throws BASELINE_INVALID, CAPTURE_BLANK, CAPTURE_UNSTABLE, SPEC_INVALID
   */
  async toMatchBaseline(
    this: ExpectMatcherState,
    received: Pictured,
    nameOrOptions?: string | readonly string[] | MatchBaselineOptions,
    options?: MatchBaselineOptions,
  ): Promise<MatcherReturnType> {
    const [name, chosen] = isName(nameOrOptions) ? [nameOrOptions, options] : [undefined, nameOrOptions];
    using subject = subjectOf(received, chosen?.mask ?? []);
    return await matchBaseline(test.info(), this, subject, name, chosen ?? {});
  },
};

function isName(argument: unknown): argument is string | readonly string[] {
  return typeof argument === 'string' || Array.isArray(argument);
}

/** The decision table of Playwright's toHaveScreenshot, with a missing baseline failing on every try of the run. */
export async function matchBaseline(
  testInfo: BaselineTest,
  state: Pick<ExpectMatcherState, 'isNot' | 'timeout'>,
  subject: BaselineSubject,
  name: string | readonly string[] | undefined,
  options: MatchBaselineOptions,
): Promise<MatcherReturnType> {
  const rules = baselineRules(options);
  const named = nameBaseline(testInfo, name);
  if (testInfo.project.ignoreSnapshots) return { pass: !state.isNot, message: () => '' };
  const assertion: Assertion = {
    testInfo,
    subject,
    name: named,
    rules,
    deadline: Deadline.after(options.timeout ?? state.timeout),
    attachments: new BaselineAttachments(testInfo, named.label),
    isNot: state.isNot,
  };
  const stored = readBaseline(named.path);
  return stored.kind === 'picture' ? againstPicture(assertion, stored) : withoutPicture(assertion, stored);
}

async function withoutPicture(assertion: Assertion, stored: Exclude<StoredBaseline, { kind: 'picture' }>) {
  const { testInfo, subject, name, rules, deadline, attachments, isNot } = assertion;
  const mode = testInfo.config.updateSnapshots;
  const ruling = ruleOn(stored.kind, mode);
  if (stored.kind === 'unreadable' && !ruling.pass) throw stored.error;
  if (isNot) {
    // as in Playwright: `.not` never writes, and nothing to compare with is a failure
    return failed(assertion, 'BASELINE_MISSING', missingSentence(subject.description, name.path, false), undefined);
  }
  const shot = await watchForPicture(subject, rules, deadline);
  noteUse(assertion, stored.kind);
  if (ruling.write) write(assertion, shot.image);
  attachments.picture('actual', shot.image);
  if (ruling.pass) return passed(`${shownPath(name.path)} was ${stored.kind}, writing actual.`);
  if (ruling.write) {
    attachments.picture('expected', shot.image);
    rememberWritten(testInfo, name.path);
  }
  attachments.facts(openFacts(assertion, shot, stored.kind));
  const fix = ruling.write
    ? `look at ${shownPath(name.path)}; if it is right, keep it: the next run compares with it`
    : 'run `codexqa test -u` to write it';
  return failed(assertion, 'BASELINE_MISSING', missingSentence(subject.description, name.path, ruling.write), fix);
}

async function againstPicture(assertion: Assertion, stored: Extract<StoredBaseline, { kind: 'picture' }>) {
  const { testInfo, subject, name, rules, deadline, isNot } = assertion;
  if (writtenByEarlierTry(testInfo, name.path)) {
    const sentence = writtenBeforeSentence(subject.description, name.path);
    return failed(assertion, 'BASELINE_MISSING', sentence, 'run once more: the next run compares with it');
  }
  const mode = testInfo.config.updateSnapshots;
  // where a difference is written down there is no use in waiting for it to pass
  const until = isNot ? 'differs' : ruleOn('differs', mode).pass ? 'settles' : 'matches';
  const sight = await watchBaseline(subject, stored.picture, rules, deadline, until);
  const state = stateOf(sight);
  noteUse(assertion, sight.kind === 'other-size' ? 'other-size' : state);
  if (isNot) return state === 'differs' ? { pass: false, message: () => '' } : refuseMatch(assertion, sight);
  const ruling = ruleOn(state, mode);
  if (ruling.write) write(assertion, sight.shot.image);
  if (!ruling.pass) return refuseDifference(assertion, stored, sight);
  if (sight.kind === 'judged' && (state !== 'identical' || sight.shot.masks.length > 0))
    assertion.attachments.facts(factsOf(assertion, sight.shot, state), figuresOf(assertion, sight));
  return passed(ruling.write ? `${shownPath(name.path)} does not match, writing actual.` : '');
}

function stateOf(sight: Sight): Extract<BaselineState, 'identical' | 'tolerated' | 'differs'> {
  return sight.kind === 'other-size' ? 'differs' : sight.judgement.kind;
}

function refuseMatch(assertion: Assertion, sight: Sight): MatcherReturnType {
  assertion.attachments.picture('actual', sight.shot.image);
  return failed(
    assertion,
    'EXPECTATION_FAILED',
    matchesSentence(assertion.subject.description, assertion.name.path),
    undefined,
  );
}

function refuseDifference(
  assertion: Assertion,
  stored: Extract<StoredBaseline, { kind: 'picture' }>,
  sight: Sight,
): MatcherReturnType {
  const { subject, name, attachments } = assertion;
  const { image } = sight.shot;
  const expected = stored.picture.imageLike(image);
  if (sight.kind === 'other-size') {
    attachments.twoSizes(expected, image);
    attachments.facts({ ...openFacts(assertion, sight.shot, 'other-size'), expectedSize: sizeOf(expected) });
    const sentence = sizeSentence(subject.description, name.path, expected, image);
    return failed(assertion, 'BASELINE_SIZE_DIFFERS', sentence, lookFix);
  }
  attachments.png('expected', readFileSync(name.path));
  attachments.picture('actual', image);
  attachments.difference(expected, sight.comparison, maskAreas(sight.shot.masks));
  const causes = likelyCauses(expected, image, sight.comparison.boxes);
  attachments.facts(openFacts(assertion, sight.shot, 'differs'), { ...figuresOf(assertion, sight), causes });
  const reasons = sight.judgement.kind === 'differs' ? sight.judgement.reasons : [];
  const sentence = differsSentence(subject.description, name.path, reasons, sight.comparison, causes);
  return failed(assertion, 'BASELINE_DIFFERS', sentence, lookFix);
}

function figuresOf({ rules }: Assertion, { comparison }: Extract<Sight, { kind: 'judged' }>): object {
  const { bands: _, ...figures } = comparison;
  return { rules, ...figures };
}

/** Of what a person has to decide on: also which baseline it was, so that another one is never written over unseen. */
function openFacts(assertion: Assertion, shot: Shot, verdict: BaselineVerdict): ComparisonFacts {
  const baselineDigest = digestOfBaseline(assertion.name.path);
  return { ...(baselineDigest === undefined ? {} : { baselineDigest }), ...factsOf(assertion, shot, verdict) };
}

function factsOf(assertion: Assertion, { image, masks }: Shot, verdict: BaselineVerdict): ComparisonFacts {
  const { name, subject } = assertion;
  return {
    baseline: keptPath(name.path),
    verdict,
    subject: subject.description,
    ...(subject.app === undefined ? {} : { app: subject.app }),
    platform: process.platform,
    size: sizeOf(image),
    masks,
  };
}

/** Which baselines a run needed: one that no run needs any more is stale. */
function noteUse({ testInfo, name }: Assertion, verdict: BaselineVerdict): void {
  const path = keptPath(name.path);
  runningTest()?.journal.append({ kind: 'baseline', testId: testInfo.testId, path, verdict });
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function write({ name }: Assertion, image: RawImage): void {
  writeBaseline(name.path, image, shownPath(name.path));
  console.log(`${shownPath(name.path)} is written.`);
}

function passed(message: string): MatcherReturnType {
  return { pass: true, message: () => message };
}

/** Playwright reads `pass` before it applies `.not`, so a failure of a `.not` must say `pass: true`. */
function failed(assertion: Assertion, code: ErrorCode, sentence: string, fix: string | undefined): MatcherReturnType {
  const error = new CodexqaError(code, sentence, fix === undefined ? {} : { fix });
  return { pass: assertion.isNot, message: () => error.message };
}
