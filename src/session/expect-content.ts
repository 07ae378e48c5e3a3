/** Expectations about content: text, value, name, description, count and window titles. */
import type { NodeReading } from '../contracts/accessibility.ts';
import { type ExpectOptions, elementClaim, type Outcome, type Subject, settleClaim } from './expectation.ts';
import { locatorWords, look } from './find.ts';
import { fold, matchesPattern, patternCode, type TextPattern } from './text-match.ts';
import type { Window } from './window.ts';
import { windowsOf, windowWords } from './window-list.ts';

export interface TextExpectation {
  /** A substring is enough (`toContainText`). */
  readonly contains?: boolean | undefined;
  readonly ignoreCase?: boolean | undefined;
}

/** White space is folded on both sides. A list compares the texts of all matches, in order. */
export function expectText(
  subject: Subject,
  expected: TextPattern | readonly TextPattern[],
  how: TextExpectation,
  options: ExpectOptions,
): Promise<Outcome> {
  const verb = how.contains === true ? 'to contain the text' : 'to have the text';
  if (typeof expected === 'string' || expected instanceof RegExp) {
    return contentClaim(subject, { verb, expected, what: 'the text' }, options, textOf, how);
  }
  return textsClaim(subject, verb, expected, how, options);
}

/** Number of a slider, spin button or progress bar, contents of a field. A number matches a number, a text a text. */
export function expectValue(
  subject: Subject,
  expected: TextPattern | number,
  options: ExpectOptions,
): Promise<Outcome> {
  if (typeof expected !== 'number') {
    const exact = (reading: NodeReading): string => reading.text ?? String(reading.value ?? reading.name);
    return contentClaim(subject, { verb: 'to have the value', expected, what: 'the value' }, options, exact, {});
  }
  const claim = { expected, words: `to have the value ${expected}` };
  return elementClaim(subject, claim, options, (reading) => {
    const received = reading.value ?? Number(reading.text);
    const holds = Math.abs(received - expected) < 1e-9;
    return { holds, received, words: `it had ${reading.value === undefined ? 'no number' : `the value ${received}`}` };
  });
}

export function expectName(subject: Subject, expected: TextPattern, options: ExpectOptions): Promise<Outcome> {
  const words = { verb: 'to have the accessible name', expected, what: 'the name' };
  return contentClaim(subject, words, options, ({ name }) => name, {});
}

export function expectDescription(subject: Subject, expected: TextPattern, options: ExpectOptions): Promise<Outcome> {
  const words = { verb: 'to have the accessible description', expected, what: 'the description' };
  return contentClaim(subject, words, options, ({ description }) => description, {});
}

export function expectCount(subject: Subject, expected: number, options: ExpectOptions): Promise<Outcome> {
  const { stage, selector } = subject;
  const claim = { expected, words: `to match ${expected} element(s)`, about: locatorWords(selector) };
  return settleClaim(stage.session, claim, options, async (fresh) => {
    const { found } = await look(stage.session, selector, fresh);
    return { holds: found.length === expected, received: found.length, words: `it matched ${found.length}` };
  });
}

/** Of a window; several windows with the same beginning are told apart by their locator, not here. */
export function expectTitle(window: Window, expected: TextPattern, options: ExpectOptions): Promise<Outcome> {
  const { stage, root } = window;
  const claim = { expected, words: `to have the title ${patternCode(expected)}`, about: windowWords(root) };
  return settleClaim(stage.session, claim, options, async () => {
    const titles = (await windowsOf(stage.session, root)).map(({ title }) => title);
    const holds = titles.length === 1 && titles.every((title) => fits(title, expected, {}));
    const [only] = titles;
    const one = only === undefined ? 'there was no such window' : `its title was ${JSON.stringify(only)}`;
    const words =
      titles.length > 1
        ? `there were ${titles.length}: ${titles.map((title) => JSON.stringify(title)).join(', ')}`
        : one;
    return { holds, received: titles.length > 1 ? titles : only, words };
  });
}

/** Text of a field or document; the name of anything else. */
export function textOf({ text, name }: NodeReading): string {
  return text ?? name;
}

interface ContentWords {
  readonly verb: string;
  readonly expected: TextPattern;
  readonly what: string;
}

function contentClaim(
  subject: Subject,
  { verb, expected, what }: ContentWords,
  options: ExpectOptions,
  contentOf: (reading: NodeReading) => string,
  how: TextExpectation,
): Promise<Outcome> {
  const claim = { expected, words: `${verb} ${patternCode(expected)}` };
  return elementClaim(subject, claim, options, (reading) => {
    const received = contentOf(reading);
    return { holds: fits(received, expected, how), received, words: `${what} was ${JSON.stringify(received)}` };
  });
}

function textsClaim(
  { stage, selector }: Subject,
  verb: string,
  expected: readonly TextPattern[],
  how: TextExpectation,
  options: ExpectOptions,
): Promise<Outcome> {
  const list = expected.map(patternCode).join(', ');
  const claim = { expected, words: `${verb}s [${list}]`, about: locatorWords(selector) };
  return settleClaim(stage.session, claim, options, async (fresh) => {
    const { found } = await look(stage.session, selector, fresh);
    const received = found.map(({ reading }) => textOf(reading));
    const holds =
      how.contains === true ? containsInOrder(received, expected, how) : equalLists(received, expected, how);
    return { holds, received, words: `the texts were [${received.map((text) => JSON.stringify(text)).join(', ')}]` };
  });
}

function equalLists(received: readonly string[], expected: readonly TextPattern[], how: TextExpectation): boolean {
  return received.length === expected.length && expected.every((each, i) => fits(received[i] ?? '', each, how));
}

/** As in Playwright: every expected text in this order, others may stand between. */
function containsInOrder(received: readonly string[], expected: readonly TextPattern[], how: TextExpectation): boolean {
  let at = 0;
  for (const each of expected) {
    const index = received.findIndex((text, i) => i >= at && fits(text, each, how));
    if (index < 0) return false;
    at = index + 1;
  }
  return true;
}

function fits(received: string, expected: TextPattern, how: TextExpectation): boolean {
  if (expected instanceof RegExp) return matchesPattern(expected, received);
  const cased = (text: string): string => (how.ignoreCase === true ? fold(text).toLowerCase() : fold(text));
  return how.contains === true ? cased(received).includes(cased(expected)) : cased(received) === cased(expected);
}
