/**
 * Signals from looking, for desktops that announce little: the window list and the elements are compared with what
 * they were a moment ago, often after an act and seldom otherwise.
 */
import type { AccessibleNode, NodeId, NodeStates } from '../contracts/accessibility.ts';
import type { Signal, WindowInfo } from '../contracts/driver.ts';

const busyEveryMs = 25;
const idleEveryMs = 150;
const busyForMs = 1500;
/** An application without windows is probably ending: how it ended is news, that its windows went is not. */
const endingMs = 500;
/** After an application did not answer, it is left alone for so long. */
const afterSilenceMs = 2000;

export interface Watched {
  windows(): readonly WindowInfo[];
  /** The trees of all applications; texts and values of their elements go into `contents`. */
  trees(contents: Map<NodeId, string>): Promise<readonly { readonly appId: string; readonly root: AccessibleNode }[]>;
  /** Applications whose process runs. */
  living(): readonly string[];
  clipboardNumber(): number;
}

interface Seen {
  readonly appId: string;
  readonly parent: NodeId | undefined;
  readonly name: string;
  readonly states: NodeStates;
  readonly content: string | undefined;
}

type Emit = (signal: Signal) => void;

export class Watch {
  readonly #watched: Watched;
  readonly #emit: Emit;
  #timer: NodeJS.Timeout | undefined;
  #busyUntil = 0;
  #windows = '';
  #clipboard = 0;
  #nodes = new Map<NodeId, Seen>();
  #endingSince: number | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(watched: Watched, emit: Emit) {
    this.#watched = watched;
    this.#emit = emit;
  }

  /** Something is about to happen: look closely for a while. */
  alert(): void {
    this.#busyUntil = performance.now() + busyForMs;
    this.#plan(0);
  }

  /** Takes in what has changed up to now without a word: it must not pass for the effect of the act that follows. */
  async absorb(): Promise<void> {
    await this.#look(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #plan(inMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#look(this.#emit).then(
        () => this.#plan(performance.now() < this.#busyUntil ? busyEveryMs : idleEveryMs),
        () => this.#plan(afterSilenceMs),
      );
    }, inMs);
    this.#timer.unref();
  }

  #look(emit: Emit): Promise<void> {
    const look = this.#looking.then(() => this.#compare(emit));
    this.#looking = look.catch(() => undefined);
    return look;
  }

  async #compare(emit: Emit): Promise<void> {
    const clipboard = this.#watched.clipboardNumber();
    if (clipboard !== this.#clipboard) {
      this.#clipboard = clipboard;
      emit({ kind: 'clipboard' });
    }
    const contents = new Map<NodeId, string>();
    const now = new Map<NodeId, Seen>();
    for (const { appId, root } of await this.#watched.trees(contents)) note(now, contents, appId, root, undefined);
    const before = this.#nodes;
    if (this.#isEnding(before, now)) return;
    this.#nodes = now;
    const windows = JSON.stringify(this.#watched.windows());
    if (windows !== this.#windows) {
      this.#windows = windows;
      emit({ kind: 'windows' });
    }
    for (const signal of differences(before, now)) emit(signal);
  }

  #isEnding(before: ReadonlyMap<NodeId, Seen>, now: ReadonlyMap<NodeId, Seen>): boolean {
    const left = appsOf(now);
    if (!this.#watched.living().some((appId) => !left.has(appId) && appsOf(before).has(appId))) {
      this.#endingSince = undefined;
      return false;
    }
    this.#endingSince ??= performance.now();
    return performance.now() - this.#endingSince < endingMs;
  }
}

function appsOf(nodes: ReadonlyMap<NodeId, Seen>): ReadonlySet<string> {
  return new Set([...nodes.values()].map(({ appId }) => appId));
}

function note(
  into: Map<NodeId, Seen>,
  contents: ReadonlyMap<NodeId, string>,
  appId: string,
  node: AccessibleNode,
  parent: NodeId | undefined,
): void {
  into.set(node.id, { appId, parent, name: node.name, states: node.states, content: contents.get(node.id) });
  for (const child of node.children) note(into, contents, appId, child, node.id);
}

/** What happened between two looks. Of a new or gone subtree only its top is told. */
export function differences(before: ReadonlyMap<NodeId, Seen>, now: ReadonlyMap<NodeId, Seen>): readonly Signal[] {
  const signals: Signal[] = [];
  const children = (seen: Seen, nodeId: NodeId, others: ReadonlyMap<NodeId, Seen>, detail: string): void => {
    if (seen.parent !== undefined && !others.has(seen.parent)) return;
    signals.push({ kind: 'tree', appId: seen.appId, nodeId: seen.parent ?? nodeId, change: 'children', detail });
  };
  for (const [nodeId, seen] of now) {
    const was = before.get(nodeId);
    if (was === undefined) children(seen, nodeId, before, 'add');
    else signals.push(...changes(nodeId, was, seen));
  }
  for (const [nodeId, seen] of before) if (!now.has(nodeId)) children(seen, nodeId, now, 'remove');
  return signals;
}

function changes(nodeId: NodeId, was: Seen, seen: Seen): readonly Signal[] {
  const tree = (change: Extract<Signal, { kind: 'tree' }>['change'], detail: string): Signal => ({
    kind: 'tree',
    appId: seen.appId,
    nodeId,
    change,
    detail,
  });
  const states = (Object.keys({ ...was.states, ...seen.states }) as (keyof NodeStates)[])
    .filter((state) => was.states[state] !== seen.states[state])
    .map((state) => tree('state', state));
  return [
    ...(was.name === seen.name ? [] : [tree('name', 'name')]),
    ...(was.content === seen.content ? [] : [tree('text', 'text')]),
    ...states,
  ];
}
