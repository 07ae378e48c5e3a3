/** Live: from a selector to the elements it means now, read afresh; strict and waiting. */
import type { AccessibleNode, NodeReading } from '../contracts/accessibility.ts';
import type { AppHandle, DriverSession, TreeOptions } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { appOf, assertNotCrashed, describeExit } from './alive.ts';
import { Forest, type TreeKey, treeKeyOf } from './forest.ts';
import { nearMisses, nodeLine } from './near-misses.ts';
import { resolve, stillFits } from './resolve.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { appIdOf, rootOf, selectorCode } from './selector-code.ts';
import { suggestLocator } from './suggest.ts';

/** An element as it is now. */
export interface Found {
  readonly node: AccessibleNode;
  readonly reading: NodeReading;
  readonly windowId: string | undefined;
  readonly appId: string | undefined;
  readonly forest: Forest;
}

/** All elements a selector means at one moment. */
export interface Look {
  readonly forest: Forest;
  readonly found: readonly Found[];
}

/** @throws APP_CRASHED, APP_UNRESPONSIVE, SESSION_LOST */
export async function look(session: DriverSession, selector: Selector, fresh: boolean): Promise<Look> {
  const first = await lookOnce(session, selector, fresh);
  if (first.current || fresh) return first;
  return lookOnce(session, selector, true);
}

/** The one element a locator means, as soon as there is one. @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE */
export async function findOne(session: DriverSession, selector: Selector, deadline: Deadline): Promise<Found> {
  let last: Forest | undefined;
  const found = await retry(session, deadline, async (fresh): Promise<Attempt<Found>> => {
    const seen = await look(session, selector, fresh);
    last = seen.forest;
    const only = onlyOne(seen, selector);
    if (only !== undefined) return done(only);
    assertStillRuns(session, selector);
    return again;
  });
  if (found !== undefined) return found;
  throw notFound(selector, last, deadline);
}

/** The only match, undefined without one. @throws LOCATOR_NOT_UNIQUE */
export function onlyOne(seen: Look, selector: Selector): Found | undefined {
  const [only, ...others] = seen.found;
  if (only !== undefined && others.length > 0) throw notUnique(seen, selector);
  return only;
}

export function notFound(selector: Selector, forest: Forest | undefined, deadline: Deadline): CodexqaError {
  const misses = forest === undefined ? [] : nearMisses(forest, selector);
  const seen = misses.length === 0 ? 'nothing similar was seen' : `last seen:\n    ${misses.join('\n    ')}`;
  return new CodexqaError(
    'LOCATOR_NOT_FOUND',
    `waited ${deadline.timeoutMs} ms for ${locatorWords(selector)}; ${seen}`,
    { fix: 'compare with the tree: `codexqa inspect <app>`, or `ariaTree()` in the spec', facts: { misses } },
  );
}

/** `getByRole('button', { name: '7' }) in application "calculator"` */
export function locatorWords(selector: Selector): string {
  const code = selectorCode(selector);
  const app = appNameOf(rootOf(selector));
  const where = app === undefined ? '' : ` in application "${app}"`;
  return code === '' ? (app === undefined ? 'the desktop' : `application "${app}"`) : `${code}${where}`;
}

/** An application that ended on its own terms cannot show anything any more: nobody waits for it. */
export function assertStillRuns(session: DriverSession, selector: Selector): void {
  const app = appOf(session, appIdOf(rootOf(selector)));
  if (app?.exit === undefined) return;
  throw endedError(app, selector);
}

function endedError(app: AppHandle, selector: Selector): CodexqaError {
  const how = app.exit === undefined ? '' : ` ${describeExit(app.exit)}`;
  return new CodexqaError(
    'LOCATOR_NOT_FOUND',
    `${locatorWords(selector)} cannot appear: application "${app.name}" has ended${how}`,
    { fix: 'launch the application again before looking for its elements' },
  );
}

