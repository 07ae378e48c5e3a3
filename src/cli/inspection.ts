/** What `codexqa inspect` knows of each element: role, name, states, place, and the locator that means it alone. */
import type { AccessibleNode, NodeReading, NodeStates } from '../contracts/accessibility.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { Selector } from '../contracts/selector.ts';
import { growForest } from '../session/find.ts';
import { below, type Forest } from '../session/forest.ts';
import { resolve } from '../session/resolve.ts';
import { selectorCode } from '../session/selector-code.ts';
import { suggestSelector } from '../session/suggest.ts';
import { fold, textMatch } from '../session/text-match.ts';

export interface InspectedElement {
  readonly id: string;
  readonly role: string;
  readonly nativeRole: string;
  readonly name: string;
  readonly description: string;
  /** Names of the states that hold; those that do not hold and matter are spelled `disabled`, `hidden`. */
  readonly states: readonly string[];
  readonly bounds?: Rect;
  readonly text?: string;
  readonly value?: number;
  readonly actions: readonly string[];
  /** As a spec writes it, below the application. */
  readonly locator: string;
  readonly children: readonly InspectedElement[];
}

export interface InspectionOptions {
  /** Levels below the top; undefined: all. */
  readonly depth: number | undefined;
  /** Hidden elements and nameless containers too. */
  readonly all: boolean;
}

/** Reads the whole tree of one application anew. */
export async function inspectApp(
  session: DriverSession,
  app: { readonly id: string; readonly name: string },
  options: InspectionOptions,
): Promise<readonly InspectedElement[]> {
  const root: Selector = { kind: 'root', root: { kind: 'app', appId: app.id, appName: app.name } };
  const forest = await growForest(session, root, true);
  const tops = forest.allTops();
  const nodes = [...below({ children: tops })];
  const readings = await session.read(nodes.map((node) => node.id));
  const known = new Map(readings.filter((reading) => reading !== undefined).map((reading) => [reading.id, reading]));
  return new Inspection(forest, root, known, options).elements(tops, 0);
}

/** Every element of the trees, flat, in tree order. */
export function* everyElement(elements: readonly InspectedElement[]): Iterable<InspectedElement> {
  for (const element of elements) {
    yield element;
    yield* everyElement(element.children);
  }
}

class Inspection {
  readonly #forest: Forest;
  readonly #root: Selector;
  readonly #readings: ReadonlyMap<string, NodeReading>;
  readonly #options: InspectionOptions;

  constructor(forest: Forest, root: Selector, readings: ReadonlyMap<string, NodeReading>, options: InspectionOptions) {
    this.#forest = forest;
    this.#root = root;
    this.#readings = readings;
    this.#options = options;
  }

  elements(nodes: readonly AccessibleNode[], level: number): readonly InspectedElement[] {
    return nodes.flatMap((node) => this.#element(node, level));
  }

  /** Containers that mean nothing to a reader give way to what they contain. */
  #element(node: AccessibleNode, level: number): readonly InspectedElement[] {
    const { all, depth } = this.#options;
    const states = this.#readings.get(node.id)?.states ?? node.states;
    if (!all && !states.visible) return [];
    if (!all && node.role === 'generic' && node.name === '') return this.elements(node.children, level);
    const children = depth !== undefined && level >= depth ? [] : this.elements(node.children, level + 1);
    return [this.#describe(node, states, children)];
  }

  #describe(node: AccessibleNode, states: NodeStates, children: readonly InspectedElement[]): InspectedElement {
    const reading = this.#readings.get(node.id);
    const { bounds, text, value } = reading ?? {};
    const name = reading?.name ?? node.name;
    return {
      id: node.id,
      role: node.role,
      nativeRole: node.nativeRole,
      name,
      description: node.description,
      states: stateNames(states),
      ...(bounds === undefined ? {} : { bounds }),
      ...(text === undefined || text === name ? {} : { text }),
      ...(value === undefined ? {} : { value }),
      actions: reading?.actions ?? [],
      locator: selectorCode(this.#selectorOf(node)),
      children,
    };
  }

  /** A label says more than a number: GTK gives names to labels, not to the fields they label. */
  #selectorOf(node: AccessibleNode): Selector {
    const suggested = suggestSelector(this.#forest, this.#root, node);
    if (suggested.kind !== 'nth') return suggested;
    for (const id of node.labelledBy ?? []) {
      const text = textMatch(fold(this.#forest.node(id)?.name ?? ''), true);
      const byLabel: Selector = { kind: 'label', within: this.#root, text };
      const [only, ...more] = resolve(this.#forest, byLabel);
      if (only?.id === node.id && more.length === 0) return byLabel;
    }
    return suggested;
  }
}

/** `visible`, `enabled` and `focusable` are what one expects: only their absence is worth a word. */
function stateNames(states: NodeStates): readonly string[] {
  const { visible, enabled, focusable: _, checked, expanded, ...others } = states;
  return [
    ...(visible ? [] : ['hidden']),
    ...(enabled ? [] : ['disabled']),
    ...(checked === undefined ? [] : [checked === 'mixed' ? 'half checked' : checked ? 'checked' : 'unchecked']),
    ...(expanded === undefined ? [] : [expanded ? 'expanded' : 'collapsed']),
    ...Object.entries(others).flatMap(([state, holds]) => (holds === true ? [state] : [])),
  ];
}
