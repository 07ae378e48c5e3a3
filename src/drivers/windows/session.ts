/** The visible Windows desktop in use by one worker: reading through an element provider, acting only under the visibility rule. */
import { setTimeout as delay } from 'node:timers/promises';
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
import { AppRoster, mustNotHaveCrashed } from '../../support/app-roster.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { HomeFolder, inheritedEnvironment } from '../../support/home-folder.ts';
import type { NutJs } from '../../support/nut-js.ts';
import { SessionLife } from '../../support/session-life.ts';
import { Watch } from '../../support/tree-watch.ts';
import { Acts } from './acts.ts';
import { captureArea, printWindow } from './capture.ts';
import { Clipboard } from './clipboard.ts';
import { Controls } from './control.ts';
import { Foreground } from './foreground.ts';
import { Input } from './input.ts';
import type { ForegroundLease } from './lease.ts';
import type { Hwnd, Win32 } from './native.ts';
import { profileFolders } from './profile-folders.ts';
import type { ElementProvider } from './provider.ts';
import { RunningApp } from './running-app.ts';
import { WindowList } from './window-list.ts';
import { WM } from './winuser.ts';

export interface SessionParts {
  readonly id: string;
  readonly win32: Win32;
  readonly provider: ElementProvider;
  /** The same elements seen with little patience: what is looked at often must never hold the worker up. */
  readonly watcher: ElementProvider;
  readonly lease: ForegroundLease;
  /** In place of the driver's own moves, clicks and drags, and what it does to windows. */
  readonly nut: NutJs | undefined;
  readonly options: SessionOptions;
  readonly capabilities: ReadonlySet<Capability>;
}

const resetGraceMs = 500;
const neverBlink = 0xffffffff;
/** How long the end of a silent application is waited for. */
const lastWordsMs = 1500;

export class WindowsSession implements DriverSession {
  readonly id: string;
  readonly platform = 'windows';
  readonly controlOrMeta = 'Control';
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  readonly #parts: SessionParts;
  readonly #controls: Controls;
  readonly #list: WindowList;
  readonly #input: Input;
  readonly #clipboard: Clipboard;
  readonly #acts: Acts;
  readonly #watch: Watch;
  readonly #life = new SessionLife();
  readonly #home = new HomeFolder();
  readonly #apps: AppRoster<RunningApp>;
  /** What the person had set: a blinking caret would come and go in pictures. */
  readonly #caretBlinkMs: number;

  constructor(parts: SessionParts) {
    const { win32, provider, nut } = parts;
    this.id = parts.id;
    this.capabilities = parts.capabilities;
    this.#parts = parts;
    this.#apps = new AppRoster(parts.id);
    const controls = new Controls(win32);
    this.#controls = controls;
    this.#list = new WindowList(win32, controls);
    this.#input = new Input(win32);
    this.#clipboard = new Clipboard(win32);
    this.#acts = new Acts({
      win32,
      provider,
      controls,
      nut,
      list: this.#list,
      input: this.#input,
      clipboard: this.#clipboard,
      foreground: new Foreground(win32, controls, (pid) => this.#appOf(pid) !== undefined),
    });
    const { width, height } = this.#input.desk();
    this.screen = { width, height, scale: win32.user32.GetDpiForSystem() / 96 };
    this.#caretBlinkMs = win32.user32.GetCaretBlinkTime();
    win32.user32.SetCaretBlinkTime(neverBlink);
    this.#watch = new Watch(
      {
        windows: () => this.#list.list((pid) => this.#appOf(pid)?.id),
        trees: (contents) => this.#watchedTrees(contents),
        living: () => this.#apps.living().map((app) => app.id),
        clipboardNumber: () => this.#clipboard.number,
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
    return this.#asked(apps, () => this.#parts.provider.tree(apps.flatMap((app) => this.#rootsOf(app))));
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#life.mustLive();
    return this.#asked(this.#apps.living(), () => this.#parts.provider.read(ids));
  }

