/** Pure: which nodes of a forest does a selector mean? */
import type { AccessibleNode, Role } from '../contracts/accessibility.ts';
import type { RoleOptions, Selector, SelectorRoot, TextMatch } from '../contracts/selector.ts';
import { below, type Container, type Forest } from './forest.ts';
import { matchesPattern, matchesText } from './text-match.ts';

/** Matching nodes in document order, each once. */
export function resolve(forest: Forest, selector: Selector): readonly AccessibleNode[] {
  return new Resolution(forest, undefined).nodes(selector);
}

/**
 * Does a node, read again, still fit the steps of the selector that speak about the node itself?
 * Steps that speak about its surroundings are not asked again.
 */
export function stillFits(selector: Selector, node: AccessibleNode): boolean {
  switch (selector.kind) {
    case 'role':
      return fitsRole(node, selector.role, selector.options);
    case 'text':
    case 'description':
      return node.states.visible;
    case 'label':
      return node.states.visible;
    case 'root':
    case 'id':
      return true;
    case 'filter':
      return (
        (selector.visible === undefined || node.states.visible === selector.visible) && stillFits(selector.within, node)
      );
    case 'nth':
      return stillFits(selector.within, node);
    case 'and':
      return stillFits(selector.within, node) && stillFits(selector.other, node);
    case 'or':
      return stillFits(selector.within, node) || stillFits(selector.other, node);
    case 'chain':
      return stillFits(selector.inner, node);
  }
}

export function fitsRole(node: AccessibleNode, role: Role, options: RoleOptions): boolean {
  if (node.role !== role) return false;
  if (options.includeHidden !== true && !node.states.visible) return false;
  if (options.name !== undefined && !matchesText(options.name, node.name)) return false;
  if (options.description !== undefined && !matchesText(options.description, node.description)) return false;
  return fitsStates(node, options);
}

export function fitsStates(node: AccessibleNode, options: RoleOptions): boolean {
  const { states } = node;
  const { checked, disabled, expanded, focused, pressed, selected, level } = options;
  return (
    (disabled === undefined || disabled === !states.enabled) &&
    (focused === undefined || focused === states.focused) &&
    (checked === undefined || checked === (states.checked ?? false)) &&
    (expanded === undefined || expanded === (states.expanded ?? false)) &&
    (pressed === undefined || pressed === (states.pressed ?? false)) &&
    (selected === undefined || selected === (states.selected ?? false)) &&
    (level === undefined || String(level) === node.attributes?.['level'])
  );
}

const notReadAsText: ReadonlySet<Role> = new Set(['window', 'dialog', 'alertdialog', 'application', 'document']);
const notLabelled: ReadonlySet<Role> = new Set(['text', 'paragraph', 'heading', 'window', 'application']);

/** Titles and the contents of fields are not static text, as in Playwright. */
function carriesText(node: AccessibleNode): boolean {
  return !notReadAsText.has(node.role) && !node.states.editable && !node.hasValue;
}

class Resolution {
  readonly #forest: Forest;
  readonly #base: Container | undefined;

  /** `base` stands in for the root of inner selectors (`has`, `locator(inner)`): they search below it. */
  constructor(forest: Forest, base: Container | undefined) {
    this.#forest = forest;
    this.#base = base;
  }

