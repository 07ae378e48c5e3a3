/** Events of the accessibility bus: which are asked for, what each says to those who wait, and what it makes stale. */
import type { Message } from 'dbus-native';
import type { Signal } from '../../../contracts/driver.ts';
import { type AtspiConnection, registryRef } from './connection.ts';
import type { Toolkit } from './record.ts';
import type { Staleness } from './stale.ts';
import type { StateName } from './states.ts';

/** Applications send only what somebody registered for. */
const objectEvents = [
  'active-descendant-changed',
  'bounds-changed',
  'children-changed',
  'column-deleted',
  'column-inserted',
  'model-changed',
  'row-deleted',
  'row-inserted',
  'selection-changed',
  'state-changed',
  'text-caret-moved',
  'text-changed',
  'text-selection-changed',
  'value-changed',
  'visible-data-changed',
];
/**
 * Properties that are looked at. GTK 3 also tells of the parent and of a `widget` of each element it makes, before it has heard what
 * anybody wants: the bus keeps those back.
 */
const properties = ['accessible-description', 'accessible-name', 'accessible-role', 'accessible-value'];

const eventPrefix = 'org.a11y.atspi.Event.';

/** Must be done before the first application starts: GTK 3 fills its cache only for somebody who listens. */
export async function subscribe(connection: AtspiConnection): Promise<void> {
  const object = `type='signal',interface='${eventPrefix}Object'`;
  const rules = [
    ...objectEvents.map((event) => `${object},member='${memberOf(event)}'`),
    ...properties.map((property) => `${object},member='${memberOf('property-change')}',arg0='${property}'`),
    `type='signal',interface='${eventPrefix}Window'`,
    "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'",
  ];
  const wanted = [...objectEvents, 'property-change'].map((event) => `object:${event}`);
  await Promise.all([
    ...rules.map((rule) => connection.daemon('AddMatch', ['s', rule])),
    ...[...wanted, 'window:'].map((event) => connection.call(registryRef, 'Registry', 'RegisterEvent', ['s', event])),
  ]);
}

