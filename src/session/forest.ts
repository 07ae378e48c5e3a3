/** A snapshot of the accessible trees a selector looks at, with parents and document order. */
import type { AccessibleNode, NodeId } from '../contracts/accessibility.ts';
import type { SelectorRoot } from '../contracts/selector.ts';

/** Anything with children: a node, or the invisible ground under the top-level nodes. */
export interface Container {
  readonly children: readonly AccessibleNode[];
}

/** Key under which a tree is kept: one per application, one for the whole desktop. */
export type TreeKey = 'desktop' | `app:${string}`;

export function treeKeyOf(root: SelectorRoot): TreeKey {
  switch (root.kind) {
    case 'desktop':
      return 'desktop';
    case 'app':
      return `app:${root.appId}`;
    case 'window':
      return treeKeyOf(root.of);
  }
}

interface Place {
  readonly node: AccessibleNode;
  readonly parent: AccessibleNode | undefined;
  readonly order: number;
}

export class Forest {
  readonly #trees: ReadonlyMap<TreeKey, readonly AccessibleNode[]>;
  readonly #titles: ReadonlyMap<string, string>;
  #places: Map<NodeId, Place> | undefined;

  /** `titles`: window titles by window id; toolkits do not always name their top-level nodes. */
  constructor(trees: ReadonlyMap<TreeKey, readonly AccessibleNode[]>, titles: ReadonlyMap<string, string> = new Map()) {
    this.#trees = trees;
    this.#titles = titles;
  }

  tops(root: SelectorRoot): readonly AccessibleNode[] {
    return this.#trees.get(treeKeyOf(root)) ?? [];
  }

  allTops(): readonly AccessibleNode[] {
    return [...this.#trees.values()].flat();
  }

  titleOf(top: AccessibleNode): string {
    const shown = top.windowId === undefined ? undefined : this.#titles.get(top.windowId);
    return shown ?? top.name;
  }

  node(id: NodeId): AccessibleNode | undefined {
    return this.#index().get(id)?.node;
  }

  orderOf(node: AccessibleNode): number {
    return this.#index().get(node.id)?.order ?? Number.MAX_SAFE_INTEGER;
  }

  /** From the top-level node down to the element itself. */
  pathTo(node: AccessibleNode): readonly AccessibleNode[] {
    const path: AccessibleNode[] = [];
    let current: AccessibleNode | undefined = node;
    while (current !== undefined) {
      path.unshift(current);
      current = this.#index().get(current.id)?.parent;
    }
    return path;
  }

  /** The window that shows the element, taken from the nearest ancestor that knows. */
  windowIdOf(node: AccessibleNode): string | undefined {
    return this.pathTo(node).findLast((step) => step.windowId !== undefined)?.windowId;
  }

  *nodes(): Iterable<AccessibleNode> {
    for (const place of this.#index().values()) yield place.node;
  }

  #index(): Map<NodeId, Place> {
    if (this.#places !== undefined) return this.#places;
    const places = new Map<NodeId, Place>();
    const visit = (node: AccessibleNode, parent: AccessibleNode | undefined): void => {
      if (places.has(node.id)) return;
      places.set(node.id, { node, parent, order: places.size });
      for (const child of node.children) visit(child, node);
    };
    for (const top of this.allTops()) visit(top, undefined);
    this.#places = places;
    return places;
  }
}

/** Every node below a container in document order, the container itself excluded. */
export function* below(container: Container): Iterable<AccessibleNode> {
  for (const child of container.children) {
    yield child;
    yield* below(child);
  }
}
