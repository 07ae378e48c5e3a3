/** The Mac behind the C functions: batched accessibility reads and actions; desktop and events by their own files. Runs in the agent process. */
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
  type PointerEvent,
} from './backend.ts';
import { CoreFoundation, pointerIn, slot } from './core-foundation.ts';
import { Elements } from './elements.ts';
import type { Native } from './native.ts';
import { messagingTimeoutS, NativeDesktop, pidOf } from './native-desktop.ts';
import { NativeEvents } from './native-events.ts';
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

export class NativeBackend implements MacBackend {
  readonly #native: Native;
  readonly #cf: CoreFoundation;
  readonly #elements: Elements;
  readonly #names: Ref;
  readonly #innerNames: Ref;
  readonly #apps = new Map<number, Ref>();
  readonly #desktop: NativeDesktop;
  readonly #events: NativeEvents;

  constructor(native: Native) {
    this.#native = native;
    this.#cf = new CoreFoundation(native);
    this.#elements = new Elements(native);
    const names = attributeNames.map((name) => this.#cf.name(name));
    this.#names = this.#cf.createArray(names);
    this.#innerNames = this.#cf.createArray(names.slice(0, innerCount));
    this.#desktop = new NativeDesktop(native, this.#cf);
    this.#events = new NativeEvents(native, this.#cf);
  }

  /** Elements kept alive now; for tests and for leaks. */
  get kept(): number {
    return this.#elements.size;
  }

  async state(): Promise<MacState> {
    return this.#desktop.state();
  }

  async permissions(): Promise<MacPermissions> {
    return this.#desktop.permissions();
  }

  async windows(): Promise<readonly MacWindow[]> {
    return this.#desktop.windows();
  }

  /** Size of the main display in pixels. */
  display(): { readonly width: number; readonly height: number; readonly scale: number } {
    return this.#desktop.display();
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
      const pid = pidOf(this.#native, ref) ?? 0;
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
    this.#events.keys(route, events);
  }

  async pointer(route: EventRoute, events: readonly PointerEvent[]): Promise<void> {
    this.#events.pointer(route, events);
  }

  async close(): Promise<void> {
    this.#elements.close();
    for (const app of this.#apps.values()) this.#cf.release(app);
    this.#apps.clear();
    for (const ref of [this.#names, this.#innerNames]) this.#cf.release(ref);
    this.#desktop.close();
    this.#events.close();
  }
}

interface Walk {
  readonly pid: number;
  readonly living: Set<Handle>;
  readonly budget: { left: number };
}
