/** Our copy of one application's tree: walked once, then kept true by events; fetched again when asked for fresh. */
import type { NodeId } from '../../../contracts/accessibility.ts';
import type { TreeOptions } from '../../../contracts/driver.ts';
import type { AccessibleApp } from './app.ts';
import type { AtspiConnection } from './connection.ts';
import { type AtspiEvent, stalenessOf, type ToldState, toldState } from './events.ts';
import { fetchRecord } from './fetch.ts';
import { type NodeRecord, nodeIdOf, rectFrom, type Toolkit } from './record.ts';
import { type Extras, takeSnapshot } from './snapshot.ts';
import { below, StaleMarks } from './stale.ts';
import { StateBits } from './states.ts';
import { extentsIn } from './units.ts';
import { walk, walkChildren } from './walk.ts';

/**
 * How long a tree is believed without any event. GTK 4.8 fills a window or shows a tooltip without a word, Qt tells
 * of a window that becomes active before it says so itself when asked. A tree that nobody asks for costs nothing.
 */
const trustMs: Readonly<Record<Toolkit, number>> = {
  gtk3: Number.POSITIVE_INFINITY,
  gtk4: 200,
  qt: 250,
  chromium: 250,
  other: 1000,
};

const maxTrustMs = 1000;

/** A busy application may change while it is asked; after so many rounds the tree is as good as it gets. */
const maxRounds = 5;

