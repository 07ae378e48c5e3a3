/** The visible Windows desktop in use by one worker: reading through an element provider, acting only under the visibility rule. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessibleNode, NodeId, NodeReading } from '../../contracts/accessibility.ts';
import type { ActAddress, DriverAct, WindowChange } from '../../contracts/act.ts';
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
import { isPlain, type NutPointer } from '../../support/nut-pointer.ts';
import { Watch } from '../../support/tree-watch.ts';
import { captureArea, printWindow } from './capture.ts';
import { Clipboard } from './clipboard.ts';
import { Controls } from './control.ts';
import { Foreground } from './foreground.ts';
import { nodeId, parseNodeId } from './ids.ts';
import { Input } from './input.ts';
import type { ForegroundLease } from './lease.ts';
import type { Hwnd, Win32 } from './native.ts';
import type { ElementProvider } from './provider.ts';
import { RunningApp } from './running-app.ts';
import { changeWindow } from './window-change.ts';
import { WindowList } from './window-list.ts';
import { WM } from './winuser.ts';

export interface SessionParts {
  readonly id: string;
  readonly win32: Win32;
  readonly provider: ElementProvider;
  /** The same elements seen with little patience: what is looked at often must never hold the worker up. */
  readonly watcher: ElementProvider;
  readonly lease: ForegroundLease;
  /** In place of the driver's own moves, clicks and drags. */
  readonly pointer: NutPointer | undefined;
  readonly options: SessionOptions;
  readonly capabilities: ReadonlySet<Capability>;
}

const resetGraceMs = 500;
/** A field that a click does not focus is left to the read-back of what is typed. */
const focusWithinMs = 1000;
const neverBlink = 0xffffffff;
/** How long the end of a silent application is waited for. */
const lastWordsMs = 1500;

export class WindowsSession implements DriverSession {
  readonly id: string;
  readonly platform = 'windows';
  readonly capabilities: ReadonlySet<Capability>;
  readonly screen: DriverSession['screen'];
  readonly #parts: SessionParts;
  readonly #controls: Controls;
  readonly #list: WindowList;
  readonly #input: Input;
  readonly #clipboard: Clipboard;
  readonly #foreground: Foreground;
  readonly #watch: Watch;
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #apps: RunningApp[] = [];
  /** What the person had set: a blinking caret would come and go in pictures. */
  readonly #caretBlinkMs: number;
  #home: string;
  #appsEver = 0;
  #lost: string | undefined;
  #closed = false;

