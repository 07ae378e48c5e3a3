/** Pure: why did a selector match nothing? The nearest elements, hidden matches and other windows, in words. */
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { Selector, SelectorRoot, TextMatch } from '../contracts/selector.ts';
import { nearest } from '../support/near-miss.ts';
import { below, type Forest } from './forest.ts';
import { fitsStates, resolve } from './resolve.ts';
import { selectorCode } from './selector-code.ts';
import { fold, matchesText, patternCode, quoted, spokenName } from './text-match.ts';

const atMost = 5;

/** One line each, the most telling first. */
export function nearMisses(forest: Forest, selector: Selector): readonly string[] {
  switch (selector.kind) {
    case 'root':
      return rootMisses(forest, selector.root);
    case 'filter':
    case 'nth':
    case 'and':
      return refinedMisses(forest, selector.within);
    case 'or':
      return [...nearMisses(forest, selector.within), ...nearMisses(forest, selector.other)].slice(0, atMost);
    case 'chain':
    case 'role':
    case 'text':
    case 'label':
    case 'description':
    case 'id':
      return searchMisses(forest, selector);
  }
}

type Search = Exclude<Selector, { kind: 'root' | 'filter' | 'nth' | 'and' | 'or' }>;

function refinedMisses(forest: Forest, within: Selector): readonly string[] {
  const before = resolve(forest, within);
  if (before.length === 0) return nearMisses(forest, within);
  return [
    `without its last step it matches ${before.length}:`,
    ...before.slice(0, atMost).map((node) => `  ${nodeLine(node)}`),
  ];
}

function searchMisses(forest: Forest, selector: Search): readonly string[] {
  const outer = resolve(forest, selector.within);
  if (outer.length === 0) {
    const missing = selectorCode(selector.within);
    const what = missing === '' ? 'the application shows nothing accessible yet' : `${missing} matches nothing itself`;
    return [what, ...nearMisses(forest, selector.within)];
  }
  const searched =
    selector.within.kind === 'root'
      ? outer.flatMap((top) => [top, ...below(top)])
      : outer.flatMap((node) => [...below(node)]);
  return [...missesAmong(searched, selector), ...elsewhere(forest, selector)].slice(0, atMost);
}

function missesAmong(nodes: readonly AccessibleNode[], selector: Search): readonly string[] {
  switch (selector.kind) {
    case 'role':
      return roleMisses(nodes, selector);
    case 'text':
    case 'label':
      return namedMisses(nodes, selector.text);
    case 'description':
      return similar(nodes, selector.text, (node) => node.description);
    case 'id':
      return typeof selector.id === 'string'
        ? similar(nodes, { pattern: selector.id, exact: true }, (node) => node.nativeId ?? '')
        : [];
    case 'chain':
      return [];
  }
}

function roleMisses(
  nodes: readonly AccessibleNode[],
  selector: Extract<Selector, { kind: 'role' }>,
): readonly string[] {
  const { role, options } = selector;
  const sameRole = nodes.filter((node) => node.role === role);
  const { name } = options;
  if (name === undefined) {
    const hidden = sameRole.filter((node) => !node.states.visible).map((node) => `${nodeLine(node)} is hidden`);
    return [...hidden, ...otherStates(sameRole, selector)];
  }
  const named = sameRole.filter((node) => matchesText(name, node.name));
  const hidden = named.filter((node) => !node.states.visible).map((node) => `${nodeLine(node)} is hidden`);
  const otherRole = nodes
    .filter((node) => node.role !== role && node.states.visible && node.name !== '' && matchesText(name, node.name))
    .map((node) => `${nodeLine(node)} has that name but another role`);
  const lists = [hidden, otherStates(named, selector), otherRole, similar(sameRole, name, (node) => node.name)];
  const found = lists.flat();
  return found.length > 0 ? found : sameRoleList(sameRole);
}

/** The elements that a spec author may have meant when nothing is similar. */
function sameRoleList(nodes: readonly AccessibleNode[]): readonly string[] {
  return nodes.filter((node) => node.states.visible).map((node) => `${nodeLine(node)} is there`);
}

function otherStates(
  nodes: readonly AccessibleNode[],
  selector: Extract<Selector, { kind: 'role' }>,
): readonly string[] {
  return nodes
    .filter((node) => node.states.visible && !fitsStates(node, selector.options))
    .map((node) => `${nodeLine(node)} is in another state (${stateWords(node)})`);
}

function namedMisses(nodes: readonly AccessibleNode[], text: TextMatch): readonly string[] {
  const hidden = nodes
    .filter((node) => !node.states.visible && node.name !== '' && matchesText(text, node.name))
    .map((node) => `${nodeLine(node)} is hidden`);
  return [...hidden, ...similar(nodes, text, (node) => node.name)];
}

function similar(
  nodes: readonly AccessibleNode[],
  wanted: TextMatch,
  textOf: (node: AccessibleNode) => string,
): readonly string[] {
  if (typeof wanted.pattern !== 'string') return [];
  const byText = new Map<string, AccessibleNode>();
  for (const node of nodes) {
    const text = spokenName(textOf(node));
    if (node.states.visible && text !== '' && !byText.has(text)) byText.set(text, node);
  }
  const lines: string[] = [];
  const left = [...byText.keys()];
  for (let i = 0; i < 3; i++) {
    const text = nearest(spokenName(wanted.pattern), left);
    const node = text === undefined ? undefined : byText.get(text);
    if (text === undefined || node === undefined) break;
    left.splice(left.indexOf(text), 1);
    lines.push(`${nodeLine(node)} is similar`);
  }
  return lines;
}

/** The same search in the other windows of the same application. */
function elsewhere(forest: Forest, selector: Search): readonly string[] {
  const { within } = selector;
  if (within.kind !== 'root' || within.root.kind !== 'window') return [];
  const wider: Selector = { ...selector, within: { kind: 'root', root: within.root.of } };
  return resolve(forest, wider).map((node) => {
    const top = forest.pathTo(node)[0];
    return `${nodeLine(node)} is in window ${quoted(top === undefined ? '' : forest.titleOf(top))}`;
  });
}

function rootMisses(forest: Forest, root: SelectorRoot): readonly string[] {
  if (root.kind !== 'window') return [];
  const titles = forest.tops(root).map((top) => quoted(forest.titleOf(top)));
  const wanted = root.title === undefined ? 'a window' : `a window titled ${patternCode(root.title.pattern)}`;
  return [titles.length === 0 ? `${wanted} is not there: no window is` : `${wanted} is not among ${titles.join(', ')}`];
}

/** `button "Save" (push button)`: how a node is written in messages. */
export function nodeLine(node: AccessibleNode): string {
  const name = fold(node.name);
  return `${node.role}${name === '' ? ' without a name' : ` ${JSON.stringify(name)}`}`;
}

function stateWords(node: AccessibleNode): string {
  const { enabled, focused, checked, pressed, selected, expanded } = node.states;
  const words: (string | undefined)[] = [
    enabled ? 'enabled' : 'disabled',
    focused ? 'focused' : 'not focused',
    checked === 'mixed' ? 'mixed' : stateWord(checked, 'checked', 'unchecked'),
    stateWord(pressed, 'pressed', 'not pressed'),
    stateWord(selected, 'selected', 'not selected'),
    stateWord(expanded, 'expanded', 'collapsed'),
  ];
  return words.filter((word) => word !== undefined).join(', ');
}

function stateWord(state: boolean | undefined, on: string, off: string): string | undefined {
  if (state === undefined) return undefined;
  return state ? on : off;
}