/** `bounds-changed` is sent as `BoundsChanged`. */
function memberOf(event: string): string {
  return event.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export interface AtspiEvent {
  readonly bus: string;
  readonly path: string;
  readonly source: 'Object' | 'Window';
  /** As sent, first letter in upper case: GTK 4 sends window events in lower case. */
  readonly member: string;
  /** `add`, `focused`, `accessible-name` … */
  readonly detail: string;
  /** For states 1 or 0. */
  readonly detail1: number;
  /** The object spoken of, where the event has one (a child added). */
  readonly value: unknown;
}

/** Undefined for signals that are no events. */
export function eventFrom(message: Message): AtspiEvent | undefined {
  const { sender, path, member, body } = message;
  const source = message.interface?.startsWith(eventPrefix) ? message.interface.slice(eventPrefix.length) : undefined;
  if ((source !== 'Object' && source !== 'Window') || sender === undefined || path === undefined) return undefined;
  const [detail, detail1, , value] = body ?? [];
  return {
    bus: sender,
    path,
    source,
    member: member === undefined ? '' : member.charAt(0).toUpperCase() + member.slice(1),
    detail: typeof detail === 'string' ? detail : '',
    detail1: typeof detail1 === 'number' ? detail1 : 0,
    value,
  };
}

type TreeChange = Extract<Signal, { kind: 'tree' }>['change'];

/** What the event means to whoever waits for the tree to change. */
export function changeOf(event: AtspiEvent): { readonly change: TreeChange; readonly detail: string } {
  if (event.source === 'Window') return { change: 'other', detail: `window ${event.member.toLowerCase()}` };
  switch (event.member) {
    case 'ChildrenChanged':
      return { change: 'children', detail: event.detail.startsWith('remove') ? 'remove' : 'add' };
    case 'StateChanged':
      return { change: 'state', detail: event.detail };
    case 'TextChanged':
      return { change: 'text', detail: event.detail };
    case 'BoundsChanged':
      return { change: 'bounds', detail: event.detail };
    case 'SelectionChanged':
    case 'TextSelectionChanged':
      return { change: 'selection', detail: event.detail };
    case 'ValueChanged':
      return { change: 'value', detail: event.detail };
    case 'PropertyChange':
      return propertyChange(event.detail);
    default:
      return { change: 'other', detail: event.member };
  }
}

function propertyChange(detail: string): { readonly change: TreeChange; readonly detail: string } {
  if (detail === 'accessible-name') return { change: 'name', detail };
  if (detail === 'accessible-value') return { change: 'value', detail };
  return { change: 'other', detail };
}

/** A state that an event tells in full: nobody has to ask for it again. */
export interface ToldState {
  readonly name: StateName;
  readonly holds: boolean;
}

/** GTK 3 states that belong to one element alone, by their names on the bus. */
const toldByGtk3: Readonly<Record<string, StateName>> = {
  active: 'active',
  checked: 'checked',
  focused: 'focused',
  pressed: 'pressed',
  selected: 'selected',
};

/** Only GTK 3 sends each change of these states, the end of one included. */
export function toldState(event: AtspiEvent, toolkit: Toolkit): ToldState | undefined {
  if (toolkit !== 'gtk3' || event.source !== 'Object' || event.member !== 'StateChanged') return undefined;
  const name = toldByGtk3[event.detail];
  return name === undefined ? undefined : { name, holds: event.detail1 === 1 };
}

/** States whose change also changes what is below, without an event for each element there. */
const spreading: ReadonlySet<string> = new Set(['collapsed', 'enabled', 'expanded', 'sensitive', 'showing', 'visible']);

/** What of a mirror is no longer true after the event. */
export function stalenessOf(event: AtspiEvent, toolkit: Toolkit): readonly Staleness[] {
  switch (toolkit) {
    case 'gtk4':
      return gtk4Staleness(event);
    case 'qt':
      return qtStaleness(event);
    case 'gtk3':
    case 'chromium':
    case 'other':
      return plainStaleness(event);
  }
}

/** Changes of an element that leave the others as they are. */
const local: ReadonlySet<string> = new Set(['active', 'focused', 'horizontal', 'pressed', 'vertical']);

/**
 * GTK 4.8 tells of hardly any child added: a popover or a row shows in changed bounds and states only, so all
 * but the plainest events make the whole tree suspect.
 */
function gtk4Staleness(event: AtspiEvent): readonly Staleness[] {
  switch (event.member) {
    case 'StateChanged':
      return [event.source === 'Object' && local.has(event.detail) ? 'state' : 'tree'];
    case 'TextChanged':
      return ['text'];
    case 'TextCaretMoved':
    case 'TextSelectionChanged':
      return [];
    default:
      return [event.source === 'Window' ? 'state' : 'tree'];
  }
}

/**
 * Qt (5.15 and 6.4) tells nothing of a new title, of a tab added, of actions that become possible, of the focus
 * that left an element: any event may stand for more than it says.
 */
function qtStaleness(event: AtspiEvent): readonly Staleness[] {
  return event.member === 'TextCaretMoved' || event.member === 'TextSelectionChanged' ? [] : ['tree'];
}

function plainStaleness(event: AtspiEvent): readonly Staleness[] {
  if (event.source === 'Window') return ['Create', 'Destroy'].includes(event.member) ? ['siblings'] : ['state'];
  switch (event.member) {
    case 'ChildrenChanged':
    case 'ColumnDeleted':
    case 'ColumnInserted':
    case 'ModelChanged':
    case 'RowDeleted':
    case 'RowInserted':
      return ['children'];
    case 'StateChanged':
      if (event.detail === 'defunct') return ['siblings'];
      return [spreading.has(event.detail) ? 'states-below' : 'state'];
    case 'PropertyChange':
      return event.detail === 'accessible-value' ? [] : ['facts'];
    case 'ActiveDescendantChanged':
    case 'SelectionChanged':
      return ['children-states'];
    case 'TextChanged':
      return ['text'];
    case 'VisibleDataChanged':
      return ['children', 'states-below'];
    case 'BoundsChanged':
      return ['place'];
    default:
      return [];
  }
}
