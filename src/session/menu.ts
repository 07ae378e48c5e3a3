/** Menus by path, through the real menu elements of every toolkit: menu bars, menu buttons, popovers. */
import type { AccessibleNode, Role } from '../contracts/accessibility.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { isMenuRole } from './effect.ts';
import { assertStillRuns, type Found, look } from './find.ts';
import { nodeLine } from './near-misses.ts';
import { click, type TimeoutOption } from './point-actions.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { spokenName } from './text-match.ts';

/** `button` last: a menu button opens a popover where there is no menu bar, and popovers hold buttons. */
const itemRoles: readonly Role[] = [
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'menu',
  'button',
  'option',
  'listitem',
];

/** @throws LOCATOR_NOT_FOUND naming what the menu offers, ELEMENT_NOT_ACTIONABLE for a disabled item */
export async function chooseMenu(
  stage: Stage,
  root: SelectorRoot,
  path: readonly string[],
  options: TimeoutOption,
): Promise<void> {
  let opened: ReadonlySet<string> = new Set();
  for (const [level, name] of path.entries()) {
    const isLast = level === path.length - 1;
    const deadline = actionDeadline(stage, options.timeout);
    const item = await findItem(stage, root, path, level, opened, deadline);
    const next = path[level + 1];
    const before = await itemsOf(stage, root, false);
    opened = new Set(before.map(({ node }) => node.id));
    if (!isLast && next !== undefined && (await alreadyOpen(item, next))) {
      opened = new Set();
      continue;
    }
    await click(
      stage,
      itemSelector(root, item),
      { timeout: remaining(deadline) },
      isLast ? 'choose' : `open menu ${name}`,
    );
  }
}

async function findItem(
  stage: Stage,
  root: SelectorRoot,
  path: readonly string[],
  level: number,
  before: ReadonlySet<string>,
  deadline: Deadline,
): Promise<Found> {
  const name = path[level] ?? '';
  let offered: readonly Found[] = [];
  const item = await retry(stage.session, deadline, async (fresh): Promise<Attempt<Found>> => {
    const items = await itemsOf(stage, root, fresh);
    assertStillRuns(stage.session, { kind: 'root', root });
    const isNew = items.filter(({ node }) => !before.has(node.id));
    offered = level === 0 ? items.filter(({ node }) => isMenuRole(node.role)) : isNew;
    const named = items.filter(({ node }) => isCalled(node, name));
    const best = choose(named, before, level);
    return best === undefined ? again : done(best);
  });
  if (item !== undefined) return item;
  const where = level === 0 ? 'the application' : `menu ${path.slice(0, level).join(' > ')}`;
  const list = offered
    .map(({ node }) => nodeLine(node))
    .slice(0, 20)
    .join(', ');
  throw new CodexqaError(
    'LOCATOR_NOT_FOUND',
    `waited ${deadline.timeoutMs} ms for menu item "${name}" in ${where}; it offers: ${list || 'nothing'}`,
    { fix: 'use the names that are offered; mnemonics and trailing dots do not matter' },
  );
}

/** At the first level menu elements win over buttons; below, what has just appeared wins over what was there before. */
function choose(named: readonly Found[], before: ReadonlySet<string>, level: number): Found | undefined {
  const byRole = [...named].sort((a, b) => itemRoles.indexOf(a.node.role) - itemRoles.indexOf(b.node.role));
  if (level === 0) return byRole[0];
  return byRole.find(({ node }) => !before.has(node.id)) ?? byRole.find(({ node }) => isMenuRole(node.role));
}

async function alreadyOpen(item: Found, next: string): Promise<boolean> {
  if (item.reading.states.expanded === false) return false;
  return visibleBelow(item.node).some((node) => isCalled(node, next));
}

function visibleBelow(node: AccessibleNode): readonly AccessibleNode[] {
  return node.children.flatMap((child) =>
    child.states.visible ? [child, ...visibleBelow(child)] : visibleBelow(child),
  );
}

async function itemsOf(stage: Stage, root: SelectorRoot, fresh: boolean): Promise<readonly Found[]> {
  const within: Selector = { kind: 'root', root };
  const [first, ...others] = itemRoles.map((role): Selector => ({ kind: 'role', within, role, options: {} }));
  if (first === undefined) return [];
  const any = others.reduce((either, other): Selector => ({ kind: 'or', within: either, other }), first);
  return (await look(stage.session, any, fresh)).found;
}

/** By its name; menu buttons often have only a description ("Primary menu"). */
function isCalled(node: AccessibleNode, name: string): boolean {
  return spokenName(node.name === '' ? node.description : node.name) === spokenName(name);
}

/** A selector for exactly this item: its place among the items of the same role and name. */
function itemSelector(root: SelectorRoot, { node, forest }: Found): Selector {
  const within: Selector = { kind: 'root', root };
  const named: Selector = {
    kind: 'role',
    within,
    role: node.role,
    options: { name: { pattern: node.name, exact: true } },
  };
  const twins = [...forest.nodes()].filter(
    (each) => each.role === node.role && each.name === node.name && each.states.visible,
  );
  return twins.length > 1
    ? { kind: 'nth', within: named, index: twins.findIndex((each) => each.id === node.id) }
    : named;
}

/** What is left of a deadline as an option: 0 would mean no limit. */
function remaining(deadline: Deadline): number {
  return deadline.leftMs === Number.POSITIVE_INFINITY ? 0 : Math.max(1, Math.ceil(deadline.leftMs));
}
