/** What the checks work with: a session, the form on it, and short words for finding, doing and expecting. */
import type { AccessibleNode, NodeReading, Role } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import type {
  AppHandle,
  DesktopDriver,
  DriverSession,
  SessionOptions,
  Signal,
  WindowInfo,
} from '../../contracts/driver.ts';
import { CodexqaError, type ErrorCode, errorCodeIn } from '../../contracts/errors.ts';
import { centerOf, type Point, type Rect } from '../../contracts/geometry.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import type { Fixture } from './fixture.ts';

const defaultTimeoutMs = 10_000;
/** How often a condition is looked at when no signal announces it. */
const lookEveryMs = 100;

export class Desk {
  readonly driver: DesktopDriver;
  readonly session: DriverSession;
  readonly options: SessionOptions;
  readonly fixture: Fixture;

  constructor(driver: DesktopDriver, session: DriverSession, options: SessionOptions, fixture: Fixture) {
    this.driver = driver;
    this.session = session;
    this.options = options;
    this.fixture = fixture;
  }

  /** Starts the form and waits until a person could use it. */
  async launch(env: Readonly<Record<string, string>> = {}): Promise<AppHandle> {
    const { app } = this.fixture;
    const handle = await this.session.launch({ ...app, env: { ...app.env, ...env } });
    await this.until(`the active window of ${app.name}`, async () => {
      expectEqual(`${app.name} is running, it printed: ${handle.output()}`, handle.exit, undefined);
      return (await this.session.windows()).find((window) => window.appId === handle.id && window.active);
    });
    await this.status('Ready', handle);
    return handle;
  }

