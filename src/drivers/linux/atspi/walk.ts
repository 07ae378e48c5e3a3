/** Walks objects below a root, all siblings at once; what vanishes on the way is left out. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { Dialect } from './app.ts';
import { listedChildren, sameCells } from './cells.ts';
import type { AtspiConnection, ObjectRef } from './connection.ts';
import { fetchRecord, renewRecord } from './fetch.ts';
import { type NodeRecord, nodeIdOf, refsFrom, type Toolkit } from './record.ts';
import { roleNumber } from './roles.ts';
import { isShown } from './shown.ts';

export interface Walk {
  readonly connection: AtspiConnection;
  readonly dialect: Dialect;
  /** Where what is found is put; what is there already is not asked again. */
  readonly records: Map<NodeId, NodeRecord>;
  /** What an earlier walk found: of these only what changes is asked, and what stays hidden is taken as it was. */
  readonly earlier?: ReadonlyMap<NodeId, NodeRecord>;
  /** Where the cells of lists are known from; they keep their ids as long as they are the same. */
  readonly cells?: ReadonlyMap<NodeId, NodeRecord>;
}

/** Adds the object and everything below it; gives its id, or undefined when it is gone. */
export async function walk(on: Walk, ref: ObjectRef, parent: NodeId | undefined): Promise<NodeId | undefined> {
  const id = nodeIdOf(ref);
  const present = on.records.get(id);
  if (present !== undefined) {
    if (isAbove(id, parent, on.records)) return undefined;
    present.parent = parent;
    return id;
  }
  const earlier = on.earlier?.get(id);
  if (earlier !== undefined) return walkAgain(on, earlier, parent);
  const record = await fetchRecord(on.connection, on.dialect, ref, parent);
  if (record === undefined) return undefined;
  on.records.set(id, record);
  await walkChildren(on, record);
  return id;
}

async function walkAgain(on: Walk, earlier: NodeRecord, parent: NodeId | undefined): Promise<NodeId | undefined> {
  const { toolkit } = on.dialect;
  const wasShown = parent === undefined || isShown(earlier, toolkit);
  // Mostly it still has children to be asked for; GTK 4 tells their number along with the rest, which saves calls.
  const early = wasShown && toolkit !== 'gtk4' && !isTold(earlier, toolkit) ? childRefs(on, earlier) : undefined;
  const [renewed, refs] = await Promise.all([renewRecord(on.connection, on.dialect, earlier), early]);
  if (renewed === undefined) return undefined;
  const record = { ...renewed, parent };
  on.records.set(record.id, record);
  const asks = (wasShown || isShown(record, toolkit)) && !isTold(record, toolkit);
  if (asks) await walkChildren(on, record, refs);
  else keepBelow(on, record);
  return record.id;
}

const webPage = roleNumber('document web');

/** Chromium tells of every change inside a page, but not when a page is put into its window. */
function isTold(record: NodeRecord, toolkit: Toolkit): boolean {
  return toolkit === 'chromium' && record.roleNumber === webPage;
}

/** Closed menus and other pages are large and nobody sees them: they are asked again once they show. */
function keepBelow(on: Walk, record: NodeRecord): void {
  for (const id of record.children) {
    const child = on.earlier?.get(id);
    if (child === undefined || on.records.has(id)) continue;
    on.records.set(id, child);
    keepBelow(on, child);
  }
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

/** Asks for the children of one record again, unless they are given, and walks those that are new. */
export async function walkChildren(on: Walk, record: NodeRecord, given?: readonly ObjectRef[]): Promise<void> {
  const refs = given ?? (await childRefs(on, record));
  const ids = await Promise.all(refs.map((ref) => walk(on, ref, record.id)));
  const children = [...new Set(ids.filter((id) => id !== undefined))];
  // What another parent took meanwhile (moved during the walk) stays where it was seen last.
  record.children = children.filter((id) => on.records.get(id)?.parent === record.id);
}

async function childRefs({ connection, dialect, cells }: Walk, record: NodeRecord): Promise<readonly ObjectRef[]> {
  if (record.childCount === 0) return [];
  if (record.bits.has('managesDescendants')) {
    const same = dialect.toolkit === 'qt' ? await sameCells(connection, record, cells) : undefined;
    return same ?? listedChildren(connection, record);
  }
  return refsFrom((await connection.attempt(record.ref, 'Accessible', 'GetChildren'))?.[0]);
}
