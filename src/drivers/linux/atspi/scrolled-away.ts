/**
 * What of a GTK 3 tree is scrolled out of sight. GTK 3 says the same of it as of what is hidden (visible, not showing, no
 * place), but a person reaches it by scrolling. It is told apart by what surrounds it.
 */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { AtspiConnection } from './connection.ts';
import type { NodeRecord } from './record.ts';
import { nativeRoleOf } from './roles.ts';
import { isShown, scrollBarsOf, scrollersAround } from './shown.ts';

type Records = ReadonlyMap<NodeId, NodeRecord>;

/** Below these, what is not showing is folded away, not scrolled. */
const folding: ReadonlySet<string> = new Set(['page tab', 'table', 'toggle button', 'tree', 'tree table']);

export async function markScrolledAway(connection: AtspiConnection, records: Map<NodeId, NodeRecord>): Promise<void> {
  const scrollable = new Map<NodeId, Promise<boolean>>();
  const canScroll = (scroller: NodeRecord): Promise<boolean> => {
    const known = scrollable.get(scroller.id) ?? hasRange(connection, scroller, records);
    scrollable.set(scroller.id, known);
    return known;
  };
  await Promise.all(
    [...records.values()].map(async (record) => {
      const scroller = scrollerOf(record, records);
      if (scroller === undefined || !(await canScroll(scroller))) return;
      records.set(record.id, { ...record, scrolledAway: true });
    }),
  );
}

/** The area that may have scrolled the element away; undefined when the element shows, or is hidden otherwise. */
function scrollerOf(record: NodeRecord, records: Records): NodeRecord | undefined {
  if (isShown({ ...record, scrolledAway: false }, 'gtk3') || !record.bits.has('visible')) return undefined;
  const [scroller] = scrollersAround(record, records);
  if (scroller === undefined || !scroller.bits.has('showing')) return undefined;
  return isWithin(record, scroller, records) ? scroller : undefined;
}

function isWithin(record: NodeRecord, scroller: NodeRecord, records: Records): boolean {
  const parent = record.parent === undefined ? undefined : records.get(record.parent);
  if (parent === undefined) return false;
  if (parent.id === scroller.id) return true;
  const role = nativeRoleOf(parent.roleNumber);
  if (folding.has(role) || !parent.bits.has('visible')) return false;
  if (role === 'panel' && parent.bits.has('showing') && mayBeStack(parent, records)) return false;
  return isWithin(parent, scroller, records);
}

/** A stack is a panel too, and shows one of its pages at a time. */
function mayBeStack(panel: NodeRecord, records: Records): boolean {
  return panel.children.filter((id) => records.get(id)?.bits.has('showing')).length < 2;
}

async function hasRange(connection: AtspiConnection, scroller: NodeRecord, records: Records): Promise<boolean> {
  const ends = await Promise.all(
    scrollBarsOf(scroller, records).map((bar) => connection.property(bar.ref, 'Value', 'MaximumValue')),
  );
  return ends.some((end) => typeof end === 'number' && end > 0);
}
