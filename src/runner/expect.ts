/** `expect`: ours for what is on the desktop, Playwright's own for everything else, web pages included. */
import { type ExpectMatcherState, type MatcherReturnType, expect as playwrights } from '@playwright/test';
import { App } from '../session/app.ts';
import { Desktop } from '../session/desktop.ts';
import { ImageLocator } from '../session/image-locator.ts';
import { Locator } from '../session/locator.ts';
import { Window } from '../session/window.ts';
import { desktopMatchers } from './desktop-matchers.ts';
import { baselineMatchers } from './match-baseline.ts';
import { needleMatchers } from './match-needle.ts';
import { treeMatchers } from './match-tree.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of Playwright's own MatchersObject; each matcher says its types itself
type Matcher = (this: ExpectMatcherState, received: any, ...args: any[]) => Promise<MatcherReturnType>;

/**
 * Playwright Test's `expect` with matchers for locators, windows, applications and the desktop.
 * Soft, negated and polled expectations work as in Playwright.
 *
 * @example
 * await expect(calculator.getByRole('textbox')).toHaveText('42');
 * await expect(calculator).toMatchBaseline('sum.png');
 */
export const expect = playwrights.extend(
  besidePlaywrights({ ...desktopMatchers, ...treeMatchers, ...baselineMatchers, ...needleMatchers }),
);

/** Several names are Playwright's too: what is not of the desktop goes to the matcher that was meant. */
function besidePlaywrights<T extends Record<string, Matcher>>(matchers: T): T {
  const wrapped = Object.entries(matchers).map(([name, matcher]): [string, Matcher] => [
    name,
    function (this: ExpectMatcherState, received: unknown, ...args: unknown[]) {
      return isOfTheDesktop(received) ? matcher.call(this, received, ...args) : passOn(this, name, received, args);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

function isOfTheDesktop(received: unknown): boolean {
  return [Locator, Window, App, Desktop, ImageLocator].some((kind) => received instanceof kind);
}

async function passOn(
  { isNot }: ExpectMatcherState,
  name: string,
  received: unknown,
  args: readonly unknown[],
): Promise<MatcherReturnType> {
  const expectation = isNot ? playwrights(received).not : playwrights(received);
  const matcher = (expectation as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name];
  if (matcher === undefined) {
    return {
      pass: isNot,
      message: () => `${name} expects a locator, a window or an application, saw ${typeof received}`,
    };
  }
  await matcher.apply(expectation, [...args]);
  return { pass: !isNot, message: () => '' };
}
