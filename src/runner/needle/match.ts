/** `expect(subject).toMatchNeedle(tag)`: passes as soon as one of the needles with that tag fits, as os-autoinst's assert_screen does. */
import { type ExpectMatcherState, type MatcherReturnType, test } from '@playwright/test';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { redact } from '../../contracts/secret.ts';
import { App } from '../../session/app.ts';
import { onScreen } from '../../session/capture.ts';
import { Desktop } from '../../session/desktop.ts';
import { repainted } from '../../session/image-look.ts';
import { type Attempt, again, done, retry } from '../../session/retry.ts';
import type { Window } from '../../session/window.ts';
import { findWindow, windowWords } from '../../session/window-list.ts';
import { Deadline } from '../../support/deadline.ts';
import { judgeNeedles, type NeedleVerdict } from '../../visual/needles/judge-needles.ts';
import type { Needle } from '../../visual/needles/needle.ts';
import { assertOcr, readOcrAreas } from '../../visual/needles/ocr.ts';
import { currentTest } from '../current-test.ts';
import type { MatcherOptions } from '../desktop-matchers.ts';
import { NeedleAttachments } from './attachments.ts';
import { NeedleShelf, readable, verdictWords } from './shelf.ts';

type Subject = Desktop | App | Window;

/** What was looked at, and what fitted. */
interface Sight {
  readonly picture: RawImage;
  readonly match: NeedleVerdict | undefined;
}

/** os-autoinst looks near the areas' places first, then everywhere. */
const nearRatio = 0.02;
const everywhere = 1;
/** Of so many candidates the best place on the whole screen is told. */
const toldCandidates = 3;

/** For `expect.extend()`. */
export const needleMatchers = {
  /**
   * Several tags, parted by blanks, must all be of one needle. The screen is looked at again whenever it is repainted.
   * @throws NEEDLE_NOT_FOUND, NEEDLE_INVALID, OCR_NOT_INSTALLED
   */
  async toMatchNeedle(
    this: ExpectMatcherState,
    received: Subject,
    tag: string,
    options: MatcherOptions = {},
  ): Promise<MatcherReturnType> {
    const shelf = new NeedleShelf(currentTest('toMatchNeedle').options);
    const needles = readable(shelf.folder.tagged(tag));
    await assertOcr(needles);
    const deadline = Deadline.after(options.timeout ?? this.timeout);
    const attachments = new NeedleAttachments(test.info(), tag);
    const { picture, match } = await watch(received, needles, deadline, !this.isNot);
    if (match !== undefined) {
      attachments.facts([match], await readOcrAreas(picture, match.needle));
      if (this.isNot) attachments.candidate(picture, match);
      return { pass: true, message: () => refused(received, tag, match, deadline) };
    }
    if (this.isNot) return { pass: false, message: () => '' };
    const nearest = nearestOf(picture, needles);
    const [best] = nearest;
    attachments.facts(nearest, []);
    if (best !== undefined) attachments.candidate(picture, best);
    return { pass: false, message: () => redact(failed(received, tag, needles, nearest, shelf, deadline)) };
  },
};

/** Until one fits (or, negated, none does) or time is over. @throws WINDOW_NOT_FOUND, APP_CRASHED, SESSION_LOST */
async function watch(subject: Subject, needles: readonly Needle[], deadline: Deadline, toFit: boolean): Promise<Sight> {
  const { session } = subject.stage;
  let last: Sight | undefined;
  const sight = await retry(
    session,
    deadline,
    async (): Promise<Attempt<Sight>> => {
      const picture = await session.capture({ kind: 'area', area: await areaOf(subject, deadline) });
      if (last !== undefined && Buffer.compare(last.picture.pixels, picture.pixels) === 0) return again;
      last = { picture, match: fitting(picture, needles) };
      return (last.match !== undefined) === toFit ? done(last) : again;
    },
    repainted,
  );
  if (sight !== undefined) return sight;
  if (last !== undefined) return last;
  throw new CodexqaError('CAPTURE_FAILED', `no picture of ${wordsFor(subject)} was taken in ${deadline.timeoutMs} ms`);
}

function fitting(picture: RawImage, needles: readonly Needle[]): NeedleVerdict | undefined {
  for (const searchRatio of [nearRatio, everywhere]) {
    const [best] = judgeNeedles(picture, needles, { searchRatio, need: 'verdict' });
    if (best?.ok === true) return best;
  }
  return undefined;
}

/** Best first; where they lie on the whole screen is looked up for the best of them only. */
function nearestOf(picture: RawImage, needles: readonly Needle[]): readonly NeedleVerdict[] {
  const near = judgeNeedles(picture, needles, { searchRatio: nearRatio });
  const best = near.slice(0, toldCandidates).map(({ needle }) => needle);
  return judgeNeedles(picture, best, { searchRatio: everywhere });
}

/** Of a window what the application draws: its places count from there. */
async function areaOf(subject: Subject, deadline: Deadline): Promise<Rect> {
  const { session } = subject.stage;
  if (subject instanceof Desktop) return { x: 0, y: 0, width: session.screen.width, height: session.screen.height };
  const { root } = subject instanceof App ? subject.window() : subject;
  const { contentBounds } = await findWindow(session, root, deadline);
  return onScreen(subject.stage, contentBounds, windowWords(root));
}

function wordsFor(subject: Subject): string {
  if (subject instanceof Desktop) return 'the screen';
  return subject instanceof App ? `the window of ${subject}` : windowWords(subject.root);
}

function failed(
  subject: Subject,
  tag: string,
  needles: readonly Needle[],
  nearest: readonly NeedleVerdict[],
  shelf: NeedleShelf,
  deadline: Deadline,
): string {
  const count = needles.length === 1 ? 'the one needle' : `any of ${needles.length} needles`;
  const { length: malformed } = shelf.folder.rejected;
  const left =
    malformed === 0
      ? ''
      : `\n  ${malformed} malformed ${malformed === 1 ? 'needle was' : 'needles were'} left out: codexqa needles check`;
  const lines = nearest.map((verdict) => `\n    ${verdictWords(verdict)}`).join('');
  return `EXPECTATION_FAILED: expected ${wordsFor(subject)} to match ${count} tagged "${tag}", but none fits (waited ${deadline.timeoutMs} ms); nearest:${lines}${left}`;
}

function refused(subject: Subject, tag: string, match: NeedleVerdict, deadline: Deadline): string {
  return `EXPECTATION_FAILED: expected ${wordsFor(subject)} not to match any needle tagged "${tag}", but one still fits (waited ${deadline.timeoutMs} ms): ${verdictWords(match)}`;
}
