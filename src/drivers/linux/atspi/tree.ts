/** Turns records into the tree of the contract: roles, names, states and visibility as a person would have them. */
import type { AccessibleNode, NodeId, NodeStates, Role } from '../../../contracts/accessibility.ts';
import { gtkName, needsLabels } from './names.ts';
import type { NodeRecord, Toolkit } from './record.ts';
import { ariaRole, nativeRoleOf, roleNumber } from './roles.ts';
import { isScrolledAway, isShown } from './shown.ts';
import { nodeStates, type StateBits } from './states.ts';

/** All that is needed of the records of an application: one by id. */
export type Records = Pick<ReadonlyMap<NodeId, NodeRecord>, 'get'>;

/** What an element is, once its surroundings are known. */
export interface Portrait {
  readonly role: Role;
  readonly nativeRole: string;
  readonly name: string;
  readonly states: NodeStates;
  readonly hasText: boolean;
  readonly hasValue: boolean;
}

/** Top-level nodes of an application with everything below them. */
export function assemble(
  records: Records,
  rootId: NodeId,
  toolkit: Toolkit,
  windowOf: ReadonlyMap<NodeId, string>,
): readonly AccessibleNode[] {
  const build = (id: NodeId, parentShown: boolean): AccessibleNode | undefined => {
    const record = records.get(id);
    if (record === undefined) return undefined;
    const shown = parentShown && isShown(record, toolkit);
    const portrait = portray(record, records, toolkit, {
      visible: shown,
      offscreen: shown && isScrolledAway(record, toolkit),
    });
    const windowId = windowOf.get(id);
    return {
      id,
      role: portrait.role,
      nativeRole: portrait.nativeRole,
      name: portrait.name,
      description: record.description,
      ...(record.nativeId === undefined ? {} : { nativeId: record.nativeId }),
      states: portrait.states,
      children: record.children.map((child) => build(child, shown)).filter((child) => child !== undefined),
      ...(windowId === undefined ? {} : { windowId }),
      ...(record.labelledBy === undefined ? {} : { labelledBy: record.labelledBy }),
      ...(record.attributes === undefined ? {} : { attributes: record.attributes }),
      hasText: portrait.hasText,
      hasValue: portrait.hasValue,
    };
  };
  const top = records.get(rootId)?.children ?? [];
  return top.map((id) => build(id, true)).filter((node) => node !== undefined);
}

/** How an element is seen, its ancestors considered. */
export interface Sight {
  readonly visible: boolean;
  readonly offscreen: boolean;
}

export function portray(record: NodeRecord, records: Records, toolkit: Toolkit, sight: Sight): Portrait {
  const nativeRole = nativeRoleOf(record.roleNumber);
  const role = roleOf(record, records);
  const name = nameOf(record, role, toolkit, records);
  return {
    // A container that only seemed to have a name.
    role: role === 'group' && name === '' ? 'generic' : role,
    nativeRole: record.roleName ?? nativeRole,
    name,
    states: nodeStates(bitsOf(record, records), {
      role,
      nativeRole: record.roleName ?? nativeRole,
      ...sight,
      readOnlyIsEnabled: toolkit === 'chromium',
      ...(toolkit === 'qt' && role === 'tab'
        ? { tab: qtTab(record.bits, records.get(record.parent ?? '')?.bits) }
        : {}),
    }),
    hasText: hasText(record, role, toolkit, records),
    hasValue: record.interfaces.has('Value'),
  };
}

export function roleOf(record: NodeRecord, records: Records): Role {
  if (isButtonWrapper(record, records)) return 'generic';
  const parent = record.parent === undefined ? undefined : records.get(record.parent);
  const grandparent = parent?.parent === undefined ? undefined : records.get(parent.parent);
  return ariaRole({
    number: record.roleNumber,
    name: record.name,
    topLevel: parent !== undefined && parent.parent === undefined,
    parent: parent === undefined ? undefined : nativeRoleOf(parent.roleNumber),
    grandparent: grandparent === undefined ? undefined : nativeRoleOf(grandparent.roleNumber),
    attributes: record.attributes,
    roleName: record.roleName,
    selectable: record.bits.has('selectable'),
  });
}

const pushButton = roleNumber('push button');

/** GTK 4: a GtkMenuButton is a button around the button that a person sees; only the inner one takes the focus. */
function isButtonWrapper(record: NodeRecord, records: Records): boolean {
  if (record.roleName === undefined || record.roleNumber !== pushButton || record.bits.has('focusable')) return false;
  return record.children.some((id) => records.get(id)?.roleNumber === pushButton);
}

/** The wrapper knows whether its menu is open; the button inside has to say so. */
function bitsOf(record: NodeRecord, records: Records): StateBits {
  const parent = record.roleNumber === pushButton ? records.get(record.parent ?? '') : undefined;
  if (parent === undefined || !isButtonWrapper(parent, records)) return record.bits;
  return record.bits.with(parent.bits, ['expandable', 'expanded', 'collapsed']);
}

/** Qt gives each tab its bar's states and says `focused` on the current one, never `selected` (5.15.8, 6.4.2). */
function qtTab(tab: StateBits, bar: StateBits | undefined): { readonly current: boolean; readonly focused: boolean } {
  const current = tab.has('focused') || tab.has('selected');
  return { current, focused: current && bar?.has('focused') === true };
}

/** To Chromium everything has text, containers too; these are read as text by a person even when they are empty. */
const webTextRoles: ReadonlySet<Role> = new Set([
  'alert',
  'heading',
  'link',
  'log',
  'paragraph',
  'searchbox',
  'spinbutton',
  'status',
  'textbox',
]);

function hasText(record: NodeRecord, role: Role, toolkit: Toolkit, records: Records): boolean {
  // Qt's labels have no text interface: their name is their text.
  if (role === 'text') return true;
  if (!record.interfaces.has('Text')) return false;
  return toolkit !== 'chromium' || webTextRoles.has(role) || holdsText(record, records);
}

/** Cells and list items of web pages: text stands in them directly. */
function holdsText(record: NodeRecord, records: Records): boolean {
  return record.children.some((id) => {
    const child = records.get(id);
    return child !== undefined && nativeRoleOf(child.roleNumber) === 'static';
  });
}

const labelRoles: ReadonlySet<string> = new Set(['label', 'static']);

/** Ids of the labels inside an element and of those that label it; GTK names are made of them. */
export function labelIdsFor(record: NodeRecord, records: Records): readonly NodeId[] {
  const ids = new Set<NodeId>();
  const visit = (id: NodeId, depth: number): void => {
    const child = records.get(id);
    if (child === undefined) return;
    if (!child.bits.has('visible')) return;
    if (labelRoles.has(nativeRoleOf(child.roleNumber))) ids.add(id);
    if (depth < 4) for (const next of child.children) visit(next, depth + 1);
  };
  for (const id of record.children) visit(id, 1);
  for (const id of record.labelledBy ?? []) ids.add(id);
  return [...ids];
}

function nameOf(record: NodeRecord, role: Role, toolkit: Toolkit, records: Records): string {
  if (toolkit !== 'gtk3' && toolkit !== 'gtk4') return record.name;
  const labels = needsLabels(record.name, role, toolkit)
    ? labelIdsFor(record, records).map((id) => records.get(id)?.name ?? '')
    : [];
  return gtkName(record.name, role, toolkit, labels);
}
