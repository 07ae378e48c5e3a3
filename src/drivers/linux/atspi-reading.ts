/** Live readings of elements: asked from the application at the time of the call. */
import type { NodeId, NodeReading } from '../../contracts/accessibility.ts';
import { isEmptyRect, type Rect } from '../../contracts/geometry.ts';
import { actionNames } from './atspi-acts.ts';
import type { AtspiConnection } from './atspi-connection.ts';
import type { AppMirror } from './atspi-mirror.ts';
import { needsLabels } from './atspi-names.ts';
import { type NodeRecord, rectFrom, textFrom } from './atspi-record.ts';
import { isShown } from './atspi-shown.ts';
import { StateBits } from './atspi-states.ts';
import { labelIdsFor, type Portrait, portray, type Records, roleOf } from './atspi-tree.ts';
import type { Surroundings } from './atspi-window-map.ts';
import { gtk4OnScreen } from './atspi-windows.ts';

/** Reads several elements of one application; what they share (ancestors) is asked once. */
export class Reader {
  readonly #connection: AtspiConnection;
  readonly #mirror: AppMirror;
  /** The windows around a top-level element. */
  readonly #windowsOf: (top: NodeId) => Promise<Surroundings>;
  readonly #live = new Map<NodeId, Promise<NodeRecord | undefined>>();
  readonly #shown = new Map<NodeId, Promise<boolean>>();

  constructor(connection: AtspiConnection, mirror: AppMirror, windowsOf: (top: NodeId) => Promise<Surroundings>) {
    this.#connection = connection;
    this.#mirror = mirror;
    this.#windowsOf = windowsOf;
  }

