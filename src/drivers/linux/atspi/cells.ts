/**
 * Children of lists, tables and trees that make them on demand (state manages-descendants). Small ones are taken
 * whole; of large ones only the cells on the screen, for ten thousand rows would take seconds. A large one that is
 * not on the screen itself (another page of a notebook) gives none until it is.
 */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { AtspiConnection, ObjectRef } from './connection.ts';
import { type NodeRecord, rectFrom, refFrom, refsFrom } from './record.ts';

/** Up to here every child is listed; above, only what shows. */
export const wholeListLimit = 400;
/** Never more cells than this from one list, whatever its size on the screen. */
const showingLimit = 2000;

export async function listedChildren(connection: AtspiConnection, list: NodeRecord): Promise<readonly ObjectRef[]> {
  const count = await connection.property(list.ref, 'Accessible', 'ChildCount');
  if (typeof count !== 'number' || count <= wholeListLimit) {
    return refsFrom((await connection.attempt(list.ref, 'Accessible', 'GetChildren'))?.[0]);
  }
  if (!list.bits.has('showing')) return [];
  const range = await showingRange(connection, list.ref, count);
  const indexes = [...range.headers, ...range.cells];
  const replies = await Promise.all(
    indexes.map((index) => connection.attempt(list.ref, 'Accessible', 'GetChildAtIndex', ['i', index])),
  );
  return replies.map((reply) => refFrom(reply?.[0])).filter((ref) => ref !== undefined);
}

/**
 * The cells that are known already, when they still are all there is, in their order; undefined when they have to be
 * listed. Qt (5.15 and 6.4) makes new objects with new ids each time the cells of a tree view are listed, while the
 * old ones stay good.
 */
export async function sameCells(
  connection: AtspiConnection,
  list: NodeRecord,
  records: ReadonlyMap<NodeId, NodeRecord> | undefined,
): Promise<readonly ObjectRef[] | undefined> {
  const cells = records?.get(list.id)?.children.map((id) => records.get(id)?.ref) ?? [];
  const refs = cells.filter((ref) => ref !== undefined);
  if (refs.length === 0) return undefined;
  const [count, ...indexes] = await Promise.all([
    connection.property(list.ref, 'Accessible', 'ChildCount'),
    ...refs.map(async (ref) => (await connection.attempt(ref, 'Accessible', 'GetIndexInParent'))?.[0]),
  ]);
  const inPlace = indexes.every((index, place) => index === place);
  return count === refs.length && inPlace ? refs : undefined;
}

interface Range {
  /** Column headers stand first among the children of GTK 3 and Qt trees. */
  readonly headers: readonly number[];
  readonly cells: readonly number[];
}

/**
 * Finds the first and the last cell on the screen by asking what is at points down the list; a list that answers
 * nowhere gives its first children only.
 */
async function showingRange(connection: AtspiConnection, list: ObjectRef, count: number): Promise<Range> {
  const [extents, columns] = await Promise.all([
    connection.attempt(list, 'Component', 'GetExtents', ['u', 0]),
    columnsOf(connection, list),
  ]);
  const rect = rectFrom(extents?.[0]);
  const headers = columns > 1 ? upTo(0, columns) : [];
  const seen = rect === undefined ? [] : await indexesAlong(connection, list, rect);
  const inside = seen.filter((index) => index >= 0 && index < count);
  if (inside.length === 0) return { headers, cells: upTo(headers.length, Math.min(count, wholeListLimit)) };
  const cells = inside.filter((index) => index >= headers.length);
  // One row more at both ends: the points probed need not fall into the outermost rows.
  const first = Math.max(headers.length, Math.min(...cells, count) - columns);
  const last = Math.min(count, Math.max(...cells, 0) + 2 * columns);
  return { headers, cells: upTo(first, Math.min(last, first + showingLimit)) };
}

/** Number of columns; 1 for anything that is no table. */
async function columnsOf(connection: AtspiConnection, list: ObjectRef): Promise<number> {
  const columns = await connection.property(list, 'Table', 'NColumns');
  return typeof columns === 'number' && columns > 0 ? columns : 1;
}

/** Child indexes met on the way from the top to the bottom edge, near the left and the right one. */
async function indexesAlong(
  connection: AtspiConnection,
  list: ObjectRef,
  rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<readonly number[]> {
  const probes = 24;
  const ys = upTo(0, probes + 1).map((step) => rect.y + Math.round((step * (rect.height - 2)) / probes) + 1);
  const hits = await Promise.all(
    ys.flatMap((y) =>
      [rect.x + 8, rect.x + rect.width - 8].map((x) =>
        connection.attempt(list, 'Component', 'GetAccessibleAtPoint', ['iiu', x, y, 0]),
      ),
    ),
  );
  const cells = new Map<string, ObjectRef>();
  for (const hit of hits) {
    const ref = refFrom(hit?.[0]);
    if (ref !== undefined && ref.path !== list.path) cells.set(ref.path, ref);
  }
  const replies = await Promise.all(
    [...cells.values()].map((ref) => connection.attempt(ref, 'Accessible', 'GetIndexInParent')),
  );
  return replies.map((reply) => reply?.[0]).filter((index) => typeof index === 'number');
}

function upTo(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
}
