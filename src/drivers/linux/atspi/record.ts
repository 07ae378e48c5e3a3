/** What is kept of one accessible object between the bus and the tree, and how bus values become it. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { Rect } from '../../../contracts/geometry.ts';
import type { ObjectRef } from './connection.ts';
import { StateBits } from './states.ts';

/** Decides how a tree is fetched and which quirks are undone; `other` gets the careful treatment. */
export type Toolkit = 'gtk3' | 'gtk4' | 'qt' | 'chromium' | 'other';

/** Facts of one object as the toolkit gave them; children by id, so that a mirror can change one without the others. */
export interface NodeRecord {
  readonly id: NodeId;
  readonly ref: ObjectRef;
  /** Undefined for the application object itself. */
  parent: NodeId | undefined;
  children: readonly NodeId[];
  readonly roleNumber: number;
  /** Only asked for where it says more than the number (GTK 4). */
  readonly roleName?: string;
  readonly name: string;
  readonly description: string;
  readonly bits: StateBits;
  readonly interfaces: ReadonlySet<string>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly nativeId?: string;
  readonly labelledBy?: readonly NodeId[];
  /** Where it comes with the other facts: nothing has to be asked of an object without children. */
  readonly childCount?: number;
  /** Not showing, but scrolled out of sight rather than hidden; only worked out for GTK 3, which does not tell. */
  readonly scrolledAway?: boolean;
  /** As reported, only where visibility depends on it (GTK 4). */
  readonly extents?: Rect;
}

/** Bus name and path in one string; unique names start with ":" and paths with "/". */
export function nodeIdOf(ref: ObjectRef): NodeId {
  return ref.bus + ref.path;
}

/** Undefined for an id that no driver of this kind gave out. */
export function refOf(id: NodeId): ObjectRef | undefined {
  const slash = id.indexOf('/');
  return slash > 0 ? { bus: id.slice(0, slash), path: id.slice(slash) } : undefined;
}

const nullPath = '/org/a11y/atspi/null';

/** From `(so)`; undefined for the null object and for anything malformed. */
export function refFrom(value: unknown): ObjectRef | undefined {
  if (!Array.isArray(value)) return undefined;
  const [bus, path] = value as unknown[];
  if (typeof bus !== 'string' || typeof path !== 'string' || bus === '' || path === nullPath) return undefined;
  return { bus, path };
}

export function refsFrom(value: unknown): readonly ObjectRef[] {
  return Array.isArray(value) ? value.map(refFrom).filter((ref) => ref !== undefined) : [];
}

const relationLabelledBy = 2;

/** Targets of labelled-by from the reply of GetRelationSet, `a(ua(so))`. */
export function labelsFrom(value: unknown): readonly NodeId[] {
  if (!Array.isArray(value)) return [];
  const ids = new Set<NodeId>();
  for (const relation of value as unknown[]) {
    if (!Array.isArray(relation) || relation[0] !== relationLabelledBy) continue;
    for (const ref of refsFrom(relation[1])) ids.add(nodeIdOf(ref));
  }
  return [...ids];
}

/** From `(iiii)`; undefined when malformed. */
export function rectFrom(value: unknown): Rect | undefined {
  if (!Array.isArray(value)) return undefined;
  const [x, y, width, height] = value as unknown[];
  if (typeof x !== 'number' || typeof y !== 'number' || typeof width !== 'number' || typeof height !== 'number') {
    return undefined;
  }
  return { x, y, width, height };
}

export function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const useful: ReadonlySet<string> = new Set([
  'class',
  'id',
  'level',
  'placeholder-text',
  'roledescription',
  'tag',
  'text-input-type',
  'xml-roles',
]);

/** Attributes worth keeping; Chromium calls the placeholder `placeholder`, GTK and Qt `placeholder-text`. */
export function attributesFrom(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kept: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    const name = key === 'placeholder' ? 'placeholder-text' : key;
    if (useful.has(name) && typeof text === 'string' && text !== '') kept[name] = text;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

const interned = new Map<string, ReadonlySet<string>>();

/** Short interface names; most objects share one of a few sets, so each set is kept once. */
export function interfacesFrom(value: unknown): ReadonlySet<string> {
  const names = Array.isArray(value) ? (value as unknown[]).filter((name) => typeof name === 'string') : [];
  const key = names.join(' ');
  const seen = interned.get(key);
  if (seen !== undefined) return seen;
  const set: ReadonlySet<string> = new Set(names.map((name) => name.slice(name.lastIndexOf('.') + 1)));
  interned.set(key, set);
  return set;
}

/** One item of `Cache.GetItems`. `childCount` is -1 where the toolkit does not list the children (tree views). */
export interface CacheItem {
  readonly record: NodeRecord;
  readonly index: number;
  readonly childCount: number;
}

/**
 * Reads both forms: ten fields with index and child count (at-spi2-core from 2.7 on), nine fields with an
 * array of children in their place (older Qt and others). Undefined when it is neither.
 */
export function cacheItemFrom(value: unknown): CacheItem | undefined {
  if (!Array.isArray(value)) return undefined;
  const fields = value as unknown[];
  const ref = refFrom(fields[0]);
  if (ref === undefined) return undefined;
  const parent = refFrom(fields[2]);
  const listed = Array.isArray(fields[3]);
  const rest = fields.slice(listed ? 4 : 5);
  const children = listed ? refsFrom(fields[3]).map(nodeIdOf) : [];
  const index = listed ? -1 : numberFrom(fields[3]);
  const childCount = listed ? children.length : numberFrom(fields[4]);
  const [interfaces, name, role, description, states] = rest;
  return {
    index,
    childCount,
    record: {
      id: nodeIdOf(ref),
      ref,
      parent: parent === undefined ? undefined : nodeIdOf(parent),
      children,
      roleNumber: numberFrom(role),
      name: textFrom(name),
      description: textFrom(description),
      bits: StateBits.from(states),
      interfaces: interfacesFrom(interfaces),
    },
  };
}

function numberFrom(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/**
 * GetItems comes in hash order: children are put back under their parents by index. Gives the records by id and
 * the ids whose children are not complete (the toolkit left some out of its cache).
 */
export function arrange(items: readonly CacheItem[]): {
  readonly records: Map<NodeId, NodeRecord>;
  readonly incomplete: readonly NodeId[];
} {
  const records = new Map(items.map((item) => [item.record.id, item.record]));
  const childrenOf = new Map<NodeId, CacheItem[]>();
  for (const item of items) {
    const parent = item.record.parent;
    if (parent === undefined) continue;
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) childrenOf.set(parent, [item]);
    else siblings.push(item);
  }
  const incomplete: NodeId[] = [];
  for (const { record, childCount } of items) {
    const children = childrenOf.get(record.id) ?? [];
    if (record.children.length === 0) {
      record.children = children.sort((a, b) => a.index - b.index).map((child) => child.record.id);
    }
    const known = record.children.filter((id) => records.has(id)).length;
    if (known !== childCount) incomplete.push(record.id);
  }
  return { records, incomplete };
}
