/** The matchers for what is on the desktop: retried until they hold, with the words of the session's expectations. */
import type { ExpectMatcherState, MatcherReturnType } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import { redact } from '../contracts/secret.ts';
import {
  expectCount,
  expectDescription,
  expectName,
  expectText,
  expectTitle,
  expectValue,
  type TextExpectation,
} from '../session/expect-content.ts';
import {
  type CheckedExpectation,
  expectChecked,
  expectDisabled,
  expectEditable,
  expectEnabled,
  expectExpanded,
  expectFocused,
  expectHidden,
  expectSelected,
  expectVisible,
} from '../session/expect-states.ts';
import type { ExpectOptions, Outcome } from '../session/expectation.ts';
import { expectImage } from '../session/image-expect.ts';
import { ImageLocator } from '../session/image-locator.ts';
import type { Locator } from '../session/locator.ts';
import type { TextPattern } from '../session/text-match.ts';
import type { Window } from '../session/window.ts';

export interface MatcherOptions {
  /** Milliseconds; without it `timeouts.expect`. */
  readonly timeout?: number | undefined;
}

type State = ExpectMatcherState;
type Result = Promise<MatcherReturnType>;

/** For `expect.extend()`. */
export const desktopMatchers = {
  toBeVisible(this: State, received: Locator | Window | ImageLocator, options?: MatcherOptions): Result {
    return settled(this, options, (how) =>
      received instanceof ImageLocator ? expectImage(received, 'visible', how) : expectVisible(received, how),
    );
  },
  /** Hidden, or not there at all. */
  toBeHidden(this: State, received: Locator | Window | ImageLocator, options?: MatcherOptions): Result {
    return settled(this, options, (how) =>
      received instanceof ImageLocator ? expectImage(received, 'hidden', how) : expectHidden(received, how),
    );
  },
  toBeEnabled(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectEnabled(received, how));
  },
  toBeDisabled(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectDisabled(received, how));
  },
  toBeChecked(this: State, received: Locator, options?: CheckedExpectation & MatcherOptions): Result {
    return settled(this, options, (how) => expectChecked(received, options ?? {}, how));
  },
  toBeFocused(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectFocused(received, how));
  },
  toBeEditable(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectEditable(received, how));
  },
  toBeSelected(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectSelected(received, how));
  },
  toBeExpanded(this: State, received: Locator, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectExpanded(received, how));
  },
  /** The whole text, white space folded; a list compares the texts of all matches in order. */
  toHaveText(
    this: State,
    received: Locator,
    expected: TextPattern | readonly TextPattern[],
    options?: Omit<TextExpectation, 'contains'> & MatcherOptions,
  ): Result {
    return settled(this, options, (how) => expectText(received, expected, { ...options, contains: false }, how));
  },
  toContainText(
    this: State,
    received: Locator,
    expected: TextPattern | readonly TextPattern[],
    options?: Omit<TextExpectation, 'contains'> & MatcherOptions,
  ): Result {
    return settled(this, options, (how) => expectText(received, expected, { ...options, contains: true }, how));
  },
  /** Number of a slider, spin button or progress bar; contents of a field. */
  toHaveValue(this: State, received: Locator, expected: TextPattern | number, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectValue(received, expected, how));
  },
  toHaveCount(this: State, received: Locator, expected: number, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectCount(received, expected, how));
  },
  toHaveTitle(this: State, received: Window, expected: TextPattern, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectTitle(received, expected, how));
  },
  toHaveAccessibleName(this: State, received: Locator, expected: TextPattern, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectName(received, expected, how));
  },
  toHaveAccessibleDescription(this: State, received: Locator, expected: TextPattern, options?: MatcherOptions): Result {
    return settled(this, options, (how) => expectDescription(received, expected, how));
  },
};

/** An error on the way (not unique, crashed) fails the matcher in both directions, at the line of the spec. */
async function settled(
  state: State,
  options: MatcherOptions | undefined,
  look: (how: ExpectOptions) => Promise<Outcome>,
): Promise<MatcherReturnType> {
  try {
    const how = { timeoutMs: options?.timeout ?? state.timeout, negate: state.isNot };
    const { pass, message, expected, received } = await look(how);
    return { pass, message: () => redact(message), expected, actual: received };
  } catch (error) {
    if (!(error instanceof CodexqaError)) throw error;
    return { pass: state.isNot, message: () => redact(error.message) };
  }
}