  /** Looks again at each signal until there is something to see. */
  async until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const bell = new Bell();
    const stop = this.session.onSignal(() => bell.ring());
    const deadline = Deadline.after(this.fixture.timeoutMs ?? defaultTimeoutMs);
    try {
      for (;;) {
        const seen = await look();
        if (seen !== undefined) return seen;
        if (deadline.passed) throw broken(`${what}: not seen within ${deadline.timeoutMs} ms`);
        await bell.next(Math.min(lookEveryMs, deadline.leftMs));
      }
    } finally {
      stop();
    }
  }

  /** Everything in the tree, flat, in tree order. */
  async nodes(app?: AppHandle): Promise<readonly AccessibleNode[]> {
    const scope = app === undefined ? ({ kind: 'desktop' } as const) : ({ kind: 'app', appId: app.id } as const);
    return flat(await this.session.tree(scope, { fresh: false }));
  }

  /** The element of this role with this name or label, as soon as it is there. */
  find(role: Role, name: string, app?: AppHandle): Promise<AccessibleNode> {
    return this.until(`${role} "${name}"`, async () => {
      const nodes = await this.nodes(app);
      return nodes.find((node) => node.role === role && isCalled(nodes, node, name));
    });
  }

  /** The visible element of this name, whatever its role: for what toolkits classify differently. */
  named(name: string): Promise<AccessibleNode> {
    return this.until(`something visible named "${name}"`, async () =>
      (await this.nodes()).find((node) => node.name === name && node.states.visible),
    );
  }

  async read(node: AccessibleNode): Promise<NodeReading> {
    const [reading] = await this.session.read([node.id]);
    if (reading === undefined) throw broken(`${node.role} "${node.name}": expected a reading, saw that it is gone`);
    return reading;
  }

  boundsOf(node: AccessibleNode): Promise<Rect> {
    const what = `a place of ${node.role} "${node.name}" on the screen`;
    return this.until(what, async () => (await this.read(node)).bounds);
  }

  /** Waits until a reading of the element is as wanted; says what it last was. */
  async readUntil(node: AccessibleNode, what: string, fits: (reading: NodeReading) => boolean): Promise<NodeReading> {
    let last: NodeReading | undefined;
    try {
      return await this.until(what, async () => {
        last = await this.read(node);
        return fits(last) ? last : undefined;
      });
    } catch (error) {
      if (errorCodeIn(String(error)) !== 'EXPECTATION_FAILED') throw error;
      throw broken(`${what}: saw ${inWords(last)}`);
    }
  }

  /** Waits for the form's status line. */
  async status(expected: string, app?: AppHandle): Promise<void> {
    let seen: string | undefined;
    try {
      await this.until('status', async () => {
        const line = (await this.nodes(app)).find((node) => node.role === 'status');
        seen = line === undefined ? undefined : (await this.session.read([line.id]))[0]?.text;
        return seen === expected ? true : undefined;
      });
    } catch (error) {
      if (errorCodeIn(String(error)) !== 'EXPECTATION_FAILED') throw error;
      throw broken(`the form's status: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
    }
  }

  act(act: DriverAct): Promise<void> {
    return this.session.act(act);
  }

  async click(role: Role, name: string, app?: AppHandle): Promise<AccessibleNode> {
    const node = await this.find(role, name, app);
    await this.clickNode(node);
    return node;
  }

  async clickNode(node: AccessibleNode, count = 1): Promise<void> {
    await this.clickAt(centerOf(await this.boundsOf(node)), node.id, count);
  }

  clickAt(point: Point, nodeId?: string, count = 1): Promise<void> {
    const address = nodeId === undefined ? {} : { nodeId };
    return this.act({ kind: 'click', point, button: 'left', count, modifiers: [], address });
  }

  press(key: string, ...modifiers: readonly ('Alt' | 'Control' | 'Shift')[]): Promise<void> {
    return this.act({ kind: 'press', chord: { key, modifiers }, address: {} });
  }

  type(text: string): Promise<void> {
    return this.act({ kind: 'type', text, address: {} });
  }

  /** A field of the form with the focus in it. */
  async field(label: string): Promise<AccessibleNode> {
    const field = await this.click('textbox', label);
    await this.readUntil(field, `${label} has the focus`, (reading) => reading.states.focused);
    return field;
  }

  windowTitled(title: string): Promise<WindowInfo> {
    return this.until(`a window titled "${title}"`, async () =>
      (await this.session.windows()).find((window) => window.title === title),
    );
  }

  /** Waits until the window is as wanted; says how it last was. */
  async windowUntil(id: string, what: string, fits: (window: WindowInfo) => boolean): Promise<WindowInfo> {
    let last: WindowInfo | undefined;
    try {
      return await this.until(what, async () => {
        last = (await this.session.windows()).find((window) => window.id === id);
        return last !== undefined && fits(last) ? last : undefined;
      });
    } catch (error) {
      if (errorCodeIn(String(error)) !== 'EXPECTATION_FAILED') throw error;
      throw broken(`${what}: saw ${inWords(last)}`);
    }
  }

  /** Signals from now on; `stop` ends the listening. */
  listen(): { readonly heard: readonly Signal[]; readonly stop: () => void } {
    const heard: Signal[] = [];
    const stop = this.session.onSignal((signal) => heard.push(signal));
    return { heard, stop };
  }

  /** Waits until nothing has been signalled for a while. */
  async calm(quietMs = 150): Promise<void> {
    let changes = 0;
    const stop = this.session.onSignal(() => changes++);
    const bell = new Bell();
    const deadline = Deadline.after(this.fixture.timeoutMs ?? defaultTimeoutMs);
    try {
      for (let before = -1; before !== changes; ) {
        if (deadline.passed) throw broken(`a still desktop: signals did not cease within ${deadline.timeoutMs} ms`);
        before = changes;
        await bell.next(quietMs);
      }
    } finally {
      stop();
    }
  }
}

function isCalled(nodes: readonly AccessibleNode[], node: AccessibleNode, name: string): boolean {
  if (node.name === name) return true;
  return nodes.some((label) => label.name === name && node.labelledBy?.includes(label.id) === true);
}

function flat(nodes: readonly AccessibleNode[]): readonly AccessibleNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

export function broken(sentence: string): CodexqaError {
  return new CodexqaError('EXPECTATION_FAILED', sentence);
}

function inWords(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

export function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) === JSON.stringify(wanted)) return;
  throw broken(`${what}: expected ${inWords(wanted)}, saw ${inWords(seen)}`);
}

export function expectTrue(sentence: string, holds: boolean, seen: unknown): void {
  if (!holds) throw broken(`expected ${sentence}, saw ${inWords(seen)}`);
}

/** The call must be refused with this code. */
export async function expectRefusal(what: string, code: ErrorCode, call: () => Promise<unknown>): Promise<void> {
  let answer: unknown;
  try {
    answer = await call();
  } catch (error) {
    const seen = error instanceof CodexqaError ? error.code : String(error);
    expectEqual(`${what} is refused`, seen, code);
    return;
  }
  throw broken(`${what}: expected ${code}, saw the answer ${inWords(answer)}`);
}
