/** The accessibility of a Linux session as the driver needs it: trees, readings, acts, and signals when they change. */
import type { Message } from 'dbus-native';
import type { AccessibleNode, NodeId, NodeReading } from '../../../contracts/accessibility.ts';
import type { Signal, TreeOptions } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { Bell, type Deadline } from '../../../support/deadline.ts';
import { type AccessibleAct, actOn } from './acts.ts';
import { keysDelivered } from './app.ts';
import { AtspiConnection, registryRef } from './connection.ts';
import { Desktop } from './desktop.ts';
import { type AtspiEvent, changeOf, eventFrom, subscribe } from './events.ts';
import type { AppMirror } from './mirror.ts';
import { Reader } from './reading.ts';
import { nodeIdOf, refOf } from './record.ts';
import { BarScroller } from './scroll.ts';
import { assemble } from './tree.ts';
import { WindowMap } from './window-map.ts';
import type { WindowGeometry } from './windows.ts';

export type { WindowGeometry } from './windows.ts';

export interface AtspiOptions {
  /** Address of the accessibility bus; its registry must be running. */
  readonly address: string;
  /** Live list of the windows on the display. */
  readonly windows: () => Promise<readonly WindowGeometry[]>;
  /** Our id of the application that a process belongs to. */
  readonly appIdOf: (pid: number) => string | undefined;
  readonly onSignal: (signal: Signal) => void;
  /** Of the screen; 1 by default. */
  readonly scale?: number;
}

/** An application that takes longer for one answer counts as hung: GTK 4 needed 2 s on two processors with a dozen others at work. */
const callTimeoutMs = 5_000;
/** Slow fallback of waits: events are only wake-ups. */
const recheckMs = 100;

export class AtspiClient {
  readonly #connection: AtspiConnection;
  readonly #options: AtspiOptions;
  readonly #desktop: Desktop;
  readonly #windows: WindowMap;
  /** Unique bus name of the registry, whose events tell of applications. */
  readonly #registry: string;
  readonly #bell = new Bell();

  private constructor(connection: AtspiConnection, desktop: Desktop, registry: string, options: AtspiOptions) {
    this.#connection = connection;
    this.#desktop = desktop;
    this.#registry = registry;
    this.#options = options;
    this.#windows = new WindowMap(connection, options.windows);
  }

