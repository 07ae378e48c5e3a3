/** A session on a Mac: applications of this worker, read and used without the person noticing (background), or in front (foreground). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessibleNode, NodeId, NodeReading } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import type {
  AppCommand,
  AppExit,
  AppHandle,
  Capability,
  CaptureTarget,
  DriverSession,
  SessionOptions,
  Signal,
  TreeScope,
  WindowInfo,
} from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { RawImage } from '../../contracts/image.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import type { NutPointer } from '../../support/nut-pointer.ts';
import { Watch } from '../../support/tree-watch.ts';
import { Acts } from './acts.ts';
import type { AxElement, MacBackend, MacWindow } from './backend.ts';
import { Guard } from './guard.ts';
import { handleOf, nodesOf, readingOf, windowId } from './nodes.ts';
import { RunningApp } from './running-app.ts';
import type { LeaseName, SessionLeases } from './session-leases.ts';
import { type MacTools, programOf } from './tools.ts';

export interface SessionParts {
  readonly id: string;
  readonly backend: MacBackend;
  readonly tools: MacTools;
  readonly options: SessionOptions;
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  /** In the foreground lane the visible desktop is held already. */
  readonly leases: SessionLeases;
  /** In place of the driver's own moves, clicks and drags; foreground lane only. */
  readonly pointer: NutPointer | undefined;
}

const resetGraceMs = 500;

export class MacSession implements DriverSession {
  readonly id: string;
  readonly platform = 'macos';
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  readonly #parts: SessionParts;
  readonly #guard: Guard;
  readonly #acts: Acts;
  readonly #watch: Watch;
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #apps: RunningApp[] = [];
  /** What is held for applications that run once in a login session. */
  readonly #programs = new WeakMap<RunningApp, LeaseName>();
  /** Nodes as last seen: what an element is depends on where it stands. */
  #known = new Map<NodeId, AccessibleNode>();
  #home: string;
  #appsEver = 0;
  #lost: string | undefined;
  #closed = false;

