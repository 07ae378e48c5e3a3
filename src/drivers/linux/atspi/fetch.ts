/** Asks the bus for the facts of one object: which calls it takes depends on the toolkit. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { Dialect } from './app.ts';
import type { AtspiConnection, ObjectRef } from './connection.ts';
import { attributesFrom, interfacesFrom, labelsFrom, type NodeRecord, nodeIdOf, rectFrom, textFrom } from './record.ts';
import { nativeRoleOf } from './roles.ts';
import { StateBits } from './states.ts';
import { extentsIn } from './units.ts';

/** Roles that other elements label; relations are asked for these only. */
const labelled: ReadonlySet<string> = new Set([
  'autocomplete',
  'combo box',
  'entry',
  'level bar',
  'list',
  'list box',
  'password text',
  'progress bar',
  'slider',
  'spin button',
  'switch',
  'table',
  'text',
  'tree',
  'tree table',
]);
/** These are mostly named by their own text; only a nameless one needs its label. */
const labelledWhenNameless: ReadonlySet<string> = new Set([
  'check box',
  'push button',
  'radio button',
  'toggle button',
]);

export function takesLabels(roleNumber: number, name: string): boolean {
  const role = nativeRoleOf(roleNumber);
  return labelled.has(role) || (name === '' && labelledWhenNameless.has(role));
}

/** Everything but the children; undefined when the object is gone. All calls are on the wire before the first reply. */
export async function fetchRecord(
  connection: AtspiConnection,
  dialect: Dialect,
  ref: ObjectRef,
  parent: NodeId | undefined,
): Promise<NodeRecord | undefined> {
  const [nature, states, own, extents] = await Promise.all([
    fetchNature(connection, dialect, ref),
    connection.attempt(ref, 'Accessible', 'GetState'),
    dialect.oneByOne ? wordsOneByOne(connection, dialect, ref) : wordsAtOnce(connection, ref),
    dialect.toolkit === 'gtk4' ? connection.attempt(ref, 'Component', 'GetExtents', extentsIn('gtk4')) : undefined,
  ]);
  const bits = StateBits.from(states?.[0]);
  if (nature === undefined || states === undefined || own === undefined || bits.has('defunct')) return undefined;
  const labelledBy = takesLabels(nature.roleNumber, own.name) ? await fetchLabels(connection, ref) : undefined;
  const rect = rectFrom(extents?.[0]);
  return {
    id: nodeIdOf(ref),
    ref,
    parent,
    children: [],
    bits,
    ...nature,
    ...own,
    ...(labelledBy === undefined ? {} : { labelledBy }),
    ...(rect === undefined ? {} : { extents: rect }),
  };
}

/** A known record with what changes in an object asked again: states, name, place. Undefined when it is gone. */
export async function renewRecord(
  connection: AtspiConnection,
  dialect: Dialect,
  known: NodeRecord,
): Promise<NodeRecord | undefined> {
  const { ref } = known;
  const [role, states, own, extents] = await Promise.all([
    dialect.toolkit === 'qt' ? connection.attempt(ref, 'Accessible', 'GetRole') : undefined,
    connection.attempt(ref, 'Accessible', 'GetState'),
    dialect.oneByOne ? nameOnly(connection, ref) : wordsAtOnce(connection, ref),
    dialect.toolkit === 'gtk4' ? connection.attempt(ref, 'Component', 'GetExtents', extentsIn('gtk4')) : undefined,
  ]);
  const bits = StateBits.from(states?.[0]);
  if (states === undefined || own === undefined || bits.has('defunct')) return undefined;
  // Qt gives the id of an object that is gone to the next one it makes.
  const another = role !== undefined && (role[0] !== known.roleNumber || own.name !== known.name);
  if (another) return fetchRecord(connection, dialect, ref, known.parent);
  const rect = rectFrom(extents?.[0]);
  return { ...known, bits, ...own, ...(rect === undefined ? {} : { extents: rect }) };
}

async function nameOnly(connection: AtspiConnection, ref: ObjectRef): Promise<Pick<NodeRecord, 'name'> | undefined> {
  const name = await connection.property(ref, 'Accessible', 'Name');
  return name === undefined ? undefined : { name: textFrom(name) };
}

type Nature = Pick<NodeRecord, 'roleNumber' | 'roleName' | 'interfaces'>;

async function fetchNature(connection: AtspiConnection, dialect: Dialect, ref: ObjectRef): Promise<Nature | undefined> {
  const [role, roleName, interfaces] = await Promise.all([
    connection.attempt(ref, 'Accessible', 'GetRole'),
    dialect.toolkit === 'gtk4' ? connection.attempt(ref, 'Accessible', 'GetRoleName') : undefined,
    connection.attempt(ref, 'Accessible', 'GetInterfaces'),
  ]);
  const roleNumber = role?.[0];
  if (typeof roleNumber !== 'number') return undefined;
  return {
    roleNumber,
    interfaces: interfacesFrom(interfaces?.[0]),
    ...(roleName === undefined ? {} : { roleName: textFrom(roleName[0]) }),
  };
}

/** Undefined when nothing labels it. */
export async function fetchLabels(connection: AtspiConnection, ref: ObjectRef): Promise<readonly NodeId[] | undefined> {
  const ids = labelsFrom((await connection.attempt(ref, 'Accessible', 'GetRelationSet'))?.[0]);
  return ids.length === 0 ? undefined : ids;
}

export async function fetchNativeId(connection: AtspiConnection, ref: ObjectRef): Promise<string | undefined> {
  return textFrom(await connection.property(ref, 'Accessible', 'AccessibleId')) || undefined;
}

type OwnWords = Pick<NodeRecord, 'name' | 'description' | 'attributes' | 'nativeId' | 'childCount'>;

async function wordsOneByOne(
  connection: AtspiConnection,
  dialect: Dialect,
  ref: ObjectRef,
): Promise<OwnWords | undefined> {
  const [name, description, raw, nativeId] = await Promise.all([
    connection.property(ref, 'Accessible', 'Name'),
    connection.property(ref, 'Accessible', 'Description'),
    dialect.attributes ? connection.attempt(ref, 'Accessible', 'GetAttributes') : undefined,
    dialect.nativeIds ? fetchNativeId(connection, ref) : undefined,
  ]);
  if (name === undefined) return undefined;
  return words(textFrom(name), textFrom(description), raw?.[0], nativeId);
}

async function wordsAtOnce(connection: AtspiConnection, ref: ObjectRef): Promise<OwnWords | undefined> {
  const all = await connection.accessibleProperties(ref);
  if (all === undefined) return undefined;
  const count = all['ChildCount'];
  return {
    ...words(textFrom(all['Name']), textFrom(all['Description']), all['Attributes'], textFrom(all['AccessibleId'])),
    ...(typeof count === 'number' ? { childCount: count } : {}),
  };
}

function words(name: string, description: string, raw: unknown, nativeId: string | undefined): OwnWords {
  const attributes = attributesFrom(raw);
  const id = nativeId || attributes?.['id'];
  return {
    name,
    description,
    ...(attributes === undefined ? {} : { attributes }),
    ...(id === undefined || id === '' ? {} : { nativeId: id }),
  };
}
