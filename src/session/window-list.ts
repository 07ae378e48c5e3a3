/** Which windows of the session are meant: by application and title, or the one of a known id. */
import type { DriverSession, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { SelectorRoot } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { appOf, assertNotCrashed } from './alive.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { appIdOf } from './selector-code.ts';
import { matchesText, patternCode } from './text-match.ts';

export type WindowRoot = Extract<SelectorRoot, { kind: 'window' }>;

/** Normal windows and dialogs of the root's application whose title matches; bottom to top. */
export async function windowsOf(session: DriverSession, root: WindowRoot): Promise<readonly WindowInfo[]> {
  const appId = appIdOf(root);
  return (await session.windows()).filter((window) => {
    if (root.windowId !== undefined) return window.id === root.windowId;
    if (window.kind !== 'normal' && window.kind !== 'dialog') return false;
    if (appId !== undefined && window.appId !== appId) return false;
    return root.title === undefined || matchesText(root.title, window.title);
  });
}

/** @throws WINDOW_NOT_FOUND, LOCATOR_NOT_UNIQUE, APP_CRASHED, SESSION_LOST */
export async function findWindow(session: DriverSession, root: WindowRoot, deadline: Deadline): Promise<WindowInfo> {
  const found = await retry(session, deadline, async (): Promise<Attempt<WindowInfo>> => {
    const appId = appIdOf(root);
    assertNotCrashed(session, appId);
    const [only, ...others] = await windowsOf(session, root);
    if (only !== undefined && others.length > 0) throw notUnique(root, [only, ...others]);
    if (only !== undefined) return done(only);
    if (appOf(session, appId)?.exit !== undefined) throw await notFound(session, root, deadline);
    return again;
  });
  if (found !== undefined) return found;
  throw await notFound(session, root, deadline);
}

/** `window titled 'Prefs' of application "editor"` */
export function windowWords(root: WindowRoot): string {
  const title = root.title === undefined ? '' : ` titled ${patternCode(root.title.pattern)}`;
  const id = root.windowId === undefined ? '' : ` ${root.windowId}`;
  const app = root.of.kind === 'app' ? ` of application "${root.of.appName}"` : '';
  return `window${title}${title === '' ? id : ''}${app}`;
}

function notUnique(root: WindowRoot, windows: readonly WindowInfo[]): CodexqaError {
  const titles = windows.map((window) => JSON.stringify(window.title)).join(', ');
  return new CodexqaError('LOCATOR_NOT_UNIQUE', `${windowWords(root)} matches ${windows.length} windows: ${titles}`, {
    fix: 'give a title that only one of them has: window({ title, exact: true })',
  });
}

async function notFound(session: DriverSession, root: WindowRoot, deadline: Deadline): Promise<CodexqaError> {
  const windows = await session.windows();
  const titles = windows.map((window) => JSON.stringify(window.title)).join(', ');
  const exit = appOf(session, appIdOf(root))?.exit;
  const ended = exit === undefined ? '' : ' (the application has ended)';
  return new CodexqaError(
    'WINDOW_NOT_FOUND',
    `waited ${Math.round(deadline.elapsedMs)} ms for ${windowWords(root)}${ended}; there ${windows.length === 0 ? 'is no window' : `are: ${titles}`}`,
    { fix: 'compare the title with the ones that are there; app.windows() lists them' },
  );
}
