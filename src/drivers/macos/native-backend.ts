/** The Mac behind the C functions: batched accessibility reads, addressed events, window list, state. Runs in the agent process. */
import { CodexqaError } from '../../contracts/errors.ts';
import {
  type AxElement,
  type AxReading,
  type AxValue,
  axError,
  type EventRoute,
  type Handle,
  type KeyEvent,
  type MacBackend,
  type MacPermissions,
  type MacState,
  type MacWindow,
  type Permission,
  type PointerEvent,
} from './backend.ts';
import { CoreFoundation, pointerIn, slot } from './core-foundation.ts';
import { Elements } from './elements.ts';
import type { Native } from './native.ts';
import type { Ref } from './prototypes.ts';
import { valued } from './roles.ts';

/** One question per element asks for all of these; the last ones only windows have, so nothing below a window is asked for them. */
const attributeNames = [
  'AXChildren',
  'AXRole',
  'AXSubrole',
  'AXTitle',
  'AXDescription',
  'AXHelp',
  'AXIdentifier',
  'AXValue',
  'AXEnabled',
  'AXFocused',
  'AXSelected',
  'AXExpanded',
  'AXPosition',
  'AXSize',
  'AXModal',
  'AXTitleUIElement',
  'AXMinimized',
  'AXMain',
  'AXCloseButton',
  'AXZoomButton',
] as const;

const innerCount = attributeNames.indexOf('AXMinimized');
const mostElements = 2000;
const deepest = 25;
const messagingTimeoutS = 1.5;
const privateSource = -1; // kCGEventSourceStatePrivate
const hidSource = 1; // kCGEventSourceStateHIDSystemState
const anyEvent = 0xffffffff;
const graphicAccess = 0x10; // sessionHasGraphicAccess
const ownSession = -1 >>> 0; // callerSecuritySession
const lineUnit = 1; // kCGScrollEventUnitLine
const ourMark = 0x636f6465; // "code": tells our events from a person's
const field = { clickState: 1, pid: 40, windowUnderPointer: 91, windowThatHandles: 92 } as const;
const buttons = { left: 0, right: 1, middle: 2 } as const;
/** Down, up, moved and dragged event types by button. */
const pointerTypes = {
  left: { down: 1, up: 2, move: 5, drag: 6 },
  right: { down: 3, up: 4, move: 5, drag: 7 },
  middle: { down: 25, up: 26, move: 5, drag: 27 },
} as const;

export class NativeBackend implements MacBackend {
  readonly #native: Native;
  readonly #cf: CoreFoundation;
  readonly #elements: Elements;
  readonly #names: Ref;
  readonly #innerNames: Ref;
  readonly #systemWide: Ref;
  readonly #apps = new Map<number, Ref>();
  readonly #source: Ref;

  constructor(native: Native) {
    this.#native = native;
    this.#cf = new CoreFoundation(native);
    this.#elements = new Elements(native);
    const names = attributeNames.map((name) => this.#cf.name(name));
    this.#names = this.#cf.createArray(names);
    this.#innerNames = this.#cf.createArray(names.slice(0, innerCount));
    this.#systemWide = native.ax.AXUIElementCreateSystemWide();
    native.ax.AXUIElementSetMessagingTimeout(this.#systemWide, messagingTimeoutS);
    this.#source = native.cg.CGEventSourceCreate(privateSource);
    native.cg.CGEventSourceSetUserData(this.#source, ourMark);
  }

  /** Elements kept alive now; for tests and for leaks. */
  get kept(): number {
    return this.#elements.size;
  }

  async state(): Promise<MacState> {
    const { cg, security } = this.#native;
    const attributes = slot();
    const graphical = security.SessionGetInfo(ownSession, slot(), attributes) === 0;
    const session = cg.CGSessionCopyCurrentDictionary();
    const locked =
      session === null || this.#cf.using(session, () => this.#cf.field(session, 'CGSSessionScreenIsLocked') === true);
    return {
      graphical: graphical && (attributes.readUInt32LE() & graphicAccess) !== 0,
      locked,
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
    return app === null ? undefined : this.#cf.using(app, () => this.#pidOf(app));
  }

  #pidOf(element: Ref): number | undefined {
    const pid = slot();
    return this.#native.ax.AXUIElementGetPid(element, pid) === 0 ? pid.readInt32LE() : undefined;
  }

  /** The value of one attribute, to be released; null without one. */
  #copy(element: Ref, attribute: string): Ref {
    const out = slot();
    const code = this.#native.ax.AXUIElementCopyAttributeValue(element, this.#cf.name(attribute), out);
    return code === axError.success ? pointerIn(out) : null;
  }

  async permissions(): Promise<MacPermissions> {
    const { ax, cg } = this.#native;
    return {
      accessibility: ax.AXIsProcessTrusted() === 0 ? 'denied' : this.#tryAccessibility(),
      screenRecording: cg.CGPreflightScreenCaptureAccess() ? this.#tryTitles() : 'denied',
      eventPosting: cg.CGPreflightPostEventAccess() ? 'granted' : 'denied',
    };
  }

  /** The verdict may be stale: only an answer from a process that is not ours proves the grant. */
  #tryAccessibility(): Permission {
    const stranger = this.#windowList().find((window) => window.pid !== process.pid);
    if (stranger === undefined) return 'granted';
    const out = slot();
    const code = this.#native.ax.AXUIElementCopyAttributeValue(this.#app(stranger.pid), this.#cf.name('AXRole'), out);
    if (code === axError.success) this.#cf.release(pointerIn(out));
    return code === axError.apiDisabled ? 'unusable' : 'granted';
  }

  /** Titles of other programs' windows are hidden from processes without the permission. */
  #tryTitles(): Permission {
    const others = this.#windowList().filter((window) => window.pid !== process.pid && window.layer === 0);
    return others.length === 0 || others.some((window) => window.title !== undefined) ? 'granted' : 'unusable';
  }

