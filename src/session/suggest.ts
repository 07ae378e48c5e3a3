/** Pure: the shortest locator that means one element and no other. */
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { RoleOptions, Selector } from '../contracts/selector.ts';
import type { Forest } from './forest.ts';
import { resolve } from './resolve.ts';
import { selectorCode } from './selector-code.ts';
import { fold, textMatch } from './text-match.ts';

/** Names longer than this make poor locators. */
const longName = 80;

/** The code of a locator that finds exactly this node below `within`; `nth` only where nothing else tells nodes apart. */
export function suggestLocator(forest: Forest, within: Selector, node: AccessibleNode): string {
  return selectorCode(suggestSelector(forest, within, node));
}

export function suggestSelector(forest: Forest, within: Selector, node: AccessibleNode): Selector {
  const candidates = [...candidatesFor(within, node)];
  const unique = candidates.find((candidate) => onlyMatches(forest, candidate, node));
  if (unique !== undefined) return unique;
  const base = candidates.at(-1) ?? within;
  const index = resolve(forest, base).findIndex((each) => each.id === node.id);
  return { kind: 'nth', within: base, index: Math.max(0, index) };
}

function* candidatesFor(within: Selector, node: AccessibleNode): Iterable<Selector> {
  const { role } = node;
  const name = fold(node.name);
  const hidden: RoleOptions = node.states.visible ? {} : { includeHidden: true };
  const byRole = (options: RoleOptions): Selector => ({
    kind: 'role',
    within,
    role,
    options: { ...options, ...hidden },
  });
  if (node.nativeId !== undefined && node.nativeId !== '') yield { kind: 'id', within, id: node.nativeId };
  if (name !== '' && name.length <= longName) {
    if (role === 'text') yield { kind: 'text', within, text: textMatch(name) };
    yield byRole({ name: textMatch(name) });
    yield byRole({ name: textMatch(name, true) });
  } else {
    yield byRole({});
  }
}

function onlyMatches(forest: Forest, candidate: Selector, node: AccessibleNode): boolean {
  const found = resolve(forest, candidate);
  return found.length === 1 && found[0]?.id === node.id;
}
