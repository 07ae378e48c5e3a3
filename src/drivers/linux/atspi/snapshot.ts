/** The whole tree of a GTK 3 application from one call: its cache, put in order, and completed where it has holes. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { AccessibleApp } from './app.ts';
import type { AtspiConnection } from './connection.ts';
import { fetchLabels, fetchNativeId, takesLabels } from './fetch.ts';
import { arrange, cacheItemFrom, type NodeRecord, nodeIdOf } from './record.ts';
import { markScrolledAway } from './scrolled-away.ts';
import { type Walk, walk, walkChildren } from './walk.ts';

/** What the cache leaves out; asked once per object. */
export interface Extras {
  readonly nativeId?: string;
  /** The id was asked for; there may be none. */
  readonly idAsked: boolean;
  readonly labelledBy?: readonly NodeId[];
}

export interface SnapshotWishes {
  /** Everything is asked again. */
  readonly fresh: boolean;
  /** Ids are wanted: one call for each element that has not been asked. */
  readonly nativeIds: boolean;
}

export async function takeSnapshot(
  connection: AtspiConnection,
  app: AccessibleApp,
  extras: Map<NodeId, Extras>,
  before: ReadonlyMap<NodeId, NodeRecord>,
  wishes: SnapshotWishes,
): Promise<Map<NodeId, NodeRecord>> {
  const cache = { bus: app.root.bus, path: '/org/a11y/atspi/cache' };
  const reply = await connection.attempt(cache, 'Cache', 'GetItems');
  const listed = Array.isArray(reply?.[0]) ? (reply[0] as unknown[]) : [];
  const { records, incomplete } = arrange(listed.map(cacheItemFrom).filter((item) => item !== undefined));
  const on: Walk = { connection, dialect: app.dialect, records, ...(wishes.fresh ? {} : { earlier: before }) };
  const root = records.get(nodeIdOf(app.root));
  if (root === undefined) {
    // The bridge fills its cache only once it has heard of a listener; right at the start it may be empty.
    await walk(on, app.root, undefined);
    return records;
  }
  root.parent = undefined;
  await Promise.all(
    [...records.values()].map((record) => complete(connection, app, record, { records, extras, wishes })),
  );
  await Promise.all(
    incomplete.map(async (id) => {
      const record = records.get(id);
      if (record !== undefined) await walkChildren(on, record);
    }),
  );
  await markScrolledAway(connection, records);
  for (const id of extras.keys()) if (!records.has(id)) extras.delete(id);
  return records;
}

/** An id lasts as long as its object; labels are asked for again when all is to be fresh. */
async function complete(
  connection: AtspiConnection,
  app: AccessibleApp,
  record: NodeRecord,
  {
    records,
    extras,
    wishes,
  }: { records: Map<NodeId, NodeRecord>; extras: Map<NodeId, Extras>; wishes: SnapshotWishes },
): Promise<void> {
  const before = extras.get(record.id);
  const asksId = wishes.nativeIds && before?.idAsked !== true && app.dialect.nativeIds;
  const asksLabels = (before === undefined || wishes.fresh) && takesLabels(record.roleNumber, record.name);
  const [nativeId, labelledBy] =
    asksId || asksLabels
      ? await Promise.all([
          asksId ? fetchNativeId(connection, record.ref) : before?.nativeId,
          asksLabels ? fetchLabels(connection, record.ref) : before?.labelledBy,
        ])
      : [before?.nativeId, before?.labelledBy];
  const found = {
    ...(nativeId === undefined ? {} : { nativeId }),
    ...(labelledBy === undefined ? {} : { labelledBy }),
  };
  extras.set(record.id, { ...found, idAsked: asksId || before?.idAsked === true });
  if (nativeId !== undefined || labelledBy !== undefined) records.set(record.id, { ...record, ...found });
}
