/** The Mac around the applications, through the C functions: who is in front, which windows there are, what is permitted. */
import { axError, layers, type MacPermissions, type MacState, type MacWindow, type Permission } from './backend.ts';
import { type CoreFoundation, pointerIn, slot } from './core-foundation.ts';
import type { Native } from './native.ts';
import type { Ref } from './prototypes.ts';

/** How long an application may take to answer one accessibility question. */
export const messagingTimeoutS = 1.5;
const hidSource = 1; // kCGEventSourceStateHIDSystemState
const anyEvent = 0xffffffff;
const graphicAccess = 0x10; // sessionHasGraphicAccess
const ownSession = -1 >>> 0; // callerSecuritySession

export function pidOf(native: Native, element: Ref): number | undefined {
  const pid = slot();
  return native.ax.AXUIElementGetPid(element, pid) === 0 ? pid.readInt32LE() : undefined;
}

export class NativeDesktop {
  readonly #native: Native;
  readonly #cf: CoreFoundation;
  readonly #systemWide: Ref;

  constructor(native: Native, cf: CoreFoundation) {
    this.#native = native;
    this.#cf = cf;
    this.#systemWide = native.ax.AXUIElementCreateSystemWide();
    native.ax.AXUIElementSetMessagingTimeout(this.#systemWide, messagingTimeoutS);
  }

  state(): MacState {
    const { cg, security } = this.#native;
    const attributes = slot();
    const graphical = security.SessionGetInfo(ownSession, slot(), attributes) === 0;
    const session = cg.CGSessionCopyCurrentDictionary();
    // without a session there is nobody at the screen; a key that is missing says "no" to being locked, "yes" to being there
    const [locked, onConsole] =
      session === null
        ? [true, false]
        : this.#cf.using(session, () => [
            this.#cf.field(session, 'CGSSessionScreenIsLocked') === true,
            this.#cf.field(session, 'kCGSSessionOnConsoleKey') !== false,
          ]);
    return {
      graphical: graphical && (attributes.readUInt32LE() & graphicAccess) !== 0,
      locked,
      onConsole,
      displayAsleep: cg.CGDisplayIsAsleep(cg.CGMainDisplayID()) !== 0,
      frontmostPid: this.#frontmost(),
      pointer: this.#pointer(),
      secureInput: this.#native.carbon.IsSecureEventInputEnabled() !== 0,
      idleMs: Math.round(cg.CGEventSourceSecondsSinceLastEventType(hidSource, anyEvent) * 1000),
    };
  }

  #pointer() {
    const event = this.#native.cg.CGEventCreate(null);
    return this.#cf.using(event, () => this.#native.cg.CGEventGetLocation(event));
  }

  /** Asked of the accessibility interface: NSWorkspace answers from a run loop that node does not turn. */
  #frontmost(): number | undefined {
    const app = this.#copy(this.#systemWide, 'AXFocusedApplication');
    return app === null ? undefined : this.#cf.using(app, () => pidOf(this.#native, app));
  }

  /** The value of one attribute, to be released; null without one. */
  #copy(element: Ref, attribute: string): Ref {
    const out = slot();
    const code = this.#native.ax.AXUIElementCopyAttributeValue(element, this.#cf.name(attribute), out);
    return code === axError.success ? pointerIn(out) : null;
  }

  permissions(): MacPermissions {
    const { ax, cg } = this.#native;
    return {
      accessibility: ax.AXIsProcessTrusted() === 0 ? 'denied' : this.#tryAccessibility(),
      screenRecording: cg.CGPreflightScreenCaptureAccess() ? this.#tryTitles() : 'denied',
      eventPosting: cg.CGPreflightPostEventAccess() ? 'granted' : 'denied',
    };
  }

  /** The verdict may be stale: only an answer from a process that is not ours proves the grant. */
  #tryAccessibility(): Permission {
    const stranger = this.windows().find((window) => window.pid !== process.pid);
    if (stranger === undefined) return 'granted';
    const { ax } = this.#native;
    return this.#cf.using(ax.AXUIElementCreateApplication(stranger.pid), (app) => {
      const out = slot();
      const code = ax.AXUIElementCopyAttributeValue(app, this.#cf.name('AXRole'), out);
      if (code === axError.success) this.#cf.release(pointerIn(out));
      return code === axError.apiDisabled ? 'unusable' : 'granted';
    });
  }

  /** Titles of other programs' windows are hidden from processes without the permission. */
  #tryTitles(): Permission {
    const others = this.windows().filter((window) => window.pid !== process.pid && window.layer === layers.normal);
    return others.length === 0 || others.some((window) => window.title !== undefined) ? 'granted' : 'unusable';
  }

  /** The window server lists front to back. */
  windows(): readonly MacWindow[] {
    const excludeDesktop = 16;
    const list = this.#native.cg.CGWindowListCopyWindowInfo(excludeDesktop, 0);
    if (list === null) return [];
    return this.#cf.using(list, () =>
      this.#cf
        .items(list)
        .map((entry) => this.#window(entry))
        .reverse(),
    );
  }

  #window(entry: Ref): MacWindow {
    const bounds = this.#cf.dictionary(entry, 'kCGWindowBounds');
    const number = (key: string, from = entry): number => Number(this.#cf.field(from, key) ?? 0);
    const title = this.#cf.field(entry, 'kCGWindowName');
    return {
      id: number('kCGWindowNumber'),
      pid: number('kCGWindowOwnerPID'),
      title: typeof title === 'string' ? title : undefined,
      bounds: {
        x: number('X', bounds),
        y: number('Y', bounds),
        width: number('Width', bounds),
        height: number('Height', bounds),
      },
      layer: number('kCGWindowLayer'),
      onScreen: this.#cf.field(entry, 'kCGWindowIsOnscreen') === true,
    };
  }

  /** Size of the main display in pixels. */
  display(): { readonly width: number; readonly height: number; readonly scale: number } {
    const { cg } = this.#native;
    const id = cg.CGMainDisplayID();
    const { size } = cg.CGDisplayBounds(id);
    const mode = cg.CGDisplayCopyDisplayMode(id);
    const scale = mode === null ? 1 : cg.CGDisplayModeGetPixelWidth(mode) / cg.CGDisplayModeGetWidth(mode);
    if (mode !== null) cg.CGDisplayModeRelease(mode);
    return { width: Math.round(size.width * scale), height: Math.round(size.height * scale), scale };
  }

  close(): void {
    this.#cf.release(this.#systemWide);
  }
}