  constructor(parts: SessionParts) {
    const { backend, tools, options } = parts;
    this.id = parts.id;
    this.capabilities = parts.capabilities;
    this.screen = parts.screen;
    this.#parts = parts;
    this.#home = newHome();
    this.#guard = new Guard(backend, tools, (pid) => this.#appOf(pid) !== undefined);
    const { leases, pointer } = parts;
    this.#acts = new Acts({
      backend,
      guard: this.#guard,
      lane: options.lane,
      leases,
      pointer,
      pids: () => this.#pids(),
    });
    let windows: readonly WindowInfo[] = [];
    this.#watch = new Watch(
      {
        windows: () => windows,
        living: () => this.#living().map((app) => app.id),
        clipboardNumber: () => 0,
        trees: async (contents) => {
          windows = await this.#windowList();
          return this.#watchedTrees(contents);
        },
      },
      (signal) => this.#emit(signal),
    );
    this.#watch.alert();
  }

  get home(): string {
    return this.#home;
  }

  /** What the person did meanwhile, for reports. */
  get interferences() {
    return this.#guard.interferences;
  }

  // reading

  apps(): readonly AppHandle[] {
    return [...this.#apps];
  }

  async tree(scope: TreeScope, _options: { readonly fresh: boolean }): Promise<readonly AccessibleNode[]> {
    this.#mustLive();
    const apps = scope.kind === 'desktop' ? this.#living() : [this.#answering(scope.appId)];
    const trees = await Promise.all(apps.map((app) => this.#treeOf(app)));
    return trees.flat();
  }

  /** Windows with their menu bar inside, as on the other platforms; an application without a window shows nothing. */
  async #treeOf(app: RunningApp): Promise<readonly AccessibleNode[]> {
    if (app.exit !== undefined) return [];
    const roots = nodesOf(attached(await this.#parts.backend.tree(app.pid)));
    this.#remember(roots);
    return roots;
  }

  #remember(nodes: readonly AccessibleNode[]): void {
    for (const node of nodes) {
      this.#known.set(node.id, node);
      this.#remember(node.children);
    }
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#mustLive();
    const handles = ids.map(handleOf);
    const readings = await this.#parts.backend.read(handles.map((handle) => handle ?? -1));
    return readings.map((reading, at) =>
      reading === undefined ? undefined : readingOf(reading, this.#known.get(ids[at] ?? '')),
    );
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#mustLive();
    return this.#windowList();
  }

  /** Only windows of this session: what else is on the person's desktop is not its business. */
  async #windowList(): Promise<readonly WindowInfo[]> {
    const all = await this.#parts.backend.windows();
    const own = all.filter((window) => this.#pids().has(window.pid));
    const details = new Map<number, AxElement>();
    for (const app of this.#living()) {
      for (const element of await this.#parts.backend.tree(app.pid).catch(() => [])) {
        if (element.windowId !== undefined) details.set(element.windowId, element);
      }
    }
    const front =
      this.#parts.options.lane === 'foreground' ? (await this.#parts.backend.state()).frontmostPid : undefined;
    return own.map((window) => this.#windowInfo(window, details.get(window.id), front));
  }

  /** In the background a window is active when it is the one its application would use; the front is the person's. */
  #windowInfo(window: MacWindow, element: AxElement | undefined, front: number | undefined): WindowInfo {
    const attributes: AxElement['attributes'] = element?.attributes ?? {};
    const modal = attributes['AXModal'] === true;
    const kind = modal || attributes['AXSubrole'] === 'AXDialog' ? 'dialog' : 'normal';
    return {
      id: windowId(window.id),
      title: window.title ?? String(attributes['AXTitle'] ?? ''),
      bounds: window.bounds,
      // a window's size is its whole size here: accessibility does not tell the title bar apart
      contentBounds: window.bounds,
      pid: window.pid,
      appId: this.#appOf(window.pid)?.id,
      active: attributes['AXMain'] === true && (front === undefined || front === window.pid),
      minimized: attributes['AXMinimized'] === true,
      modal,
      kind: window.layer === 0 ? kind : window.layer >= 101 ? 'popup' : 'notification',
    };
  }

  async capture(target: CaptureTarget): Promise<RawImage> {
    this.#mustLive();
    const { tools, leases } = this.#parts;
    switch (target.kind) {
      case 'window':
        return tools.picture({
          kind: 'window',
          id: this.#windowNumber(target.windowId, await this.#parts.backend.windows()),
        });
      case 'screen':
        return leases.during('screen', () => tools.picture({ kind: 'screen' }));
      case 'area':
        return leases.during('screen', () => tools.picture(target));
    }
  }

  #windowNumber(id: string, windows: readonly MacWindow[]): number {
    const found = windows.find((window) => windowId(window.id) === id);
    if (found !== undefined) return found.id;
    throw new CodexqaError('WINDOW_NOT_FOUND', `no window has the id ${id}`);
  }

  async clipboard(): Promise<string> {
    this.#mustLive();
    return this.#parts.tools.readPasteboard();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lost(): string | undefined {
    return this.#lost;
  }

  /** The agent died or the desktop went away: everything ends here. */
  lose(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.#emit({ kind: 'session-lost', reason });
  }

  // acting

  async act(act: DriverAct): Promise<void> {
    this.#mustLive();
    await this.#watch.absorb().catch(() => undefined);
    this.#watch.alert();
    if (act.kind === 'write-clipboard') {
      await this.#parts.leases.hold('pasteboard');
      await this.#parts.tools.writePasteboard(act.text);
      return;
    }
    if (usesPasteboard(act)) await this.#parts.leases.hold('pasteboard');
    await this.#acts.run(act);
  }

  async launch(command: AppCommand): Promise<AppHandle> {
    this.#mustLive();
    const { leases } = this.#parts;
    const sole: LeaseName = `app:${programOf(command.command)}`;
    if (command.instances !== 'several') await leases.hold(sole);
    try {
      return await this.#start(command, sole);
    } finally {
      this.#dropUnused(sole);
    }
  }

  async #start(command: AppCommand, sole: LeaseName): Promise<AppHandle> {
    const { tools, options } = this.#parts;
    const before = await this.#guard.before();
    const env = { ...inherited(), LANG: options.locale, ...options.env, ...command.env, HOME: this.#home };
    const process = await tools.start(command, env, command.cwd ?? this.#home);
    const app = new RunningApp(`${this.id}/${command.name}-${++this.#appsEver}`, command, process, (ended) => {
      this.#dropUnused(sole);
      if (ended.exit !== undefined) this.#emit({ kind: 'app-exit', appId: ended.id, exit: ended.exit });
    });
    this.#apps.push(app);
    if (command.instances !== 'several') this.#programs.set(app, sole);
    this.#watch.alert();
    if (options.lane === 'background') await this.#guard.afterBackground(before, `the start of ${command.name}`);
    else await this.#guard.mustBeFront(before, app.pid);
    return app;
  }

  /** An application that has ended, or never started, may be used by others. */
  #dropUnused(sole: LeaseName): void {
    if (!this.#living().some((app) => this.#programs.get(app) === sole)) this.#parts.leases.drop(sole);
  }

  async terminate(appId: string, { graceMs }: { readonly graceMs: number }): Promise<AppExit> {
    return this.#app(appId).end(graceMs);
  }

  // life

  async reset(): Promise<void> {
    this.#mustLive();
    const pids = this.#pids();
    await Promise.all(this.#living().map((app) => app.end(resetGraceMs)));
    await this.#windowsGone(pids);
    this.#apps.length = 0;
    this.#known = new Map();
    removeHome(this.#home);
    this.#home = newHome();
    if (this.#parts.options.lane === 'foreground') await this.#parts.tools.writePasteboard('');
    this.#parts.leases.drop('pasteboard');
    await this.#watch.absorb().catch(() => undefined);
  }

  /** The window server removes windows a moment after their process. */
  async #windowsGone(pids: ReadonlySet<number>): Promise<void> {
    const deadline = Deadline.after(2000);
    const bell = new Bell();
    while (!deadline.passed && (await this.#parts.backend.windows()).some((window) => pids.has(window.pid)))
      await bell.next(50);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#watch.stop();
    await Promise.all(this.#living().map((app) => app.end(resetGraceMs)));
    await this.#parts.backend.close();
    await this.#parts.tools.close();
    removeHome(this.#home);
    this.#lost ??= 'the session was closed';
    this.#parts.leases.dropAll();
  }

  // private

  #living(): readonly RunningApp[] {
    return this.#apps.filter((app) => app.exit === undefined);
  }

  #pids(): ReadonlySet<number> {
    return new Set(this.#apps.map((app) => app.pid));
  }

  #appOf(pid: number): RunningApp | undefined {
    return this.#apps.find((app) => app.pid === pid);
  }

  #app(appId: string): RunningApp {
    const app = this.#apps.find((each) => each.id === appId);
    if (app === undefined) throw new CodexqaError('APP_UNKNOWN', `no application of this session has the id ${appId}`);
    return app;
  }

  #answering(appId: string): RunningApp {
    const app = this.#app(appId);
    const { exit } = app;
    if (exit === undefined || exit.expected || exit.code === 0) return app;
    const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
    throw new CodexqaError('APP_CRASHED', `${app.name} ended with ${how}`, { facts: { exit, output: app.output() } });
  }

  async #watchedTrees(contents: Map<NodeId, string>) {
    const trees: { appId: string; root: AccessibleNode }[] = [];
    for (const app of this.#living()) {
      const elements = attached(await this.#parts.backend.tree(app.pid));
      noteContents(elements, contents);
      for (const root of nodesOf(elements)) trees.push({ appId: app.id, root });
    }
    return trees;
  }

  #emit(signal: Signal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  #mustLive(): void {
    if (this.#lost === undefined) return;
    throw new CodexqaError('SESSION_LOST', `the desktop of this session is gone: ${this.#lost}`);
  }
}

/** Cut, copy and paste: what stands on the pasteboard then is this test's until its end. */
function usesPasteboard(act: DriverAct): boolean {
  if (act.kind !== 'press' || !act.chord.modifiers.includes('Meta')) return false;
  return ['c', 'v', 'x'].includes(act.chord.key.toLowerCase());
}

/** A menu bar belongs to the whole application; here it goes by the main window, as people see it on the other platforms. */
function attached(elements: readonly AxElement[]): readonly AxElement[] {
  const bars = elements.filter((element) => element.attributes['AXRole'] === 'AXMenuBar');
  const windows = elements.filter((element) => element.attributes['AXRole'] !== 'AXMenuBar');
  const home = windows.find((window) => window.attributes['AXMain'] === true) ?? windows[0];
  return windows.map((window) => (window === home ? { ...window, children: [...bars, ...window.children] } : window));
}

function noteContents(elements: readonly AxElement[], contents: Map<NodeId, string>): void {
  for (const { handle, attributes, children } of elements) {
    const value = attributes['AXValue'];
    if (typeof value === 'string' || typeof value === 'number') contents.set(`ax${handle}`, String(value));
    noteContents(children, contents);
  }
}

function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'codexqa-home-'));
}

function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

function inherited(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
