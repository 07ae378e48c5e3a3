/** One simulated desktop in use: the reference for what every driver session must do. */
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
import { formatRect, intersection, sameRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { AppRoster } from '../../support/app-roster.ts';
import { Desktop } from './desktop.ts';
import { crop, paintScreen, paintWindowAlone } from './paint.ts';
import { performAct } from './perform-act.ts';
import { RunningApp } from './running-app.ts';
import { nodeOf, readingOf } from './tree.ts';
import type { Widget } from './widget.ts';
import type { SimulatedWorld } from './world.ts';

/** Process ids of the simulated world count from here. */
const firstPid = 1000;

/** Homes that nobody closed go with the process. */
const homes = new Set<string>();
process.once('exit', () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'codexqa-simulated-'));
  homes.add(home);
  return home;
}

export class SimulatedSession implements DriverSession {
  readonly id: string;
  readonly platform = 'simulated';
  readonly controlOrMeta = 'Control';
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  readonly desktop: Desktop;
  readonly #world: SimulatedWorld;
  readonly #options: SessionOptions;
  readonly #apps: AppRoster<RunningApp>;
  #launched = 0;
  #home: string | undefined;
  #lost: string | undefined;
  #closed = false;
  #painted: { readonly repaints: number; readonly image: RawImage } | undefined;
  /** What `tree` answers while the mirror is frozen. */
  #frozen: Map<string, readonly AccessibleNode[]> | undefined;

  constructor(id: string, options: SessionOptions, capabilities: ReadonlySet<Capability>, world: SimulatedWorld) {
    const { width, height, scale } = options.screen;
    this.id = id;
    this.#apps = new AppRoster(id);
    this.capabilities = capabilities;
    this.screen = { width: width * scale, height: height * scale, scale };
    this.desktop = new Desktop(this.screen);
    this.#world = world;
    this.#options = options;
  }

