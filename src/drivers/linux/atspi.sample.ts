/** What the desktop tests of the accessibility client share: finding, pointing, and comparing mirror and truth. */
import { expect } from '@playwright/test';
import type { AccessibleNode, NodeReading, Role } from '../../contracts/accessibility.ts';
import type { AppHandle, DriverSession, Signal } from '../../contracts/driver.ts';
import { centerOf } from '../../contracts/geometry.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { descendants, start, until } from './linux.sample.ts';

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
    return this.session.tree({ kind: 'app', appId: this.app.id }, { fresh });
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
    const bounds = await until(this.session, async () => (await this.read(node)).bounds, `a place of ${role} ${name}`);
    await this.session.act({
      kind: 'click',
      point: centerOf(bounds),
      button: 'left',
      count: 1,
      modifiers: [],
      address: { nodeId: node.id },
    });
    return node;
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
    const deadline = Deadline.after(10_000);
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
   * What the mirror says against a walk from scratch, ids included. Of the mirror only what is shown counts: the
   * rest is asked again when it shows. One look each, for the walk makes the mirror right.
   */
  async expectMirrorIsTrue(): Promise<void> {
    await this.quiet();
    const mirror = shown(await this.tree());
    const truth = shown(await this.tree(true));
    expect(mirror).toEqual(truth);
  }
}

function shown(nodes: readonly AccessibleNode[]): readonly AccessibleNode[] {
  return nodes.filter((node) => node.states.visible).map((node) => ({ ...node, children: shown(node.children) }));
}
