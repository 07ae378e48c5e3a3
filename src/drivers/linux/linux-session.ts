/** One Linux desktop in use: display, input, windows, clipboard, accessibility and applications in one contract. */
import type { AccessibleNode, NodeReading } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import type {
  AppCommand,
  AppExit,
  AppHandle,
  CaptureTarget,
  DriverSession,
  SessionOptions,
  Signal,
  TreeOptions,
  TreeScope,
  WindowInfo,
} from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { PersonInput } from '../../contracts/presence.ts';
import type { Lease } from '../../support/lease.ts';
import type { NutJs } from '../../support/nut-js.ts';
import { mustBeInFront } from './display/in-front.ts';
import type { VisibleDisplay } from './display/visible-display.ts';
import { changeWindow } from './display/window-control.ts';
import type { DisplayWindow } from './display/windows.ts';
import { laneCapabilities } from './linux-capabilities.ts';
import { applicationEnvironment, type Environment } from './session/app-environment.ts';
import { SessionHost } from './session/host.ts';
import type { SessionParts } from './session/parts.ts';

/** The person's own desktop, held for one session at a time. */
export interface VisibleDesk {
  readonly display: VisibleDisplay;
  readonly lease: Lease;
  /** In place of the driver's own moves and clicks. */
  readonly nut: NutJs | undefined;
}

export class LinuxSession implements DriverSession {
  readonly platform = 'linux';
  readonly controlOrMeta = 'Control';
  readonly capabilities: DriverSession['capabilities'];
  readonly id: string;
  readonly screen: DriverSession['screen'];
  readonly #options: SessionOptions;
  readonly #host: SessionHost<SessionParts>;
  readonly #parts: SessionParts;
  readonly #lease: Lease | undefined;

  private constructor(host: SessionHost<SessionParts>, options: SessionOptions, lease: Lease | undefined) {
    const { parts } = host;
    this.capabilities = laneCapabilities(options.lane);
    this.id = host.base.paths.id;
    this.screen = { ...parts.framebuffer.size, scale: options.screen.scale };
    this.#options = options;
    this.#host = host;
    this.#lease = lease;
    this.#parts = parts;
    host.onLost((error, reason) => {
      this.#failClipboard(error);
      parts.signals.emit({ kind: 'session-lost', reason });
    });
  }

  /** `desk`: the person's own, for the foreground lane. @throws DRIVER_UNAVAILABLE, SESSION_START_FAILED */
  static async open(options: SessionOptions, desk?: VisibleDesk): Promise<LinuxSession> {
    const starting = SessionHost.start(options.screen, desk?.display, {
      listen: async (...args) => (await furnishing).listen(...args),
      furnish: async (...args) => (await furnishing).furnish(...args),
    });
    // loaded while the helpers start, which they do above
    const furnishing = import('./session/parts.ts').then(({ Furnishing }) => new Furnishing(options, desk?.nut));
    return new LinuxSession(await starting, options, desk?.lease);
  }

  get home(): string {
    return this.#parts.homes.current.home;
  }

  apps(): readonly AppHandle[] {
    return this.#parts.apps.list();
  }

  async tree(scope: TreeScope, options: TreeOptions): Promise<readonly AccessibleNode[]> {
    this.#assertAlive();
    const { accessibility, apps } = this.#parts;
    if (scope.kind === 'desktop') return accessibility.tree({}, options);
    const app = apps.get(scope.appId);
    if (app.exit !== undefined && !app.exit.expected) throw crashed(app, app.exit);
    return accessibility.tree({ pids: apps.pidsOf(scope.appId) }, options);
  }

  async read(ids: readonly string[]): Promise<readonly (NodeReading | undefined)[]> {
    this.#assertAlive();
    return this.#parts.accessibility.read(ids);
  }