export class AppMirror {
  readonly app: AccessibleApp;
  readonly #connection: AtspiConnection;
  readonly #stale = new StaleMarks();
  readonly #extras = new Map<NodeId, Extras>();
  #records: Map<NodeId, NodeRecord> = new Map();
  #known = false;
  #refreshing = false;
  #hasNativeIds = false;
  #refreshedAt = 0;
  #refreshMs = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(connection: AtspiConnection, app: AccessibleApp) {
    this.#connection = connection;
    this.app = app;
  }

  get records(): ReadonlyMap<NodeId, NodeRecord> {
    return this.#records;
  }

  get rootId(): NodeId {
    return nodeIdOf(this.app.root);
  }

  /** An event of the application. A window that is new to us hangs below the application object. */
  hear(id: NodeId, event: AtspiEvent): void {
    const { toolkit } = this.app.dialect;
    const record = this.#records.get(id);
    const told = toldState(event, toolkit);
    if (record === undefined) this.#stale.note(this.rootId, ['children']);
    else if (told === undefined) this.#stale.note(id, stalenessOf(event, toolkit));
    else this.#learn(record, told);
  }

  /**
   * Whether every state in the records is as true as the last event from the application. Only GTK 3 sends one for each
   * change; an answer from it comes after the events before.
   */
  get isTold(): boolean {
    return this.app.dialect.toolkit === 'gtk3' && this.#known && !this.#refreshing && !this.#isOutdated;
  }

  get #isOutdated(): boolean {
    return this.#stale.concern(this.#records, this.app.dialect.toolkit);
  }

  /** A state that comes while the tree is fetched may be older or newer than it. */
  #learn(record: NodeRecord, { name, holds }: ToldState): void {
    this.#records.set(record.id, { ...record, bits: record.bits.having(name, holds) });
    if (this.#refreshing) this.#stale.note(record.id, ['state']);
  }

  /**
   * Brings the records up to date, one caller after the other.
   * @throws APP_UNRESPONSIVE, SESSION_LOST
   */
  refresh(options: TreeOptions): Promise<void> {
    const turn = this.#turn.then(() => this.#refresh(options.fresh, options.fresh || options.nativeIds === true));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(fresh: boolean, nativeIds: boolean): Promise<void> {
    const { toolkit } = this.app.dialect;
    const started = performance.now();
    // A tree that takes long to ask is believed longer: the application has other things to do.
    const old = started - this.#refreshedAt > Math.max(trustMs[toolkit], Math.min(2 * this.#refreshMs, maxTrustMs));
    const lacksIds = nativeIds && !this.#hasNativeIds;
    if (this.#known && !fresh && !old && !lacksIds && !this.#isOutdated) return;
    this.#refreshing = true;
    try {
      await this.#fetch(fresh, old, nativeIds);
    } finally {
      this.#refreshing = false;
    }
    this.#known = true;
    this.#refreshedAt = performance.now();
    this.#refreshMs = this.#refreshedAt - started;
  }

  async #fetch(fresh: boolean, old: boolean, nativeIds: boolean): Promise<void> {
    const { toolkit } = this.app.dialect;
    switch (toolkit) {
      case 'gtk3':
        // One call gives all: cheaper than to mend.
        await this.#snapshot(fresh, nativeIds);
        break;
      case 'gtk4':
      case 'qt':
      case 'chromium':
      case 'other':
        this.#hasNativeIds = true;
        if (fresh || !this.#known) await this.#walkAll();
        else if (old || this.#stale.isSuspect) await this.#walkAll(this.#records);
        else if (toolkit === 'chromium') this.#suspectWindows();
        await this.#mendAll();
    }
  }

  /** Chromium opens the list of a select as a window without an event, and gives a window its title without one. */
  #suspectWindows(): void {
    this.#stale.note(this.rootId, ['children']);
    for (const id of this.#records.get(this.rootId)?.children ?? []) this.#stale.note(id, ['facts']);
  }

  async #snapshot(fresh: boolean, nativeIds: boolean): Promise<void> {
    this.#stale.clear();
    const wishes = { fresh, nativeIds };
    this.#records = await takeSnapshot(this.#connection, this.app, this.#extras, this.#records, wishes);
    this.#hasNativeIds = nativeIds;
  }

  async #walkAll(earlier?: ReadonlyMap<NodeId, NodeRecord>): Promise<void> {
    // What is kept of web pages without being asked is still to be mended.
    if (earlier === undefined || this.app.dialect.toolkit !== 'chromium') this.#stale.clear();
    const records = new Map<NodeId, NodeRecord>();
    const on = { connection: this.#connection, dialect: this.app.dialect, records, cells: this.#records };
    await walk(earlier === undefined ? on : { ...on, earlier }, this.app.root, undefined);
    this.#records = records;
  }

  async #mendAll(): Promise<void> {
    for (let round = 0; !this.#stale.isEmpty && round < maxRounds; round += 1) await this.#mend();
  }

  async #mend(): Promise<void> {
    const { facts, states, children } = this.#stale.take(this.#records);
    await Promise.all([...facts].map((id) => this.#mendFacts(id)));
    await Promise.all([...states].filter((id) => !facts.has(id)).map((id) => this.#mendState(id)));
    await Promise.all([...children].map((id) => this.#mendChildren(id)));
    if (children.size > 0) this.#prune();
  }

  async #mendFacts(id: NodeId): Promise<void> {
    const old = this.#records.get(id);
    if (old === undefined) return;
    const record = await fetchRecord(this.#connection, this.app.dialect, old.ref, old.parent);
    if (record === undefined) this.#stale.note(old.parent ?? id, ['children']);
    else this.#records.set(id, { ...record, children: old.children });
  }

  async #mendState(id: NodeId): Promise<void> {
    const old = this.#records.get(id);
    if (old === undefined) return;
    const [states, extents] = await Promise.all([
      this.#connection.attempt(old.ref, 'Accessible', 'GetState'),
      old.extents === undefined
        ? undefined
        : this.#connection.attempt(old.ref, 'Component', 'GetExtents', extentsIn(this.app.dialect.toolkit)),
    ]);
    const bits = StateBits.from(states?.[0]);
    if (states === undefined || bits.has('defunct')) {
      this.#stale.note(old.parent ?? id, ['children']);
      return;
    }
    const rect = rectFrom(extents?.[0]);
    const current = this.#records.get(id) ?? old;
    this.#records.set(id, { ...current, bits, ...(rect === undefined ? {} : { extents: rect }) });
  }

  async #mendChildren(id: NodeId): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) return;
    // The count in the record is as old as the record.
    const { childCount: _, ...current } = record;
    this.#records.set(id, current);
    const on = {
      connection: this.#connection,
      dialect: this.app.dialect,
      records: this.#records,
      cells: this.#records,
    };
    await walkChildren(on, current);
  }

  /** Drops what no longer hangs below the root. */
  #prune(): void {
    const root = this.#records.get(this.rootId);
    const kept = new Set(root === undefined ? [] : below(root, this.#records));
    for (const id of this.#records.keys()) if (!kept.has(id)) this.#records.delete(id);
  }
}
