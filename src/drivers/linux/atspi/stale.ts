/** What events say is no longer true of a mirror, until it is asked again. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { NodeRecord, Toolkit } from './record.ts';
import { scrollersAround } from './shown.ts';
import { roleOf } from './tree.ts';

/**
 * What is no longer true: the states of an element, of its children or of everything below it, its other facts, its text
 * (which is the name of a label), its place (scrolling changes what shows), its children, the children of its parent, or
 * anything at all.
 */
export type Staleness =
  | 'state'
  | 'place'
  | 'children-states'
  | 'states-below'
  | 'facts'
  | 'text'
  | 'children'
  | 'siblings'
  | 'tree';

type Records = ReadonlyMap<NodeId, NodeRecord>;

/** Elements by what of them has to be asked again. */
export interface StaleWork {
  readonly facts: Set<NodeId>;
  readonly states: Set<NodeId>;
  readonly children: Set<NodeId>;
}

export class StaleMarks {
  readonly #marks = new Map<NodeId, Set<Staleness>>();

  note(id: NodeId, staleness: readonly Staleness[]): void {
    if (staleness.length === 0) return;
    const marks = this.#marks.get(id) ?? new Set();
    for (const mark of staleness) marks.add(mark);
    this.#marks.set(id, marks);
  }

  clear(): void {
    this.#marks.clear();
  }

  get isEmpty(): boolean {
    return this.#marks.size === 0;
  }

  /** Whether anything at all may be different: then the whole tree is walked. */
  get isSuspect(): boolean {
    return [...this.#marks.values()].some((marks) => marks.has('tree'));
  }

  /** Whether a mark speaks of something that a record holds. */
  concern(records: Records, toolkit: Toolkit): boolean {
    return [...this.#marks].some(([id, marks]) => {
      const record = records.get(id);
      return record === undefined || [...marks].some((mark) => concerns(record, mark, records, toolkit));
    });
  }

  /** Hands over what is to be done and starts anew. */
  take(records: Records): StaleWork {
    const work: StaleWork = { facts: new Set(), states: new Set(), children: new Set() };
    for (const [id, kinds] of this.#marks) {
      const record = records.get(id);
      if (record !== undefined) for (const kind of kinds) sort(record, kind, records, work);
    }
    this.clear();
    return work;
  }
}

function concerns(record: NodeRecord, mark: Staleness, records: Records, toolkit: Toolkit): boolean {
  switch (mark) {
    case 'text':
      return roleOf(record, records) === 'text';
    case 'place':
      // Web pages scroll without bars in the tree.
      return toolkit !== 'gtk3' || scrollersAround(record, records).length > 0;
    case 'state':
    case 'children-states':
    case 'states-below':
    case 'facts':
    case 'children':
    case 'siblings':
    case 'tree':
      return true;
  }
}

function sort(record: NodeRecord, kind: Staleness, records: Records, work: StaleWork): void {
  switch (kind) {
    case 'state':
    case 'place':
      work.states.add(record.id);
      return;
    case 'states-below':
      for (const id of below(record, records)) work.states.add(id);
      return;
    case 'children-states':
      for (const id of record.children) work.states.add(id);
      return;
    case 'text':
      if (roleOf(record, records) === 'text') work.facts.add(record.id);
      return;
    case 'facts':
      work.facts.add(record.id);
      return;
    case 'children':
      work.children.add(record.id);
      return;
    case 'siblings':
      if (record.parent !== undefined) work.children.add(record.parent);
      return;
    case 'tree':
      // Settled before: the whole tree was walked.
      return;
  }
}

/** The element and everything below it. */
export function below(record: NodeRecord, records: Records, found: NodeId[] = []): NodeId[] {
  found.push(record.id);
  for (const id of record.children) {
    const child = records.get(id);
    if (child !== undefined) below(child, records, found);
  }
  return found;
}
