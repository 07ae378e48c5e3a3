/** Walks objects below a root, all siblings at once; what vanishes on the way is left out. */
import type { NodeId } from '../../contracts/accessibility.ts';
import type { Dialect } from './atspi-app.ts';
import { listedChildren } from './atspi-cells.ts';
import type { AtspiConnection, ObjectRef } from './atspi-connection.ts';
import { fetchRecord } from './atspi-fetch.ts';
import { type NodeRecord, nodeIdOf, refsFrom } from './atspi-record.ts';

/**
 * Adds the object and everything below it to `records`; gives its id, or undefined when it is gone. Ids in
 * `records` already are not asked again: a mirror keeps what it knows.
 */
export async function walk(
  connection: AtspiConnection,
  dialect: Dialect,
  ref: ObjectRef,
  parent: NodeId | undefined,
  records: Map<NodeId, NodeRecord>,
): Promise<NodeId | undefined> {
  const id = nodeIdOf(ref);
  const known = records.get(id);
  if (known !== undefined) {
    if (isAbove(id, parent, records)) return undefined;
    known.parent = parent;
    return id;
  }
  const record = await fetchRecord(connection, dialect, ref, parent);
  if (record === undefined) return undefined;
  records.set(id, record);
  await walkChildren(connection, dialect, record, records);
  return id;
}

/** An object that lists one of its ancestors as a child would make a circle of the tree. */
function isAbove(id: NodeId, start: NodeId | undefined, records: ReadonlyMap<NodeId, NodeRecord>): boolean {
  const seen = new Set<NodeId>();
  for (let at = start; at !== undefined && !seen.has(at); at = records.get(at)?.parent) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

/** Asks for the children of one record again and walks those that are new. */
export async function walkChildren(
  connection: AtspiConnection,
  dialect: Dialect,
  record: NodeRecord,
  records: Map<NodeId, NodeRecord>,
): Promise<void> {
  const refs = await childRefs(connection, record);
  const ids = await Promise.all(refs.map((ref) => walk(connection, dialect, ref, record.id, records)));
  const children = [...new Set(ids.filter((id) => id !== undefined))];
  // What another parent took meanwhile (moved during the walk) stays where it was seen last.
  record.children = children.filter((id) => records.get(id)?.parent === record.id);
}

async function childRefs(connection: AtspiConnection, record: NodeRecord): Promise<readonly ObjectRef[]> {
  if (record.bits.has('managesDescendants')) return listedChildren(connection, record);
  return refsFrom((await connection.attempt(record.ref, 'Accessible', 'GetChildren'))?.[0]);
}