  /** An application that does not answer may be busy dying: then its end is the news, not its silence. */
  async #asked<T>(apps: readonly RunningApp[], question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof CodexqaError) || error.code !== 'APP_UNRESPONSIVE') throw error;
      await Promise.race([...apps.map((app) => app.ended()), delay(lastWordsMs, undefined, { ref: false })]);
      for (const app of apps) mustNotHaveCrashed(app);
      throw error;
    }
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#life.mustLive();
    return this.#list.list((pid) => this.#appOf(pid)?.id);
  }

  async capture(target: CaptureTarget): Promise<RawImage> {
    this.#life.mustLive();
    const { win32 } = this.#parts;
    const desk = this.#input.desk();
    switch (target.kind) {
      case 'screen':
        return captureArea(win32, desk, desk);
      case 'area':
        return captureArea(win32, target.area, desk);
      case 'window': {
        const hwnd = this.#list.handleOf(target.windowId);
        const bounds = this.#list.bounds(hwnd);
        return this.#list.covered(hwnd, desk) ? printWindow(win32, hwnd, bounds) : captureArea(win32, bounds, desk);
      }
    }
  }

  async clipboard(): Promise<string> {
    this.#life.mustLive();
    return this.#clipboard.read();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.#life.onSignal(listener);
  }

  lost(): string | undefined {
    return this.#life.lost;
  }

  async personInput() {
    this.#life.mustLive();
    return this.#input.last.person();
  }

  // acting

  async act(act: DriverAct): Promise<void> {
    this.#mustBeUsable();
    await this.#watch.absorb().catch(() => undefined);
    await this.#clipboard.settle();
    this.#watch.alert();
    await this.#acts.run(act);
  }

  async launch(command: AppCommand): Promise<AppHandle> {
    this.#mustBeUsable();
    const app = await RunningApp.start(this.#apps.newId(command.name), command, {
      win32: this.#parts.win32,
      cwd: command.cwd ?? this.home,
      env: this.#environment(command),
      onExit: (ended) => this.#ended(ended),
    });
    this.#apps.add(app);
    this.#watch.alert();
    return app;
  }

  #environment(command: AppCommand): Readonly<Record<string, string>> {
    const { env, locale } = this.#parts.options;
    return { ...inheritedEnvironment(), LANG: locale, ...profileFolders(this.home), ...env, ...command.env };
  }

  #ended(app: RunningApp): void {
    this.#parts.provider.forget(app.pid);
    this.#parts.watcher.forget(app.pid);
    if (app.exit !== undefined) this.#life.emit({ kind: 'app-exit', appId: app.id, exit: app.exit });
  }

  async terminate(appId: string, { graceMs }: { readonly graceMs: number }): Promise<AppExit> {
    return this.#end(this.#apps.get(appId), graceMs);
  }

  async #end(app: RunningApp, graceMs: number): Promise<AppExit> {
    const windows = this.#rootsOf(app);
    return app.end(() => {
      for (const hwnd of windows) this.#parts.win32.user32.PostMessageW(hwnd, WM.CLOSE, 0, null);
    }, graceMs);
  }

  // life

  async reset(): Promise<void> {
    this.#life.mustLive();
    const pids = new Set(this.#apps.all().flatMap((app) => [...app.pids()]));
    await Promise.all(this.#apps.all().map((app) => this.#end(app, resetGraceMs)));
    await this.#windowsGone(pids);
    this.#apps.clear();
    this.#home.renew();
    await this.#clipboard.write('');
    this.#input.release();
    this.#input.moveTo({ x: this.screen.width - 1, y: this.screen.height - 1 });
    await this.#watch.absorb().catch(() => undefined);
  }

  /** Windows of ended processes leave the screen a moment later than their processes. */
  async #windowsGone(pids: ReadonlySet<number>): Promise<void> {
    const deadline = Deadline.after(2000);
    const bell = new Bell();
    const stop = this.onSignal((signal) => {
      if (signal.kind === 'windows') bell.ring();
    });
    try {
      while (!deadline.passed && this.#list.handles().some((hwnd) => pids.has(this.#controls.pid(hwnd))))
        await bell.next(50);
    } finally {
      stop();
    }
  }

  async close(): Promise<void> {
    await this.#life.close(async () => {
      const { win32, provider, watcher, lease } = this.#parts;
      await this.#watch.stop();
      await Promise.all(this.#apps.all().map((app) => this.#end(app, resetGraceMs)));
      await provider.close();
      await watcher.close();
      this.#input.release();
      win32.user32.SetCaretBlinkTime(this.#caretBlinkMs);
      this.#home.remove();
      lease.release();
    });
  }

  #appOf(pid: number): RunningApp | undefined {
    return this.#apps.all().find((app) => app.pid === pid || app.pids().has(pid));
  }

  /** Top-level windows with something to read, bottom to top; lists of combo boxes belong to their boxes. */
  #rootsOf(app: RunningApp): readonly Hwnd[] {
    const pids = app.pids();
    return this.#list.handles(
      (hwnd) => pids.has(this.#controls.pid(hwnd)) && this.#controls.className(hwnd) !== 'ComboLBox',
    );
  }

  async #watchedTrees(contents: Map<NodeId, string>) {
    const trees: { appId: string; root: AccessibleNode }[] = [];
    for (const app of this.#apps.living()) {
      const windows = this.#rootsOf(app).filter((hwnd) => this.#parts.win32.user32.IsHungAppWindow(hwnd) === 0);
      for (const root of await this.#parts.watcher.tree(windows, contents)) trees.push({ appId: app.id, root });
    }
    return trees;
  }

  /** S104: detect and halt, never unlock. */
  #mustBeUsable(): void {
    if (this.#input.withheld()) this.#life.lose('the screen is locked, or a secure prompt is open');
    this.#life.mustLive();
  }
}
