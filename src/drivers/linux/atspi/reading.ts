/** Live readings of elements: asked from the application at the time of the call. */
import type { NodeId, NodeReading, Role } from '../../../contracts/accessibility.ts';
import type { Rect } from '../../../contracts/geometry.ts';
import { actionNames } from './acts.ts';
import type { AtspiConnection } from './connection.ts';
import type { AppMirror } from './mirror.ts';
import { needsLabels } from './names.ts';
import { type NodeRecord, type Toolkit, textFrom } from './record.ts';
import { roleNumber } from './roles.ts';
import { isCutOff, isScrolledAway, isShown, placeFrom, scrollersAround } from './shown.ts';
import { StateBits } from './states.ts';
import { labelIdsFor, type Portrait, portray, type Records, roleOf, type Sight } from './tree.ts';
import { extentsIn, inPixels } from './units.ts';
import type { Surroundings } from './window-map.ts';
import { gtk4OnScreen } from './windows.ts';

/** Reads several elements of one application; what they share (ancestors) is asked once. */
export class Reader {
  readonly #connection: AtspiConnection;
  readonly #mirror: AppMirror;
  /** The windows around a top-level element. */
  readonly #windowsOf: (top: NodeId) => Promise<Surroundings>;
  readonly #toolkit: Toolkit;
  readonly #places = new Map<NodeId, Promise<Rect | undefined>>();
  readonly #sights = new Map<NodeId, Promise<NodeRecord | undefined>>();
  readonly #live = new Map<NodeId, Promise<NodeRecord | undefined>>();
  readonly #shown = new Map<NodeId, Promise<boolean>>();

  constructor(connection: AtspiConnection, mirror: AppMirror, windowsOf: (top: NodeId) => Promise<Surroundings>) {
    this.#connection = connection;
    this.#mirror = mirror;
    this.#windowsOf = windowsOf;
    this.#toolkit = mirror.app.dialect.toolkit;
  }