  async windows(): Promise<readonly WindowInfo[]> {
    this.#assertAlive();
    const windows = await this.#parts.windows.read();
    return windows.map((window) => this.#infoOf(window));
  }

  async capture(target: CaptureTarget, reuse?: RawImage): Promise<RawImage> {
    this.#assertAlive();
    const { framebuffer, windowPictures } = this.#parts;
    switch (target.kind) {
      case 'screen':
        return framebuffer.capture(this.#host.x, { x: 0, y: 0, ...framebuffer.size }, reuse);
      case 'area':
        return framebuffer.capture(this.#host.x, target.area, reuse);
      case 'window':
        return windowPictures.capture(target.windowId);
    }
  }

  async clipboard(): Promise<string> {
    this.#assertAlive();
    return (await this.#parts.clipboard).read();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.#parts.signals.add(listener);
  }

  lost(): string | undefined {
    return this.#host.lossReason;
  }

  async personInput(): Promise<PersonInput | undefined> {
    this.#assertAlive();
    return this.#parts.person?.last();
  }

  async act(act: DriverAct): Promise<void> {
    this.#assertAlive();
    if (this.#options.lane === 'foreground') mustBeInFront(act, await this.windows());
    const { input, keyboard, keys, pointer, accessibility } = this.#parts;
    // it hears what the act puts there
    const clipboard = await this.#parts.clipboard;
    if (act.kind === 'press' || act.kind === 'type') keys.sent();
    else await keys.settle();
    switch (act.kind) {
      case 'click':
        return pointer.click(act);
      case 'hover':
        return pointer.hover(act);
      case 'drag':
        return pointer.drag(act);
      case 'scroll':
        return pointer.scroll(act);
      case 'press':
        return keyboard.press(act.chord);
      case 'type':
        return keyboard.type(act.text);
      case 'set-text':
      case 'set-value':
      case 'invoke':
      case 'focus':
      case 'scroll-into-view':
        return accessibility.act(act);
      case 'window':
        return changeWindow(this.#host.x, act.windowId, act.change);
      case 'write-clipboard':
        return clipboard.write(act.text);
      case 'release':
        return input.releaseAll();
    }
  }

  async launch(app: AppCommand): Promise<AppHandle> {
    this.#assertAlive();
    return this.#parts.apps.launch(app, this.#environment(), this.home);
  }

  async terminate(appId: string, options: { readonly graceMs: number }): Promise<AppExit> {
    return this.#parts.apps.terminate(appId, options.graceMs);
  }

  async reset(): Promise<void> {
    this.#assertAlive();
    const { apps, input, clipboard, pointer } = this.#parts;
    await Promise.all([apps.endAll(), input.releaseAll(), (await clipboard).clear()]);
    await pointer.park(this.screen);
    this.#parts.homes.renew();
  }

  async close(): Promise<void> {
    const { apps, accessibility, framebuffer, keyboard } = this.#parts;
    if (this.#host.loss === undefined) framebuffer.close();
    if (this.#options.lane === 'foreground') await keyboard.restore().catch(() => undefined);
    apps.abandon();
    await Promise.all([accessibility.close().catch(() => undefined), this.#host.close()]);
    this.#lease?.release();
    this.#failClipboard(new CodexqaError('SESSION_LOST', 'the session has been closed'));
  }

  /** One that never opened has told whoever used it. */
  #failClipboard(error: CodexqaError): void {
    void this.#parts.clipboard.then(
      (clipboard) => clipboard.fail(error),
      () => undefined,
    );
  }

  #infoOf({ xid, top, rawBounds, shadow, ...window }: DisplayWindow): WindowInfo {
    const { pid } = window;
    return { ...window, appId: pid === undefined ? undefined : this.#parts.apps.appIdOf(pid) };
  }

  #environment(): Environment {
    const { base } = this.#host;
    return applicationEnvironment(
      {
        sessionId: this.id,
        display: base.display.number,
        xauthority: base.xauthority,
        busAddress: base.sessionBus,
        fontSettings: base.fontSettings,
        ...(base.isVisible ? { accessibilityBus: base.accessibilityBus } : {}),
      },
      this.#parts.homes.current,
      this.#options,
    );
  }

  #assertAlive(): void {
    const { loss } = this.#host;
    if (loss !== undefined) throw loss;
  }
}

function crashed(app: AppHandle, exit: AppExit): CodexqaError {
  const how = exit.signal === null ? `with exit code ${exit.code}` : `by signal ${exit.signal}`;
  return new CodexqaError('APP_CRASHED', `the application ${app.name} ended ${how}`, {
    facts: { exit, output: app.output() },
  });
}