  /** Undefined when the element is gone. */
  async read(id: NodeId): Promise<NodeReading | undefined> {
    const known = this.#mirror.records.get(id);
    if (known === undefined) return undefined;
    const has = (iface: string): boolean => known.interfaces.has(iface);
    const [live, shown, extents, value, actions] = await Promise.all([
      this.#record(id),
      this.#isShown(id),
      has('Component') ? this.#connection.attempt(known.ref, 'Component', 'GetExtents', ['u', 0]) : undefined,
      has('Value') ? this.#connection.property(known.ref, 'Value', 'CurrentValue') : undefined,
      has('Action') ? actionNames(this.#connection, known.ref) : [],
    ]);
    if (live === undefined) return undefined;
    const portrait = await this.#portray(live, shown);
    const [bounds, text] = await Promise.all([
      shown ? this.#bounds(id, rectFrom(extents?.[0])) : undefined,
      portrait.hasText ? this.#text(live, portrait.name) : undefined,
    ]);
    return {
      id,
      role: portrait.role,
      name: portrait.name,
      description: live.description,
      states: portrait.states,
      ...(bounds === undefined ? {} : { bounds }),
      ...(text === undefined ? {} : { text }),
      ...(typeof value === 'number' ? { value } : {}),
      actions,
    };
  }

  /** The record with what can change in it asked anew. */
  #record(id: NodeId): Promise<NodeRecord | undefined> {
    return once(this.#live, id, async () => {
      const known = this.#mirror.records.get(id);
      if (known === undefined) return undefined;
      const [states, role, name, description, extents] = await Promise.all([
        this.#connection.attempt(known.ref, 'Accessible', 'GetState'),
        this.#connection.attempt(known.ref, 'Accessible', 'GetRole'),
        this.#connection.property(known.ref, 'Accessible', 'Name'),
        this.#connection.property(known.ref, 'Accessible', 'Description'),
        known.extents === undefined
          ? undefined
          : this.#connection.attempt(known.ref, 'Component', 'GetExtents', ['u', 0]),
      ]);
      const bits = StateBits.from(states?.[0]);
      // Qt gives the id of an object that is gone to the next one it makes: another role means another object.
      const another = this.#mirror.app.dialect.toolkit === 'qt' && role?.[0] !== known.roleNumber;
      if (states === undefined || name === undefined || another || bits.has('defunct')) return undefined;
      const roleNumber = typeof role?.[0] === 'number' ? role[0] : known.roleNumber;
      const rect = rectFrom(extents?.[0]);
      return {
        ...known,
        bits,
        roleNumber,
        name: textFrom(name),
        description: textFrom(description),
        ...(rect === undefined ? {} : { extents: rect }),
      };
    });
  }

  /** An element is shown when it and all its ancestors below the application are. */
  #isShown(id: NodeId): Promise<boolean> {
    return once(this.#shown, id, async () => {
      const known = this.#mirror.records.get(id);
      if (known === undefined) return false;
      if (known.parent === undefined) return true;
      const [live, above] = await Promise.all([this.#states(known), this.#isShown(known.parent)]);
      return above && live !== undefined && isShown(live, this.#mirror.app.dialect.toolkit);
    });
  }

  async #states(known: NodeRecord): Promise<Pick<NodeRecord, 'bits' | 'extents'> | undefined> {
    if (known.extents !== undefined || this.#live.has(known.id)) return this.#record(known.id);
    const states = await this.#connection.attempt(known.ref, 'Accessible', 'GetState');
    return states === undefined ? undefined : { bits: StateBits.from(states[0]) };
  }

  async #portray(live: NodeRecord, shown: boolean): Promise<Portrait> {
    const fresh = new Map<NodeId, NodeRecord>([[live.id, live]]);
    const records: Records = { get: (id) => fresh.get(id) ?? this.#mirror.records.get(id) };
    const { toolkit } = this.#mirror.app.dialect;
    const role = roleOf(live, records);
    const wanted = [
      ...((toolkit === 'gtk3' || toolkit === 'gtk4') && needsLabels(live.name, role, toolkit)
        ? labelIdsFor(live, records)
        : []),
      ...(live.parent !== undefined && (role === 'tab' || role === 'button') ? [live.parent] : []),
    ];
    for (const record of await Promise.all(wanted.map((id) => this.#record(id)))) {
      if (record !== undefined) fresh.set(record.id, record);
    }
    return portray(live, records, toolkit, shown);
  }

  async #bounds(id: NodeId, rect: Rect | undefined): Promise<Rect | undefined> {
    if (rect === undefined || isEmptyRect(rect) || rect.x === noPlace) return undefined;
    if (this.#mirror.app.dialect.toolkit !== 'gtk4') return rect;
    const line = this.#lineOf(id);
    const top = line.at(-1);
    if (top === undefined) return undefined;
    const [{ window, popups }, records] = await Promise.all([
      this.#windowsOf(top),
      Promise.all(line.map((ancestor) => this.#record(ancestor))),
    ]);
    const enclosing = records.map((record) => record?.extents).filter((extents) => extents !== undefined);
    return gtk4OnScreen(rect, enclosing, window, popups);
  }

  /** The element and its ancestors up to the top-level one. */
  #lineOf(id: NodeId): readonly NodeId[] {
    const parent = this.#mirror.records.get(id)?.parent;
    return parent === undefined || parent === this.#mirror.rootId ? [id] : [id, ...this.#lineOf(parent)];
  }

  async #text(record: NodeRecord, name: string): Promise<string> {
    if (!record.interfaces.has('Text')) return name;
    const reply = await this.#connection.attempt(record.ref, 'Text', 'GetText', ['ii', 0, -1]);
    const text = reply === undefined ? name : textFrom(reply[0]);
    return text.includes(embedded) ? this.#withEmbedded(text, record, this.#mirror.records) : text;
  }

  /** Chromium puts U+FFFC where a child (a link in a paragraph) has a text of its own. */
  async #withEmbedded(text: string, record: NodeRecord, records: Records): Promise<string> {
    const children = record.children
      .map((id) => records.get(id))
      .filter((child) => child !== undefined && roleOf(child, records) !== 'text');
    const inner = await Promise.all(
      children.map((child) => (child === undefined ? '' : this.#text(child, child.name))),
    );
    let next = 0;
    return text.replaceAll(embedded, () => inner[next++] ?? '');
  }
}

const embedded = '\u{fffc}';
/** What GTK 3 gives as the place of a widget that is not on the screen. */
const noPlace = -2147483648;

function once<T>(cache: Map<NodeId, Promise<T>>, id: NodeId, make: () => Promise<T>): Promise<T> {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const made = make();
  cache.set(id, made);
  return made;
}