  /** Undefined when the element is gone. */
  async read(id: NodeId): Promise<NodeReading | undefined> {
    const known = this.#mirror.records.get(id);
    if (known === undefined) return undefined;
    const has = (iface: string): boolean => known.interfaces.has(iface);
    const [live, shown, place, value, actions] = await Promise.all([
      this.#record(id),
      this.#isShown(id),
      has('Component') ? this.#place(id) : undefined,
      has('Value') ? this.#connection.property(known.ref, 'Value', 'CurrentValue') : undefined,
      has('Action') ? actionNames(this.#connection, known.ref) : [],
    ]);
    if (live === undefined) return undefined;
    const [bounds, offscreen] = shown
      ? await Promise.all([this.#onScreen(id, place), this.#isOffscreen(live, place)])
      : [undefined, false];
    const portrait = await this.#portray(live, { visible: shown, offscreen });
    const text = portrait.hasText ? await this.#text(live, portrait.name) : undefined;
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
      const [live, role, name, description] = await Promise.all([
        this.#sight(id),
        this.#connection.attempt(known.ref, 'Accessible', 'GetRole'),
        this.#connection.property(known.ref, 'Accessible', 'Name'),
        this.#connection.property(known.ref, 'Accessible', 'Description'),
      ]);
      // Qt gives the id of an object that is gone to the next one it makes: another role means another object.
      const another = this.#toolkit === 'qt' && role?.[0] !== known.roleNumber;
      if (live === undefined || name === undefined || another) return undefined;
      const roleNumber = typeof role?.[0] === 'number' ? role[0] : known.roleNumber;
      return { ...live, roleNumber, name: textFrom(name), description: textFrom(description) };
    });
  }

  /** The record with its states asked anew, and its place where that decides whether it is shown. */
  #sight(id: NodeId): Promise<NodeRecord | undefined> {
    return once(this.#sights, id, async () => {
      const known = this.#mirror.records.get(id);
      if (known === undefined) return undefined;
      const [states, extents] = await Promise.all([
        this.#connection.attempt(known.ref, 'Accessible', 'GetState'),
        this.#toolkit === 'gtk4' ? this.#place(id) : undefined,
      ]);
      const bits = StateBits.from(states?.[0]);
      if (states === undefined || bits.has('defunct')) return undefined;
      const { extents: _, ...lasting } = known;
      return { ...lasting, bits, ...(extents === undefined ? {} : { extents }) };
    });
  }

  /** Where the toolkit says it is, in pixels; undefined where it has no place. */
  #place(id: NodeId): Promise<Rect | undefined> {
    return once(this.#places, id, async () => {
      const ref = this.#mirror.records.get(id)?.ref;
      if (ref === undefined) return undefined;
      const place = placeFrom(
        (await this.#connection.attempt(ref, 'Component', 'GetExtents', extentsIn(this.#toolkit)))?.[0],
      );
      return place === undefined ? undefined : inPixels(place, this.#pixelsPerUnit(id));
    });
  }

  /** What is inside a web page is given in pixels, what Chromium draws around it is not. */
  #pixelsPerUnit(id: NodeId): number {
    const { pixelsPerUnit } = this.#mirror.app.dialect;
    if (this.#toolkit !== 'chromium' || pixelsPerUnit === 1) return pixelsPerUnit;
    return this.#lineOf(id).some((each) => this.#mirror.records.get(each)?.roleNumber === webPage) ? 1 : pixelsPerUnit;
  }

  /** An element is shown when it and all its ancestors below the application are. */
  #isShown(id: NodeId): Promise<boolean> {
    return once(this.#shown, id, async () => {
      const parent = this.#mirror.records.get(id)?.parent;
      if (parent === undefined) return id === this.#mirror.rootId;
      if (this.#toolkit === 'gtk3') return this.#isShownAsTold(id, parent);
      const [live, above] = await Promise.all([this.#sight(id), this.#isShown(parent)]);
      return above && live !== undefined && isShown(live, this.#toolkit);
    });
  }

  /** The answer about the element comes after all events that tell of those around it. */
  async #isShownAsTold(id: NodeId, parent: NodeId): Promise<boolean> {
    const live = await this.#sight(id);
    if (live === undefined || !isShown(live, this.#toolkit)) return false;
    if (!this.#mirror.isTold) {
      // asked for all at once: one round trip in place of one for each level
      await Promise.all(this.#lineOf(parent).map((around) => this.#sight(around)));
      return this.#isShown(parent);
    }
    return this.#lineOf(parent).every((around) => {
      const record = this.#mirror.records.get(around);
      return record !== undefined && (around === this.#mirror.rootId || isShown(record, this.#toolkit));
    });
  }

  async #isOffscreen(live: NodeRecord, place: Rect | undefined): Promise<boolean> {
    if (isScrolledAway(live, this.#toolkit)) return true;
    if (place === undefined || this.#toolkit === 'chromium') return false;
    const scrollers = scrollersAround(live, this.#mirror.records);
    const around = await Promise.all(scrollers.map((scroller) => this.#place(scroller.id)));
    return around.some((scroller) => scroller !== undefined && isCutOff(place, scroller));
  }

  async #portray(live: NodeRecord, sight: Sight): Promise<Portrait> {
    const fresh = new Map<NodeId, NodeRecord>([[live.id, live]]);
    const records: Records = { get: (id) => fresh.get(id) ?? this.#mirror.records.get(id) };
    const toolkit = this.#toolkit;
    const role = roleOf(live, records);
    const wanted = [
      ...((toolkit === 'gtk3' || toolkit === 'gtk4') && needsLabels(live.name, role, toolkit)
        ? labelIdsFor(live, records)
        : []),
      ...(live.parent !== undefined && isToldByParent(role, toolkit) ? [live.parent] : []),
    ];
    for (const record of await Promise.all(wanted.map((id) => this.#record(id)))) {
      if (record !== undefined) fresh.set(record.id, record);
    }
    return portray(live, records, toolkit, sight);
  }

  async #onScreen(id: NodeId, place: Rect | undefined): Promise<Rect | undefined> {
    if (place === undefined || this.#toolkit !== 'gtk4') return place;
    const line = this.#lineOf(id);
    const top = line.at(-1);
    if (top === undefined) return undefined;
    const [{ window, popups }, places] = await Promise.all([
      this.#windowsOf(top),
      Promise.all(line.map((ancestor) => this.#place(ancestor))),
    ]);
    const enclosing = places.filter((around) => around !== undefined);
    return gtk4OnScreen(place, enclosing, window, popups);
  }

  /** The element and its ancestors up to the top-level one. */
  #lineOf(id: NodeId): readonly NodeId[] {
    const parent = this.#mirror.records.get(id)?.parent;
    return parent === undefined || parent === this.#mirror.rootId ? [id] : [id, ...this.#lineOf(parent)];
  }

  async #text(record: NodeRecord, name: string): Promise<string> {
    if (!record.interfaces.has('Text')) return name;
    const reply = await this.#connection.attempt(record.ref, 'Text', 'GetText', ['ii', 0, endOfText(this.#toolkit)]);
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

const webPage = roleNumber('document web');
/** To the labels and entries of GTK 4 (4.8.3) -1 is no end but a beginning; to all others it is the end. */
function endOfText(toolkit: Toolkit): number {
  return toolkit === 'gtk4' ? 0x7fffffff : -1;
}

const embedded = '\u{fffc}';

/** Wrapped buttons of GTK 4 and tabs of Qt: some of their states are their parent's. */
function isToldByParent(role: Role, toolkit: Toolkit): boolean {
  return (toolkit === 'gtk4' && role === 'button') || (toolkit === 'qt' && role === 'tab');
}

function once<T>(cache: Map<NodeId, Promise<T>>, id: NodeId, make: () => Promise<T>): Promise<T> {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const made = make();
  cache.set(id, made);
  return made;
}