function notUnique(seen: Look, selector: Selector): CodexqaError {
  const root: Selector = { kind: 'root', root: rootOf(selector) };
  const shown = seen.found.slice(0, 10);
  const lines = shown.map(({ node }, i) => `${i + 1}) ${nodeLine(node)}: ${suggestLocator(seen.forest, root, node)}`);
  if (seen.found.length > shown.length) lines.push(`and ${seen.found.length - shown.length} more`);
  return new CodexqaError(
    'LOCATOR_NOT_UNIQUE',
    `${locatorWords(selector)} must mean one element but matches ${seen.found.length}:\n    ${lines.join('\n    ')}`,
    {
      fix: 'use one of the locators above, or narrow yours with a window, filter() or exact: true',
      facts: { matches: lines },
    },
  );
}

async function lookOnce(
  session: DriverSession,
  selector: Selector,
  fresh: boolean,
): Promise<Look & { readonly current: boolean }> {
  const forest = await growForest(session, selector, fresh);
  const nodes = resolve(forest, selector);
  const readings = nodes.length === 0 ? [] : await session.read(nodes.map((node) => node.id));
  const appId = appIdOf(rootOf(selector));
  const found: Found[] = [];
  nodes.forEach((node, i) => {
    const reading = readings[i];
    if (reading === undefined || !stillFits(selector, refreshed(node, reading))) return;
    found.push({ node: refreshed(node, reading), reading, windowId: forest.windowIdOf(node), appId, forest });
  });
  return { forest, found, current: found.length === nodes.length };
}

function refreshed(node: AccessibleNode, reading: NodeReading): AccessibleNode {
  const { role, name, description, states } = reading;
  return { ...node, role, name, description, states };
}

/** Fetches every tree that any part of the selector starts from. */
export async function growForest(session: DriverSession, selector: Selector, fresh: boolean): Promise<Forest> {
  const roots = [...rootsIn(selector)];
  const options: TreeOptions = { fresh, nativeIds: speaksOfIds(selector) };
  const keyed = new Map<TreeKey, SelectorRoot>(roots.map((root) => [treeKeyOf(root), root]));
  const trees = await Promise.all(
    [...keyed].map(async ([key, root]) => [key, await treeOf(session, root, options)] as const),
  );
  if (!roots.some((root) => root.kind === 'window')) return new Forest(new Map(trees));
  const windows = await session.windows();
  return new Forest(new Map(trees), new Map(windows.map((window) => [window.id, window.title])));
}

async function treeOf(
  session: DriverSession,
  root: SelectorRoot,
  options: TreeOptions,
): Promise<readonly AccessibleNode[]> {
  const appId = appIdOf(root);
  if (appId === undefined) return session.tree({ kind: 'desktop' }, options);
  assertNotCrashed(session, appId);
  if (appOf(session, appId)?.exit !== undefined) return [];
  return session.tree({ kind: 'app', appId }, options);
}

/** Whether any part of the selector, what it looks for inside included, goes by the developer's id. */
function speaksOfIds(selector: Selector): boolean {
  switch (selector.kind) {
    case 'id':
      return true;
    case 'root':
      return false;
    case 'and':
    case 'or':
      return speaksOfIds(selector.within) || speaksOfIds(selector.other);
    case 'chain':
      return speaksOfIds(selector.within) || speaksOfIds(selector.inner);
    case 'filter':
      return [selector.within, selector.has, selector.hasNot].some((each) => each !== undefined && speaksOfIds(each));
    case 'role':
    case 'text':
    case 'label':
    case 'description':
    case 'nth':
      return speaksOfIds(selector.within);
  }
}

function* rootsIn(selector: Selector): Iterable<SelectorRoot> {
  switch (selector.kind) {
    case 'root':
      yield selector.root;
      return;
    case 'and':
    case 'or':
      yield* rootsIn(selector.within);
      yield* rootsIn(selector.other);
      return;
    // inner selectors are searched below the matches: their own root is never looked at
    case 'role':
    case 'text':
    case 'label':
    case 'description':
    case 'id':
    case 'filter':
    case 'nth':
    case 'chain':
      yield* rootsIn(selector.within);
  }
}

export function appNameOf(root: SelectorRoot): string | undefined {
  switch (root.kind) {
    case 'desktop':
      return undefined;
    case 'app':
      return root.appName;
    case 'window':
      return appNameOf(root.of);
  }
}