  constructor(parts: SessionParts) {
    const { win32 } = parts;
    this.id = parts.id;
    this.capabilities = parts.capabilities;
    this.#parts = parts;
    this.#controls = new Controls(win32);
    this.#list = new WindowList(win32, this.#controls);
    this.#input = new Input(win32);
    this.#clipboard = new Clipboard(win32);
    this.#foreground = new Foreground(win32, this.#controls, (pid) => this.#appOf(pid) !== undefined);
    const { width, height } = this.#input.desk();
    this.screen = { width, height, scale: win32.user32.GetDpiForSystem() / 96 };
    this.#home = newHome();
    this.#caretBlinkMs = win32.user32.GetCaretBlinkTime();
    win32.user32.SetCaretBlinkTime(neverBlink);
    this.#watch = new Watch(
      {
        windows: () => this.#list.list((pid) => this.#appOf(pid)?.id),
        trees: (contents) => this.#watchedTrees(contents),
        living: () => this.#living().map((app) => app.id),
        clipboardNumber: () => this.#clipboard.number,
      },
      (signal) => this.#emit(signal),
    );
    this.#watch.alert();
  }

  get home(): string {
    return this.#home;
  }

  // reading

  apps(): readonly AppHandle[] {
    return [...this.#apps];
  }

  async tree(scope: TreeScope, _options: { readonly fresh: boolean }): Promise<readonly AccessibleNode[]> {
    this.#mustLive();
    const apps = scope.kind === 'desktop' ? this.#living() : [this.#answering(scope.appId)];
    return this.#asked(apps, () => this.#parts.provider.tree(apps.flatMap((app) => this.#rootsOf(app))));
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#mustLive();
    return this.#asked(this.#living(), () => this.#parts.provider.read(ids));
  }

  /** An application that does not answer may be busy dying: then its end is the news, not its silence. */
  async #asked<T>(apps: readonly RunningApp[], question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof CodexqaError) || error.code !== 'APP_UNRESPONSIVE') throw error;
      await Promise.race([...apps.map((app) => app.ended()), delay(lastWordsMs, undefined, { ref: false })]);
      for (const app of apps) this.#answering(app.id);
      throw error;
    }
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#mustLive();
    return this.#list.list((pid) => this.#appOf(pid)?.id);
  }

  async capture(target: CaptureTarget): Promise<RawImage> {
    this.#mustLive();
    const { win32 } = this.#parts;
    const desk = this.#input.desk();
    switch (target.kind) {
      case 'screen':
        return captureArea(win32, desk, desk);
      case 'area':
        return captureArea(win32, target.area, desk);
      case 'window': {
        const hwnd = this.#windowOf(target.windowId);
        const bounds = this.#list.bounds(hwnd);
        return this.#list.covered(hwnd, desk) ? printWindow(win32, hwnd, bounds) : captureArea(win32, bounds, desk);
      }
    }
  }

  async clipboard(): Promise<string> {
    this.#mustLive();
    return this.#clipboard.read();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lost(): string | undefined {
    return this.#lost;
  }

  // acting

  async act(act: DriverAct): Promise<void> {
    this.#mustLive();
    this.#mustBeUnlocked();
    await this.#watch.absorb().catch(() => undefined);
    await this.#clipboard.settle();
    this.#watch.alert();
    switch (act.kind) {
      case 'click':
      case 'hover':
      case 'drag':
      case 'scroll':
        await this.#withPointer(act);
        return;
      case 'press':
      case 'type': {
        const target = this.#targetOf(act.address);
        await this.#foreground.before(target);
        this.#input.keys(act);
        this.#foreground.after(target);
        return;
      }
      case 'set-text':
      case 'set-value':
      case 'invoke':
      case 'focus':
      case 'scroll-into-view': {
        const target = this.#parts.provider.windowOf(act.nodeId);
        if (target !== undefined) await this.#foreground.before(target);
        await this.#parts.provider.act(act);
        this.#foreground.after(target);
        return;
      }
      case 'window':
        await this.#changeWindow(act.windowId, act.change);
        return;
      case 'write-clipboard':
        await this.#clipboard.write(act.text);
        return;
      case 'release':
        this.#input.release();
    }
  }

  async #withPointer(act: Extract<DriverAct, { readonly kind: 'click' | 'hover' | 'drag' | 'scroll' }>): Promise<void> {
    const point = act.kind === 'drag' ? act.from : act.point;
    const target = this.#targetOf(act.address);
    await this.#foreground.before(target);
    const { pointer } = this.#parts;
    if (pointer !== undefined && isPlain(act)) {
      await pointer.moveTo(point);
      this.#foreground.at(point, target);
      await pointer.use(act);
    } else {
      this.#input.moveTo(point);
      this.#foreground.at(point, target);
      this.#input.use(act);
    }
    if (act.kind === 'click') await this.#focusArrived(act.address);
    this.#foreground.after(target);
  }

  /** Keys must not overtake the click before them: a field has been clicked when it has the focus. */
  async #focusArrived({ nodeId: id }: ActAddress): Promise<void> {
    const hwnd = id === undefined ? undefined : parseNodeId(id)?.hwnd;
    if (hwnd === undefined || !this.#controls.alive(hwnd)) return;
    const { kind, enabled } = this.#controls.describe(hwnd);
    if (kind !== 'edit' || !enabled) return;
    const deadline = Deadline.after(focusWithinMs);
    const bell = new Bell();
    while (this.#controls.thread(hwnd).focus !== hwnd && !deadline.passed) await bell.next(5);
  }

  #targetOf(address: ActAddress): Hwnd | undefined {
    if (address.nodeId !== undefined) {
      const hwnd = this.#parts.provider.windowOf(address.nodeId);
      if (hwnd !== undefined) return hwnd;
    }
    return address.windowId === undefined ? undefined : this.#windowOf(address.windowId);
  }

  async #changeWindow(windowId: string, change: WindowChange): Promise<void> {
    const hwnd = this.#windowOf(windowId);
    if (change.kind === 'activate') await this.#foreground.bringToFront(hwnd);
    else changeWindow(this.#parts.win32, this.#controls, hwnd, change);
  }

  async launch(command: AppCommand): Promise<AppHandle> {
    this.#mustLive();
    this.#mustBeUnlocked();
    const app = await RunningApp.start(`${this.id}/${command.name}-${++this.#appsEver}`, command, {
      win32: this.#parts.win32,
      cwd: command.cwd ?? this.#home,
      env: this.#environment(command),
      onExit: (ended) => this.#ended(ended),
    });
    this.#apps.push(app);
    this.#watch.alert();
    return app;
  }

  #environment(command: AppCommand): Readonly<Record<string, string>> {
    const { env, locale } = this.#parts.options;
    return { ...inherited(), LANG: locale, ...homeFolders(this.#home), ...env, ...command.env };
  }

  #ended(app: RunningApp): void {
    this.#parts.provider.forget(app.pid);
    this.#parts.watcher.forget(app.pid);
    if (app.exit !== undefined) this.#emit({ kind: 'app-exit', appId: app.id, exit: app.exit });
  }

  async terminate(appId: string, { graceMs }: { readonly graceMs: number }): Promise<AppExit> {
    return this.#end(this.#app(appId), graceMs);
  }

  async #end(app: RunningApp, graceMs: number): Promise<AppExit> {
    const windows = this.#rootsOf(app);
    return app.end(() => {
      for (const hwnd of windows) this.#parts.win32.user32.PostMessageW(hwnd, WM.CLOSE, 0, null);
    }, graceMs);
  }

  // life

  async reset(): Promise<void> {
    this.#mustLive();
    const pids = new Set(this.#apps.flatMap((app) => [...app.pids()]));
    await Promise.all(this.#apps.map((app) => this.#end(app, resetGraceMs)));
    await this.#windowsGone(pids);
    this.#apps.length = 0;
    removeHome(this.#home);
    this.#home = newHome();
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
    if (this.#closed) return;
    this.#closed = true;
    await this.#watch.stop();
    await Promise.all(this.#apps.map((app) => this.#end(app, resetGraceMs)));
    await this.#parts.provider.close();
    await this.#parts.watcher.close();
    this.#input.release();
    this.#parts.win32.user32.SetCaretBlinkTime(this.#caretBlinkMs);
    removeHome(this.#home);
    this.#lost ??= 'the session was closed';
    this.#parts.lease.release();
  }

  // private

  #living(): readonly RunningApp[] {
    return this.#apps.filter((app) => app.exit === undefined);
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
    throw new CodexqaError('APP_CRASHED', `${app.name} ended with exit code ${exit.code ?? 'none'}`, {
      facts: { exit, output: app.output() },
    });
  }

  #appOf(pid: number): RunningApp | undefined {
    return this.#apps.find((app) => app.pid === pid || app.pids().has(pid));
  }

  /** Top-level windows with something to read, bottom to top; lists of combo boxes belong to their boxes. */
  #rootsOf(app: RunningApp): readonly Hwnd[] {
    const pids = app.pids();
    return this.#list
      .handles()
      .filter((hwnd) => pids.has(this.#controls.pid(hwnd)) && this.#controls.className(hwnd) !== 'ComboLBox');
  }

  async #watchedTrees(contents: Map<NodeId, string>) {
    const trees: { appId: string; root: AccessibleNode }[] = [];
    for (const app of this.#living()) {
      const windows = this.#rootsOf(app).filter((hwnd) => this.#parts.win32.user32.IsHungAppWindow(hwnd) === 0);
      for (const root of await this.#parts.watcher.tree(windows, contents)) trees.push({ appId: app.id, root });
    }
    return trees;
  }

  #windowOf(windowId: string): Hwnd {
    const hwnd = parseNodeId(windowId)?.hwnd;
    if (hwnd !== undefined && this.#controls.alive(hwnd)) return hwnd;
    const open = this.#list.handles().map((each) => `${nodeId(each)} "${this.#controls.title(each)}"`);
    throw new CodexqaError(
      'WINDOW_NOT_FOUND',
      `no window has the id ${windowId}; open are: ${open.join(', ') || 'none'}`,
    );
  }

  #emit(signal: Signal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  #mustLive(): void {
    if (this.#lost === undefined) return;
    throw new CodexqaError('SESSION_LOST', `the desktop of this session is gone: ${this.#lost}`);
  }

  /** A locked screen has another input desktop, which no program may open: S104, detect and halt, never unlock. */
  #mustBeUnlocked(): void {
    const { user32 } = this.#parts.win32;
    const desktop = user32.OpenInputDesktop(0, 0, 1);
    if (desktop !== 0) {
      user32.CloseDesktop(desktop);
      return;
    }
    this.#lost = 'the screen is locked, or a secure prompt is open';
    this.#emit({ kind: 'session-lost', reason: this.#lost });
    this.#mustLive();
  }
}

function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'codexqa-home-'));
}

function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

/** The folders of a Windows profile, made when the first application wants them. */
function homeFolders(home: string): Readonly<Record<string, string>> {
  const local = join(home, 'AppData', 'Local');
  const folders = { APPDATA: join(home, 'AppData', 'Roaming'), LOCALAPPDATA: local, TEMP: join(local, 'Temp') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return { HOME: home, USERPROFILE: home, TMP: folders.TEMP, ...folders };
}

function inherited(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
