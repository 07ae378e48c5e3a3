/** What the desktop tests of the accessibility client share: finding, pointing, and comparing mirror and truth. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@playwright/test';
import type { AccessibleNode, NodeReading, Role } from '../../../contracts/accessibility.ts';
import type { AppHandle, DriverSession, Signal } from '../../../contracts/driver.ts';
import { centerOf, type Point, type Rect } from '../../../contracts/geometry.ts';
import { Bell, Deadline } from '../../../support/deadline.ts';
import { descendants, fileText, processesOf, processNamed, start, until } from '../linux.sample.ts';
import { AtspiClient } from './client.ts';

/** One application seen through its accessible tree. */
export class Subject {
  readonly session: DriverSession;
  readonly app: AppHandle;
  readonly signals: Signal[] = [];

  constructor(session: DriverSession, app: AppHandle) {
    this.session = session;
    this.app = app;
    session.onSignal((signal) => this.signals.push(signal));
  }

  static async launch(session: DriverSession, command: string, args: readonly string[] = []): Promise<Subject> {
    const { app } = await start(session, command, args);
    return new Subject(session, app);
  }

  tree(fresh = false): Promise<readonly AccessibleNode[]> {
    return this.session.tree({ kind: 'app', appId: this.app.id }, { fresh, nativeIds: true });
  }

  async visible(): Promise<readonly AccessibleNode[]> {
    return descendants(await this.tree()).filter((node) => node.states.visible);
  }

  /** Waits for the only visible element with this role and name. */
  find(role: Role, name: string | RegExp): Promise<AccessibleNode> {
    return until(
      this.session,
      async () => {
        const fits = (node: AccessibleNode) => (typeof name === 'string' ? node.name === name : name.test(node.name));
        const found = (await this.visible()).filter((node) => node.role === role && fits(node));
        return found.length === 1 ? found[0] : undefined;
      },
      `one visible ${role} ${name}`,
    );
  }

  async read(node: AccessibleNode): Promise<NodeReading> {
    const [reading] = await this.session.read([node.id]);
    if (reading === undefined) throw new Error(`${node.role} ${node.name} is gone`);
    return reading;
  }

  /** Clicks the middle of the element with the pointer. */
  async click(role: Role, name: string | RegExp): Promise<AccessibleNode> {
    const node = await this.find(role, name);
    const point = await this.#middle(node);
    const address = { nodeId: node.id };
    await this.session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address });
    return node;
  }

  async hover(node: AccessibleNode): Promise<void> {
    await this.session.act({ kind: 'hover', point: await this.#middle(node), address: { nodeId: node.id } });
  }

  async #middle(node: AccessibleNode): Promise<Point> {
    const look = async (): Promise<Rect | undefined> => (await this.read(node)).bounds;
    return centerOf(await until(this.session, look, `a place of ${node.role} ${node.name}`));
  }

  press(key: string, ...modifiers: ('Control' | 'Alt' | 'Shift')[]): Promise<void> {
    return this.session.act({ kind: 'press', chord: { key, modifiers }, address: {} });
  }

  /** Waits until a reading is as wanted. */
  becomes(node: AccessibleNode, wanted: (reading: NodeReading) => boolean, what: string): Promise<NodeReading> {
    const look = async (): Promise<NodeReading | undefined> => {
      const reading = await this.read(node);
      return wanted(reading) ? reading : undefined;
    };
    return until(this.session, look, what);
  }

  /** Waits until no event came for a while: what follows from the last act is over. */
  async quiet(): Promise<void> {
    const bell = new Bell();
    const deadline = Deadline.after(30_000);
    let heard = 0;
    const stop = this.session.onSignal((signal) => {
      if (signal.kind !== 'tree') return;
      heard += 1;
      bell.ring();
    });
    for (let before = -1; before !== heard && !deadline.passed; ) {
      before = heard;
      await bell.next(300);
    }
    stop();
  }

  /**
   * What the mirror says against walks from scratch by another client, before and after it: where these two agree the
   * application stood still, and the mirror has to come to say the same, by itself. Of the mirror only what is shown
   * counts: the rest is asked again when it shows.
   */
  async expectMirrorIsTrue(): Promise<void> {
    const witness = await AtspiClient.connect({
      address: accessibilityBus(this.session.id).address,
      windows: async () => [],
      appIdOf: () => undefined,
      onSignal: () => undefined,
    });
    const walk = async () => shown(await witness.tree({ pids: new Set([this.app.pid]) }, { fresh: true }));
    const deadline = Deadline.after(30_000);
    try {
      for (;;) {
        await this.quiet();
        const before = await walk();
        const mirror = shown(await this.tree());
        const truth = await walk();
        if (isDeepStrictEqual(mirror, truth)) return;
        if (deadline.passed && isDeepStrictEqual(before, truth)) return expect(mirror).toEqual(truth);
        if (deadline.leftMs === 0 && deadline.elapsedMs > 90_000) throw new Error('the application never stood still');
      }
    } finally {
      await witness.close();
    }
  }
}

/** Without what two clients cannot share: window ids, and ids of cells, which Qt makes anew for each who asks. */
function shown(nodes: readonly AccessibleNode[]): readonly object[] {
  return nodes
    .filter((node) => node.states.visible)
    .map(({ id, windowId: _, ...node }) => ({
      ...node,
      ...(cells.has(node.nativeRole) ? {} : { id }),
      children: shown(node.children),
    }));
}

const cells: ReadonlySet<string> = new Set(['list item', 'table cell', 'table column header']);

/** The registry is told the address; the daemon that serves it has the socket in its configuration. */
export function accessibilityBus(sessionId: string): { readonly address: string; readonly pid: number } {
  const registry = processNamed(sessionId, 'at-spi2-registr');
  const environment = fileText(`/proc/${registry}/environ`);
  const address = /(?:^|\0)AT_SPI_BUS_ADDRESS=([^\0]+)/.exec(environment)?.[1] ?? '';
  const folder = /path=([^,]+)/.exec(address)?.[1] ?? '';
  const pid = processesOf(sessionId).find((each) => {
    const command = fileText(`/proc/${each}/cmdline`).split('\0');
    const config = command.find((argument) => argument.startsWith('--config-file='))?.slice('--config-file='.length);
    return config !== undefined && fileText(config).includes(folder);
  });
  if (address === '' || pid === undefined) throw new Error('the accessibility bus was not found');
  return { address, pid };
}
