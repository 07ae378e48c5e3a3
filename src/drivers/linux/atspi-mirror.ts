/** Our copy of one application's tree: walked once, then kept true by events; fetched again when asked for fresh. */
import type { NodeId } from '../../contracts/accessibility.ts';
import type { AccessibleApp } from './atspi-app.ts';
import type { AtspiConnection } from './atspi-connection.ts';
import { fetchRecord } from './atspi-fetch.ts';
import { type NodeRecord, nodeIdOf, rectFrom, type Toolkit } from './atspi-record.ts';
import { type Extras, takeSnapshot } from './atspi-snapshot.ts';
import { StateBits } from './atspi-states.ts';
import { roleOf } from './atspi-tree.ts';
import { walk, walkChildren } from './atspi-walk.ts';

/**
 * What an event says is no longer true: the states of an element, of its children or of everything below it, its
 * other facts, its text (which is the name of a label), its children, the children of its parent, or anything at all.
 */
export type Staleness =
  | 'state'
  | 'children-states'
  | 'states-below'
  | 'facts'
  | 'text'
  | 'children'
  | 'siblings'
  | 'tree';

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
  readonly #stale = new Map<NodeId, Set<Staleness>>();
  readonly #extras = new Map<NodeId, Extras>();
  #records: Map<NodeId, NodeRecord> = new Map();
  #known = false;
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

  /** Called for each event of the application. */
  note(id: NodeId, staleness: readonly Staleness[]): void {
    if (staleness.length === 0) return;
    const marks = this.#stale.get(id) ?? new Set();
    for (const mark of staleness) marks.add(mark);
    this.#stale.set(id, marks);
  }

  /**
   * Brings the records up to date, one caller after the other.
   * @throws APP_UNRESPONSIVE, SESSION_LOST
   */
  refresh(fresh: boolean): Promise<void> {
    const turn = this.#turn.then(() => this.#refresh(fresh));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(fresh: boolean): Promise<void> {
    const { toolkit } = this.app.dialect;
    const started = performance.now();
    // A tree that takes long to ask is believed longer: the application has other things to do.
    const old = started - this.#refreshedAt > Math.max(trustMs[toolkit], Math.min(2 * this.#refreshMs, maxTrustMs));
    if (this.#known && !fresh && !old && this.#stale.size === 0) return;
    switch (toolkit) {
      case 'gtk3':
        // One call gives all: cheaper than to mend.
        await this.#snapshot(fresh);
        break;
      case 'gtk4':
      case 'qt':
      case 'chromium':
      case 'other':
        if (fresh || !this.#known) await this.#walkAll();
        else if (old || this.#isSuspect()) await this.#walkAll(this.#records);
        else if (toolkit === 'chromium') this.#suspectWindows();
        await this.#mendAll();
    }
    this.#known = true;
    this.#refreshedAt = performance.now();
    this.#refreshMs = this.#refreshedAt - started;
  }

  /** Chromium opens the list of a select as a window without an event, and gives a window its title without one. */
  #suspectWindows(): void {
    this.note(this.rootId, ['children']);
    for (const id of this.#records.get(this.rootId)?.children ?? []) this.note(id, ['facts']);
  }

  #isSuspect(): boolean {
    return [...this.#stale.values()].some((marks) => marks.has('tree'));
  }

  async #snapshot(fresh: boolean): Promise<void> {
    this.#stale.clear();
    this.#records = await takeSnapshot(this.#connection, this.app, this.#extras, this.#records, fresh);
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
    for (let round = 0; this.#stale.size > 0 && round < maxRounds; round += 1) await this.#mend();
  }

  async #mend(): Promise<void> {
    const marks = new Map(this.#stale);
    this.#stale.clear();
    const facts = new Set<NodeId>();
    const states = new Set<NodeId>();
    const children = new Set<NodeId>();
    for (const [id, kinds] of marks) {
      const record = this.#records.get(id);
      if (record !== undefined) for (const kind of kinds) this.#sort(record, kind, { facts, states, children });
    }
    await Promise.all([...facts].map((id) => this.#mendFacts(id)));
    await Promise.all([...states].filter((id) => !facts.has(id)).map((id) => this.#mendState(id)));
    await Promise.all([...children].map((id) => this.#mendChildren(id)));
    if (children.size > 0) this.#prune();
  }

  #sort(
    record: NodeRecord,
    kind: Staleness,
    work: { readonly facts: Set<NodeId>; readonly states: Set<NodeId>; readonly children: Set<NodeId> },
  ): void {
    switch (kind) {
      case 'state':
        work.states.add(record.id);
        return;
      case 'states-below':
        for (const id of this.#below(record)) work.states.add(id);
        return;
      case 'children-states':
        for (const id of record.children) work.states.add(id);
        return;
      case 'text':
        if (roleOf(record, this.#records) === 'text') work.facts.add(record.id);
        return;
      case 'facts':
        work.facts.add(record.id);
        return;
      case 'children':
        work.children.add(record.id);
        return;
      case 'siblings':
        if (record.parent !== undefined) work.children.add(record.parent);
        return;
      case 'tree':
        // Settled before: the whole tree was walked.
        return;
    }
  }

  #below(record: NodeRecord, found: NodeId[] = []): NodeId[] {
    found.push(record.id);
    for (const id of record.children) {
      const child = this.#records.get(id);
      if (child !== undefined) this.#below(child, found);
    }
    return found;
  }

  async #mendFacts(id: NodeId): Promise<void> {
    const old = this.#records.get(id);
    if (old === undefined) return;
    const record = await fetchRecord(this.#connection, this.app.dialect, old.ref, old.parent);
    if (record === undefined) this.note(old.parent ?? id, ['children']);
    else this.#records.set(id, { ...record, children: old.children });
  }

  async #mendState(id: NodeId): Promise<void> {
    const old = this.#records.get(id);
    if (old === undefined) return;
    const [states, extents] = await Promise.all([
      this.#connection.attempt(old.ref, 'Accessible', 'GetState'),
      old.extents === undefined ? undefined : this.#connection.attempt(old.ref, 'Component', 'GetExtents', ['u', 0]),
    ]);
    const bits = StateBits.from(states?.[0]);
    if (states === undefined || bits.has('defunct')) {
      this.note(old.parent ?? id, ['children']);
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
    const kept = new Set(root === undefined ? [] : this.#below(root));
    for (const id of this.#records.keys()) if (!kept.has(id)) this.#records.delete(id);
  }
}
