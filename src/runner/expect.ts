/** `expect`: ours for what is on the desktop, Playwright's own for everything else, web pages included. */
import { type ExpectMatcherState, type MatcherReturnType, expect as playwrights } from '@playwright/test';
import { App } from '../session/app.ts';
import { Desktop } from '../session/desktop.ts';
import { ImageLocator } from '../session/image-locator.ts';
import { Locator } from '../session/locator.ts';
import { Window } from '../session/window.ts';
import { baselineMatchers } from './baseline/match.ts';
import { desktopMatchers } from './desktop-matchers.ts';
import { treeMatchers } from './match-tree.ts';
import { needleMatchers } from './needle/match.ts';

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
      if (!isOfTheDesktop(received)) return passOn(this, name, received, args);
      return leftOpen(this, name, received) ?? matcher.call(this, received, ...args);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

type OfTheDesktop = Locator | Window | App | Desktop | ImageLocator;

function isOfTheDesktop(received: unknown): received is OfTheDesktop {
  return [Locator, Window, App, Desktop, ImageLocator].some((kind) => received instanceof kind);
}

/** In a dry run: what depends on something that was not done; and pictures, because a missing one would be written. */
function leftOpen(
  { isNot }: ExpectMatcherState,
  name: string,
  received: OfTheDesktop,
): Promise<MatcherReturnType> | undefined {
  const { rehearsal } = received.stage;
  const isPicture = name.startsWith('toMatch');
  if (rehearsal === undefined || !(rehearsal.isBehind || isPicture)) return undefined;
  const why = rehearsal.isBehind ? {} : { why: 'a dry run compares nothing with files' };
  rehearsal.leaveOpen(`${isNot ? 'not.' : ''}${name} of ${received}`, why.why);
  return Promise.resolve({ pass: !isNot, message: () => 'a dry run judges nothing here' });
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