  /**
   * Connects and registers for events; do this before the first application starts.
   * @throws SESSION_LOST when the bus does not answer
   */
  static async connect(options: AtspiOptions): Promise<AtspiClient> {
    let desktop: Desktop | undefined;
    const connection = await AtspiConnection.open({
      address: options.address,
      callTimeoutMs,
      describeApp: (bus) => desktop?.describe(bus) ?? bus,
    });
    desktop = new Desktop(connection, options.scale ?? 1);
    const [registry] = await connection.daemon('GetNameOwner', ['s', registryRef.bus]);
    const client = new AtspiClient(connection, desktop, String(registry), options);
    connection.onSignal((message) => client.#heard(message));
    await subscribe(connection);
    await desktop.list();
    return client;
  }

  /**
   * Top-level nodes of the applications with one of these processes, or of all. Without `fresh` the mirror answers:
   * it follows the events, so it may be a moment behind; `read` never is.
   * @throws APP_UNRESPONSIVE, SESSION_LOST
   */
  async tree(scope: { readonly pids?: ReadonlySet<number> }, options: TreeOptions): Promise<readonly AccessibleNode[]> {
    if (options.fresh) await this.#desktop.list();
    const mirrors = await this.#desktop.mirrors(scope.pids);
    const trees = await Promise.all(mirrors.map((mirror) => this.#treeOf(mirror, options)));
    return trees.flat();
  }

  /** Live readings in the order of the ids; undefined for what is gone. @throws APP_UNRESPONSIVE, SESSION_LOST */
  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    const windowsOf = this.#windows.live();
    const readers = new Map<AppMirror, Reader>();
    return Promise.all(
      ids.map((id) => {
        const mirror = this.#desktop.holding(id, refOf(id)?.bus ?? '');
        if (mirror === undefined) return undefined;
        const reader = readers.get(mirror) ?? new Reader(this.#connection, mirror, (top) => windowsOf(mirror, top));
        readers.set(mirror, reader);
        return reader.read(id);
      }),
    );
  }

  /** @throws ACTION_NOT_POSSIBLE (with what was tried), APP_UNRESPONSIVE, SESSION_LOST */
  act(act: AccessibleAct): Promise<void> {
    return actOn(this.#connection, act, () => this.#scrollByBars(act.nodeId));
  }

  /**
   * Waits until one of the processes has a top-level element on the bus. The set is asked anew each time: a launcher
   * may start the real application only later.
   * @throws APP_START_TIMEOUT, SESSION_LOST
   */
  async waitForApp(pids: () => ReadonlySet<number>, deadline: Deadline): Promise<void> {
    while (true) {
      const seen = await this.#lookFor(pids());
      if (seen === 'ready') return;
      if (deadline.passed) throw startTimeout(seen, deadline);
      await this.#bell.next(Math.min(recheckMs, deadline.leftMs));
      if (seen === 'absent') await this.#desktop.list();
    }
  }

  /**
   * Resolves when an application that lets keys wait (Qt) has delivered them; `read` resolves when it has read them from the display.
   * @throws APP_UNRESPONSIVE, SESSION_LOST
   */
  async keysDelivered(pid: number, read: () => Promise<void>): Promise<void> {
    const mirrors = await this.#desktop.mirrors(new Set([pid]));
    const waiting = mirrors.map(({ app }) => app).filter(({ dialect }) => dialect.toolkit === 'qt');
    if (waiting.length === 0) return;
    await read();
    await Promise.all(waiting.map((app) => keysDelivered(this.#connection, app)));
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #scrollByBars(id: NodeId): Promise<boolean> {
    const mirror = this.#desktop.holding(id, refOf(id)?.bus ?? '');
    const element = mirror?.records.get(id);
    if (mirror === undefined || element === undefined) return false;
    return new BarScroller(this.#connection, mirror, this.#bell).bringIntoView(element);
  }

  async #treeOf(mirror: AppMirror, options: TreeOptions): Promise<readonly AccessibleNode[]> {
    await mirror.refresh(options);
    const windows = await this.#windows.of(mirror);
    return assemble(mirror.records, mirror.rootId, mirror.app.dialect.toolkit, windows);
  }

  async #lookFor(pids: ReadonlySet<number>): Promise<'ready' | 'absent' | 'windowless' | 'busy'> {
    try {
      const mirrors = await this.#desktop.mirrors(pids);
      if (mirrors.length === 0) return 'absent';
      const counts = await Promise.all(
        mirrors.map((mirror) => this.#connection.property(mirror.app.root, 'Accessible', 'ChildCount')),
      );
      return counts.some((count) => typeof count === 'number' && count > 0) ? 'ready' : 'windowless';
    } catch (error) {
      // An application may be busy for seconds while it starts.
      if (error instanceof CodexqaError && error.code === 'APP_UNRESPONSIVE') return 'busy';
      throw error;
    }
  }

  #heard(message: Message): void {
    const event = eventFrom(message);
    if (event !== undefined) this.#changed(event);
    else if (message.member === 'NameOwnerChanged') this.#ownerChanged(message.body ?? []);
  }

  #changed(event: AtspiEvent): void {
    if (event.bus === this.#registry) {
      if (event.member === 'ChildrenChanged' && event.detail === 'add') this.#desktop.arrived(event.value);
      this.#bell.ring();
      return;
    }
    const id = nodeIdOf(event);
    const mirror = this.#desktop.holding(id, event.bus);
    if (mirror !== undefined) {
      mirror.hear(id, event);
      this.#windows.forget(mirror, event);
    }
    const pid = this.#desktop.pidOf(event.bus);
    this.#bell.ring();
    this.#options.onSignal({
      kind: 'tree',
      appId: pid === undefined ? undefined : this.#options.appIdOf(pid),
      nodeId: id,
      ...changeOf(event),
    });
  }

  #ownerChanged(body: readonly unknown[]): void {
    const [bus, , owner] = body;
    if (typeof bus !== 'string' || owner !== '') return;
    const pid = this.#desktop.pidOf(bus);
    if (!this.#desktop.left(bus)) return;
    this.#bell.ring();
    this.#options.onSignal({
      kind: 'tree',
      appId: pid === undefined ? undefined : this.#options.appIdOf(pid),
      nodeId: `${bus}/org/a11y/atspi/accessible/root`,
      change: 'children',
      detail: 'remove',
    });
  }
}

function startTimeout(seen: 'absent' | 'windowless' | 'busy', deadline: Deadline): CodexqaError {
  switch (seen) {
    case 'absent':
      return new CodexqaError(
        'APP_START_TIMEOUT',
        `the application did not appear on the accessibility bus within ${deadline.timeoutMs} ms`,
        { fix: 'see its output for errors; an application without accessibility (xterm, games) has no tree to read' },
      );
    case 'windowless':
      return new CodexqaError(
        'APP_START_TIMEOUT',
        `the application came to the accessibility bus but showed no window within ${deadline.timeoutMs} ms`,
        { fix: 'see its output for errors, or give it more time' },
      );
    case 'busy':
      return new CodexqaError(
        'APP_START_TIMEOUT',
        `the application came to the accessibility bus but did not answer within ${deadline.timeoutMs} ms`,
        { fix: 'give it more time to start, or see what it waits for' },
      );
  }
}
