/** A session on a Mac: applications of this worker, read and used without the person noticing (background), or in front (foreground). */
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
import type { RawImage } from '../../contracts/image.ts';
import type { PersonInput } from '../../contracts/presence.ts';
import { AppRoster } from '../../support/app-roster.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { HomeFolder, inheritedEnvironment } from '../../support/home-folder.ts';
import type { NutJs } from '../../support/nut-js.ts';
import { SessionLife } from '../../support/session-life.ts';
import { Watch } from '../../support/tree-watch.ts';
import { Acts } from './acts.ts';
import type { MacBackend } from './backend.ts';
import type { BackgroundInput } from './background-input.ts';
import { Guard } from './guard.ts';
import type { WatchedInput } from './presence.ts';
import { Reading } from './reading.ts';
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
  /** In place of the driver's own moves, clicks and drags, and what it does to windows; foreground lane only. */
  readonly nut: NutJs | undefined;
  /** What the background lane sends where no accessibility action does. */
  readonly input: BackgroundInput;
  /** In the foreground lane, where a person has mouse and keyboard too; `backend` is its own then. */
  readonly person: WatchedInput | undefined;
}

const resetGraceMs = 500;

export class MacSession implements DriverSession {
  readonly id: string;
  readonly platform = 'macos';
  readonly controlOrMeta = 'Meta';
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  readonly #parts: SessionParts;
  readonly #guard: Guard;
  readonly #acts: Acts;
  readonly #watch: Watch;
  readonly #reading: Reading;
  readonly #life = new SessionLife();
  readonly #home = new HomeFolder();
  readonly #apps: AppRoster<RunningApp>;
  /** What is held for applications that run once in a login session. */
  readonly #programs = new WeakMap<RunningApp, LeaseName>();

  constructor(parts: SessionParts) {
    const { backend, tools, leases, nut, input, person } = parts;
    const { lane } = parts.options;
    this.id = parts.id;
    this.capabilities = parts.capabilities;
    this.screen = parts.screen;
    this.#parts = parts;
    this.#apps = new AppRoster(parts.id);
    this.#guard = new Guard({
      backend,
      tools,
      ours: (pid) => this.#pids().has(pid),
      tell: (interference) => this.#life.emit({ kind: 'interference', interference }),
    });
    this.#acts = new Acts({
      backend,
      guard: this.#guard,
      lane,
      leases,
      nut,
      pointerMoved: () => person?.sent(),
      input,
      pids: () => this.#pids(),
    });
    this.#reading = new Reading({ backend, lane, apps: () => this.#apps.all() });
    let windows: readonly WindowInfo[] = [];
    this.#watch = new Watch(
      {
        windows: () => windows,
        living: () => this.#apps.living().map((app) => app.id),
        clipboardNumber: () => 0,
        trees: async (contents) => {
          windows = await this.#reading.windows();
          return this.#reading.watched(contents);
        },
      },
      (signal) => this.#life.emit(signal),
    );
    this.#watch.alert();
  }

  get home(): string {
    return this.#home.path;
  }

  // reading

  apps(): readonly AppHandle[] {
    return this.#apps.all();
  }

  async tree(scope: TreeScope, _options: { readonly fresh: boolean }): Promise<readonly AccessibleNode[]> {
    this.#life.mustLive();
    const apps = scope.kind === 'desktop' ? this.#apps.living() : [this.#apps.answering(scope.appId)];
    const trees = await Promise.all(apps.map((app) => this.#reading.tree(app)));
    return trees.flat();
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#life.mustLive();
    return this.#reading.read(ids);
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#life.mustLive();
    return this.#reading.windows();
  }

  async capture(target: CaptureTarget): Promise<RawImage> {
    this.#life.mustLive();
    const { tools, leases } = this.#parts;
    switch (target.kind) {
      case 'window':
        return tools.picture({ kind: 'window', id: await this.#reading.windowNumber(target.windowId) });
      case 'screen':
        return leases.during('screen', () => tools.picture({ kind: 'screen' }));
      case 'area':
        return leases.during('screen', () => tools.picture(target));
    }
  }

  async clipboard(): Promise<string> {
    this.#life.mustLive();
    return this.#parts.tools.readPasteboard();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.#life.onSignal(listener);
  }

  lost(): string | undefined {
    return this.#life.lost;
  }

  /** The agent died or the desktop went away: everything ends here. */
  lose(reason: string): void {
    this.#life.lose(reason);
  }

  async personInput(): Promise<PersonInput | undefined> {
    this.#life.mustLive();
    return this.#parts.person?.last();
  }

  // acting

  async act(act: DriverAct): Promise<void> {
    this.#life.mustLive();
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
    this.#life.mustLive();
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
    const env = { ...inheritedEnvironment(), LANG: options.locale, ...options.env, ...command.env, HOME: this.home };
    const process = await tools.start(command, env, command.cwd ?? this.home);
    const app = new RunningApp(this.#apps.newId(command.name), command, process, (ended) => {
      this.#dropUnused(sole);
      if (ended.exit !== undefined) this.#life.emit({ kind: 'app-exit', appId: ended.id, exit: ended.exit });
    });
    this.#apps.add(app);
    if (command.instances !== 'several') this.#programs.set(app, sole);
    this.#watch.alert();
    if (options.lane === 'background') await this.#guard.afterBackground(before, `the start of ${command.name}`);
    else await this.#guard.mustBeFront(before, app.pid);
    return app;
  }

  /** An application that has ended, or never started, may be used by others. */
  #dropUnused(sole: LeaseName): void {
    if (!this.#apps.living().some((app) => this.#programs.get(app) === sole)) this.#parts.leases.drop(sole);
  }

  async terminate(appId: string, { graceMs }: { readonly graceMs: number }): Promise<AppExit> {
    return this.#apps.get(appId).end(graceMs);
  }

  // life

  async reset(): Promise<void> {
    this.#life.mustLive();
    const pids = this.#pids();
    await Promise.all(this.#apps.living().map((app) => app.end(resetGraceMs)));
    await this.#windowsGone(pids);
    this.#apps.clear();
    this.#reading.forget();
    this.#home.renew();
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
    await this.#life.close(async () => {
      await this.#watch.stop();
      await Promise.all(this.#apps.living().map((app) => app.end(resetGraceMs)));
      await this.#parts.input.close();
      await this.#parts.backend.close();
      await this.#parts.tools.close();
      this.#home.remove();
      this.#parts.leases.dropAll();
    });
  }

  // private

  #pids(): ReadonlySet<number> {
    return new Set(this.#apps.all().map((app) => app.pid));
  }
}

/** Cut, copy and paste: what stands on the pasteboard then is this test's until its end. */
function usesPasteboard(act: DriverAct): boolean {
  if (act.kind !== 'press' || !act.chord.modifiers.includes('Meta')) return false;
  return ['c', 'v', 'x'].includes(act.chord.key.toLowerCase());
}