  nodes(selector: Selector): readonly AccessibleNode[] {
    switch (selector.kind) {
      case 'root':
        return this.#base === undefined ? this.#rootNodes(selector.root) : this.#base.children;
      case 'role':
        return this.#search(selector.within, (node) => fitsRole(node, selector.role, selector.options));
      case 'text':
        return this.#search(selector.within, (node) => this.#isTextMatch(node, selector.text));
      case 'label':
        return this.#search(selector.within, (node) => this.#isLabelled(node, selector.text));
      case 'description':
        return this.#search(
          selector.within,
          (node) => node.states.visible && node.description !== '' && matchesText(selector.text, node.description),
        );
      case 'id':
        return this.#search(selector.within, (node) => fitsId(node, selector.id));
      case 'filter':
        return this.nodes(selector.within).filter((node) => this.#passes(selector, node));
      case 'nth':
        return nth(this.nodes(selector.within), selector.index);
      case 'and': {
        const others = new Set(this.nodes(selector.other).map((node) => node.id));
        return this.nodes(selector.within).filter((node) => others.has(node.id));
      }
      case 'or':
        return this.#ordered([...this.nodes(selector.within), ...this.nodes(selector.other)]);
      case 'chain':
        return this.#ordered(
          this.nodes(selector.within).flatMap((node) => [...new Resolution(this.#forest, node).nodes(selector.inner)]),
        );
    }
  }

  #rootNodes(root: SelectorRoot): readonly AccessibleNode[] {
    const tops = root.kind === 'window' ? this.#rootNodes(root.of) : this.#forest.tops(root);
    if (root.kind !== 'window') return tops;
    return tops.filter((top) => {
      if (root.windowId !== undefined) return top.windowId === root.windowId;
      return root.title === undefined || matchesText(root.title, this.#forest.titleOf(top));
    });
  }

  #search(within: Selector, fits: (node: AccessibleNode) => boolean): readonly AccessibleNode[] {
    const containers: readonly Container[] =
      within.kind === 'root' ? [{ children: this.nodes(within) }] : this.nodes(within);
    const found = containers.flatMap((container) => [...below(container)].filter(fits));
    return containers.length > 1 ? this.#ordered(found) : found;
  }

  /** The innermost element that shows the text. */
  #isTextMatch(node: AccessibleNode, text: TextMatch): boolean {
    const shows = (each: AccessibleNode): boolean =>
      each.states.visible && carriesText(each) && each.name !== '' && matchesText(text, each.name);
    return shows(node) && ![...below(node)].some(shows);
  }

  #isLabelled(node: AccessibleNode, text: TextMatch): boolean {
    if (!node.states.visible || notLabelled.has(node.role)) return false;
    if (node.name !== '' && matchesText(text, node.name)) return true;
    return (node.labelledBy ?? []).some((id) => {
      const label = this.#forest.node(id);
      return label !== undefined && matchesText(text, label.name);
    });
  }

  #passes(filter: Extract<Selector, { kind: 'filter' }>, node: AccessibleNode): boolean {
    const { hasText, hasNotText, has, hasNot, visible } = filter;
    return (
      (visible === undefined || node.states.visible === visible) &&
      (hasText === undefined || containsText(node, hasText)) &&
      (hasNotText === undefined || !containsText(node, hasNotText)) &&
      (has === undefined || this.#contains(node, has)) &&
      (hasNot === undefined || !this.#contains(node, hasNot))
    );
  }

  #contains(node: AccessibleNode, inner: Selector): boolean {
    return new Resolution(this.#forest, node).nodes(inner).length > 0;
  }

  #ordered(nodes: readonly AccessibleNode[]): readonly AccessibleNode[] {
    const unique = [...new Map(nodes.map((node) => [node.id, node])).values()];
    return unique.sort((a, b) => this.#forest.orderOf(a) - this.#forest.orderOf(b));
  }
}

function fitsId(node: AccessibleNode, id: string | RegExp): boolean {
  if (node.nativeId === undefined) return false;
  return typeof id === 'string' ? node.nativeId === id : matchesPattern(id, node.nativeId);
}

function nth(nodes: readonly AccessibleNode[], index: number): readonly AccessibleNode[] {
  const node = nodes.at(index);
  return node === undefined ? [] : [node];
}

/** Own name, the names below it, and all of them read in one go ("Total" + "42" has "Total 42"). */
function containsText(node: AccessibleNode, text: TextMatch): boolean {
  if (matchesText(text, node.name)) return true;
  const names = [...below(node)].filter((each) => each.states.visible).map((each) => each.name);
  return names.some((name) => matchesText(text, name)) || matchesText(text, names.join(' '));
}