  /** Made when first asked for: most sessions of unit tests never need a folder. */
  get home(): string {
    if (this.#closed) return this.#home ?? '';
    this.#home ??= newHome();
    return this.#home;
  }

  // reading

  apps(): readonly RunningApp[] {
    return this.#apps.all();
  }

  async tree(scope: TreeScope, options: { readonly fresh: boolean }): Promise<readonly AccessibleNode[]> {
    this.#mustLive();
    const key = scope.kind === 'desktop' ? '' : scope.appId;
    const frozen = this.#frozen?.get(key);
    if (frozen !== undefined && !options.fresh) return frozen;
    const roots = this.#appsOf(scope).flatMap((app) => this.#rootsOf(app));
    this.#frozen?.set(key, roots);
    return roots;
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#mustLive();
    return ids.map((id) => {
      const found = this.#find(id);
      if (found === undefined) return undefined;
      found.app.mustAnswer();
      return readingOf(this.desktop, found.widget);
    });
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#mustLive();
    return this.desktop.stack.map((window) => window.info(this.desktop.active === window));
  }

  async capture(target: CaptureTarget): Promise<RawImage> {
    this.#mustLive();
    switch (target.kind) {
      case 'screen':
        this.#mustHave('capture:screen', 'capture the screen');
        return this.#picture();
      case 'area': {
        this.#mustHave('capture:screen', 'capture an area of the screen');
        const screen = { x: 0, y: 0, width: this.screen.width, height: this.screen.height };
        const inside = intersection(target.area, screen);
        if (inside === undefined || !sameRect(inside, target.area)) {
          const sentence = `the area ${formatRect(target.area)} is not inside the screen ${formatRect(screen)}`;
          throw new CodexqaError('CAPTURE_FAILED', sentence);
        }
        return crop(this.#picture(), target.area);
      }
      case 'window': {
        this.#mustHave('capture:window', 'capture one window');
        const window = this.desktop.stack.find((each) => each.id === target.windowId);
        if (window === undefined) throw new CodexqaError('WINDOW_NOT_FOUND', `no window has the id ${target.windowId}`);
        return paintWindowAlone(this.desktop, window, this.#options.colorScheme);
      }
    }
  }

  async clipboard(): Promise<string> {
    this.#mustLive();
    this.#mustHave('clipboard', 'read the clipboard');
    return this.desktop.clipboard;
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.desktop.onSignal(listener);
  }

  lost(): string | undefined {
    return this.#lost;
  }

  // acting

  async act(act: DriverAct): Promise<void> {
    this.#mustLive();
    performAct(act, {
      desktop: this.desktop,
      apps: this.#apps.all(),
      find: (id) => this.#find(id),
      mustHave: (capability, what) => this.#mustHave(capability, what),
    });
  }

  async launch(command: AppCommand): Promise<AppHandle> {
    this.#mustLive();
    const start = this.#world.apps[command.command];
    if (start === undefined) {
      const known = Object.keys(this.#world.apps).join(', ');
      throw new CodexqaError('APP_NOT_INSTALLED', `the simulated desktop has no application "${command.command}"`, {
        fix: `use one of: ${known}`,
      });
    }
    const app = new RunningApp(this.#apps.newId(command.command), firstPid + ++this.#launched, command, {
      desktop: this.desktop,
      clock: this.#world.clock,
      home: () => this.home,
      env: { LANG: this.#options.locale, ...this.#options.env, ...command.env, HOME: this.home },
    });
    this.#apps.add(app);
    start(app);
    return app;
  }

  async terminate(appId: string, _options: { readonly graceMs: number }): Promise<AppExit> {
    const app = this.#apps.get(appId);
    // A hung application does not hear SIGTERM; simulated time need not pass to know that.
    app.end({ code: null, signal: app.hung ? 'SIGKILL' : 'SIGTERM', expected: true });
    return app.exit ?? { code: null, signal: 'SIGKILL', expected: true };
  }

  // life

  async reset(): Promise<void> {
    this.#mustLive();
    this.#endApps();
    this.#apps.clear();
    this.#removeHome();
    this.#home = undefined;
    this.desktop.reset();
    if (this.#frozen !== undefined) this.#frozen = new Map();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#endApps();
    this.#removeHome();
    this.#lost ??= 'the session was closed';
  }

  // switches: what goes wrong with whole desktops

  /** The display is gone, as after a crash of the X server. */
  lose(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.desktop.emit({ kind: 'session-lost', reason });
  }

  /** From now on `tree` repeats what it said, until asked for a fresh one. */
  freezeMirror(): void {
    this.#frozen = new Map();
    const apps = this.#apps.all();
    for (const app of apps) this.#frozen.set(app.id, this.#rootsOf(app));
    this.#frozen.set(
      '',
      apps.flatMap((app) => this.#rootsOf(app)),
    );
  }

  thawMirror(): void {
    this.#frozen = undefined;
  }

  // private

  /** Painted only after a change; the caller gets pixels of its own. */
  #picture(): RawImage {
    const { repaints } = this.desktop;
    if (this.#painted?.repaints !== repaints) {
      this.#painted = { repaints, image: paintScreen(this.desktop, this.#options.colorScheme) };
    }
    const { image } = this.#painted;
    return { ...image, pixels: image.pixels.slice() };
  }

  #rootsOf(app: RunningApp): readonly AccessibleNode[] {
    return app
      .windowsInOrder()
      .filter((window) => window.kind !== 'popup')
      .map((window) => ({ ...nodeOf(this.desktop, window.root), windowId: window.id }));
  }

  #appsOf(scope: TreeScope): readonly RunningApp[] {
    const apps = scope.kind === 'desktop' ? this.#apps.living() : [this.#apps.get(scope.appId)];
    for (const app of apps) app.mustAnswer();
    return apps;
  }

  #find(id: NodeId): { app: RunningApp; widget: Widget } | undefined {
    const app = this.#apps.all().find((each) => id.startsWith(`${each.id}/`));
    for (const window of app?.windows() ?? []) {
      for (const widget of window.root.root.all()) {
        if (widget.id === id && app !== undefined) return { app, widget };
      }
    }
    return undefined;
  }

  #endApps(): void {
    for (const app of this.#apps.all()) app.end({ code: null, signal: 'SIGTERM', expected: true });
  }

  #removeHome(): void {
    if (this.#home !== undefined) rmSync(this.#home, { recursive: true, force: true });
  }

  #mustLive(): void {
    if (this.#lost === undefined) return;
    throw new CodexqaError('SESSION_LOST', `the simulated desktop ${this.id} is gone: ${this.#lost}`);
  }

  #mustHave(capability: Capability, what: string): void {
    if (this.capabilities.has(capability)) return;
    throw new CodexqaError('CAPABILITY_MISSING', `the simulated driver was asked to ${what} without "${capability}"`);
  }
}