  async windows(): Promise<readonly MacWindow[]> {
    return this.#windowList();
  }

  /** The window server lists front to back. */
  #windowList(): readonly MacWindow[] {
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

  #app(pid: number): Ref {
    const known = this.#apps.get(pid);
    if (known !== undefined) return known;
    const made = this.#native.ax.AXUIElementCreateApplication(pid);
    this.#apps.set(pid, made);
    return made;
  }

  async tree(pid: number): Promise<readonly AxElement[]> {
    const living = new Set<Handle>();
    const budget = { left: mostElements };
    const walk = { pid, living, budget };
    const app = this.#batch(this.#app(pid), pid, this.#innerNames);
    if (app === undefined) return [];
    const roots = this.#cf.using(app.values, () => this.#children(this.#cf.items(app.values), walk, 0));
    this.#elements.keepOnly(pid, living);
    return roots;
  }

  /** All attributes of an element in one message; the array is to be released. */
  #batch(element: Ref, pid: number, names: Ref): { readonly values: Ref } | undefined {
    const out = slot();
    const code = this.#native.ax.AXUIElementCopyMultipleAttributeValues(element, names, 0, out);
    switch (code) {
      case axError.success:
        return { values: pointerIn(out) };
      case axError.cannotComplete:
        throw new CodexqaError('APP_UNRESPONSIVE', `process ${pid} did not answer within ${messagingTimeoutS} s`, {
          fix: 'look at what the application does at this moment',
        });
      case axError.apiDisabled:
        throw new CodexqaError('PERMISSION_MISSING', 'macOS refuses accessibility to this process', {
          fix: 'run `codexqa doctor`: it names the program that must be granted',
        });
      default:
        return undefined;
    }
  }

  #children(values: readonly Ref[], walk: Walk, depth: number): readonly AxElement[] {
    const [children = null] = values;
    if (!this.#cf.isArray(children) || depth >= deepest) return [];
    return this.#cf.items(children).flatMap((child) => this.#element(child, walk, depth));
  }

  #element(ref: Ref, walk: Walk, depth: number): readonly AxElement[] {
    if (walk.budget.left <= 0 || !this.#cf.isElement(ref)) return [];
    walk.budget.left -= 1;
    const batch = this.#batch(ref, walk.pid, depth === 0 ? this.#names : this.#innerNames);
    if (batch === undefined) return [];
    const handle = this.#elements.handleOf(ref, walk.pid);
    walk.living.add(handle);
    return this.#cf.using(batch.values, () => {
      const values = this.#cf.items(batch.values);
      const attributes = this.#attributes(values, walk.pid, walk.living);
      const windowId = attributes['AXRole'] === 'AXWindow' ? this.#windowNumber(ref) : undefined;
      return [
        {
          handle,
          attributes,
          ...this.#settable(ref, attributes),
          ...(windowId === undefined ? {} : { windowId }),
          children: this.#children(values, walk, depth + 1),
        },
      ];
    });
  }

  #attributes(values: readonly Ref[], pid: number, living: Set<Handle> | undefined): Record<string, AxValue> {
    const attributes: Record<string, AxValue> = {};
    const handleOf = (element: Ref): Handle => this.#elements.handleOf(element, pid);
    for (let at = 1; at < values.length; at++) {
      const name = attributeNames[at];
      const value = this.#cf.value(values[at] ?? null, handleOf);
      if (name === undefined || value === undefined) continue;
      attributes[name] = value;
      if (typeof value === 'object' && value?.kind === 'element') living?.add(value.handle);
    }
    return attributes;
  }

  #settable(ref: Ref, attributes: Readonly<Record<string, AxValue>>): { readonly settable?: boolean } {
    if (!valued.has(String(attributes['AXRole']))) return {};
    const answer = slot();
    const code = this.#native.ax.AXUIElementIsAttributeSettable(ref, this.#cf.name('AXValue'), answer);
    return { settable: code === axError.success && answer.readUInt8() !== 0 };
  }

  #windowNumber(ref: Ref): number | undefined {
    const id = slot();
    return this.#native.ax._AXUIElementGetWindow(ref, id) === 0 ? id.readUInt32LE() : undefined;
  }

  async read(handles: readonly Handle[]): Promise<readonly (AxReading | undefined)[]> {
    return handles.map((handle) => {
      const ref = this.#elements.refOf(handle);
      if (ref === null) return undefined;
      const pid = this.#pidOf(ref) ?? 0;
      const batch = this.#batch(ref, pid, this.#names);
      if (batch === undefined) return undefined;
      return this.#cf.using(batch.values, () => {
        const attributes = this.#attributes(this.#cf.items(batch.values), pid, undefined);
        return { handle, attributes, ...this.#settable(ref, attributes), actions: this.#actions(ref) };
      });
    });
  }

  #actions(ref: Ref): readonly string[] {
    const out = slot();
    if (this.#native.ax.AXUIElementCopyActionNames(ref, out) !== axError.success) return [];
    const names = pointerIn(out);
    return this.#cf.using(names, () => this.#cf.items(names).map((name) => this.#cf.string(name)));
  }

  async perform(handle: Handle, action: string): Promise<number> {
    const ref = this.#elements.refOf(handle);
    return ref === null ? axError.invalidElement : this.#native.ax.AXUIElementPerformAction(ref, this.#cf.name(action));
  }

  async set(handle: Handle, attribute: string, value: AxValue): Promise<number> {
    const element = this.#elements.refOf(handle);
    if (element === null) return axError.invalidElement;
    const { ref, owned } = this.#cf.createValue(value);
    try {
      return this.#native.ax.AXUIElementSetAttributeValue(element, this.#cf.name(attribute), ref);
    } finally {
      if (owned) this.#cf.release(ref);
    }
  }

  async keys(route: EventRoute, events: readonly KeyEvent[]): Promise<void> {
    const { cg } = this.#native;
    for (const { code, flags, text } of events) {
      for (const down of [true, false]) {
        const event = cg.CGEventCreateKeyboardEvent(this.#source, code, down);
        this.#cf.using(event, () => {
          cg.CGEventSetFlags(event, flags);
          if (text !== undefined) cg.CGEventKeyboardSetUnicodeString(event, text.length, Buffer.from(text, 'utf16le'));
          this.#post(route, event);
        });
      }
    }
  }

  async pointer(route: EventRoute, events: readonly PointerEvent[]): Promise<void> {
    for (const each of events) {
      const event = this.#pointerEvent(each);
      this.#cf.using(event, () => {
        this.#native.cg.CGEventSetFlags(event, each.flags);
        if (each.clickCount > 0) this.#native.cg.CGEventSetIntegerValueField(event, field.clickState, each.clickCount);
        this.#post(route, event);
      });
    }
  }

  #pointerEvent({ kind, button, point, lines }: PointerEvent): Ref {
    const { cg } = this.#native;
    // the wheel counts up and left as positive
    if (kind === 'scroll')
      return cg.CGEventCreateScrollWheelEvent2(this.#source, lineUnit, 2, -(lines?.y ?? 0), -(lines?.x ?? 0), 0);
    return cg.CGEventCreateMouseEvent(this.#source, pointerTypes[button][kind], point, buttons[button]);
  }

  #post(route: EventRoute, event: Ref): void {
    const { cg } = this.#native;
    if (route.kind === 'global') {
      cg.CGEventPost(0, event); // kCGHIDEventTap
      return;
    }
    cg.CGEventSetIntegerValueField(event, field.pid, route.pid);
    if (route.kind === 'window') {
      cg.CGEventSetIntegerValueField(event, field.windowUnderPointer, route.windowId);
      cg.CGEventSetIntegerValueField(event, field.windowThatHandles, route.windowId);
    }
    cg.CGEventPostToPid(route.pid, event);
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

  async close(): Promise<void> {
    this.#elements.close();
    for (const app of this.#apps.values()) this.#cf.release(app);
    this.#apps.clear();
    for (const ref of [this.#names, this.#innerNames, this.#systemWide, this.#source]) this.#cf.release(ref);
  }
}

interface Walk {
  readonly pid: number;
  readonly living: Set<Handle>;
  readonly budget: { left: number };
}
