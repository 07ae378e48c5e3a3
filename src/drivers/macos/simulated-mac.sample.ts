/**
 * A Mac made of the simulated desktop: its widgets in the words of the accessibility interface, its windows with numbers of a
 * window server, and the oddities of the real thing as switches.
 */
import type { AccessibleNode, NodeReading, NodeStates, Role } from '../../contracts/accessibility.ts';
import type { Modifier } from '../../contracts/act.ts';
import type { SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Point } from '../../contracts/geometry.ts';
import { createSimulatedDriver } from '../simulated/driver.ts';
import type { RunningApp } from '../simulated/running-app.ts';
import type { SimulatedSession } from '../simulated/session.ts';
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
import { keyName, modifiersOf } from './key-codes.ts';
import { roleTable, valued } from './roles.ts';
import type { MacProcess, MacTools } from './tools.ts';

/** What may be odd about this Mac; each was reported of real ones. */
export interface Oddities {
  permissions?: Partial<MacPermissions>;
  /** Handles are forgotten after each tree, as when an application rebuilds its views. */
  staleElements?: boolean;
  /** A set value is echoed by the accessibility interface, the application never learns of it (Electron, Catalyst). */
  echoesWithoutRendering?: boolean;
  /** Applications come to the front by themselves when they open a window. */
  selfActivates?: boolean;
  /** A window of theirs comes over the person's, while the front stays where it is. */
  raisesItself?: boolean;
  /** The person clicks into another program during the next act. */
  personSwitchesTo?: number;
  /** The person moves the pointer, and the next action fails for once. */
  personInTheWay?: boolean;
  /** The window server then lists no window, while the accessibility interface goes on telling of them. */
  locked?: boolean;
  displayAsleep?: boolean;
  /** Another user has the screen. */
  away?: boolean;
  /** The person uses mouse or keyboard again and again. */
  personIsBusy?: boolean;
  /** As the kernel tells it. */
  lastWake?: string;
  secureInput?: boolean;
  /** A program that runs already ends at once when it is started again, and the one that runs goes on. */
  singleInstance?: boolean;
  /** AXPress answers "cannot complete" although it worked: its handler opened a modal dialog. */
  pressCannotComplete?: boolean;
}

const finder = 1;
/** What the person works in: over everything, where nothing raises itself. */
const personsWindow: MacWindow = {
  id: 7,
  pid: finder,
  title: 'Documents',
  bounds: { x: 900, y: 500, width: 300, height: 200 },
  layer: 0,
  onScreen: true,
};
const preferred: Partial<Record<Role, string>> = {
  textbox: 'AXTextField',
  menuitem: 'AXMenuItem',
  option: 'AXMenuItem',
  menuitemcheckbox: 'AXMenuItem',
  menuitemradio: 'AXMenuItem',
  combobox: 'AXPopUpButton',
  listitem: 'AXRow',
  list: 'AXList',
  button: 'AXButton',
  progressbar: 'AXProgressIndicator',
  dialog: 'AXWindow/AXDialog',
  generic: 'AXUnknown',
};
const inverse = new Map<Role, string>(Object.entries(roleTable).map(([ax, role]) => [role, ax]));
const pressable: ReadonlySet<Role> = new Set([
  'button',
  'checkbox',
  'radio',
  'combobox',
  'tab',
  'menuitem',
  'menuitemcheckbox',
  'option',
  'link',
  'switch',
]);

type Part = 'AXCloseButton' | 'AXZoomButton';

export class SimulatedMac implements MacBackend {
  readonly desktop: SimulatedSession;
  readonly oddities: Oddities;
  frontmostPid: number = finder;
  /** Everything that was sent to a process, a window or the whole desktop. */
  readonly routes: EventRoute[] = [];
  /** Processes that were put back in front. */
  readonly reactivated: number[] = [];
  readonly #handles = new Map<string, Handle>();
  readonly #echoes = new Map<string, string>();
  readonly #parts = new Map<Handle, { readonly window: string; readonly part: Part }>();
  readonly #windowNumbers = new Map<string, number>();
  readonly #zoomed = new Set<string>();
  #next = 1;
  /** Whoever's it was: the system counts all alike. */
  #lastInputAt = performance.now() - 60_000;

  #pointer: Point = { x: 640, y: 400 };
  #raised = false;

  private constructor(desktop: SimulatedSession, oddities: Oddities) {
    this.desktop = desktop;
    this.oddities = oddities;
  }

  static async create(options: Omit<SessionOptions, 'lane'>, oddities: Oddities = {}): Promise<SimulatedMac> {
    const desktop = await createSimulatedDriver().open({ ...options, lane: 'background' });
    return new SimulatedMac(desktop, oddities);
  }

  async state(): Promise<MacState> {
    const { locked = false, displayAsleep = false, away = false, secureInput = false, personIsBusy } = this.oddities;
    if (personIsBusy === true) this.#lastInputAt = performance.now();
    const pointer = this.#pointer;
    return {
      graphical: true,
      locked,
      displayAsleep,
      onConsole: !away,
      secureInput,
      frontmostPid: this.frontmostPid,
      pointer,
      idleMs: performance.now() - this.#lastInputAt,
    };
  }

  async permissions(): Promise<MacPermissions> {
    return {
      accessibility: 'granted',
      screenRecording: 'granted',
      eventPosting: 'granted',
      ...this.oddities.permissions,
    };
  }

  async windows(): Promise<readonly MacWindow[]> {
    if (this.oddities.locked === true) return [];
    const windows = (await this.desktop.windows()).map((window) => ({
      id: this.#windowNumber(window.id),
      pid: window.pid ?? 0,
      title: window.title,
      bounds: window.bounds,
      layer: { normal: 0, dialog: 0, popup: 101, notification: 25, other: 25 }[window.kind],
      onScreen: !window.minimized,
    }));
    return this.#raised ? [personsWindow, ...windows] : [...windows, personsWindow];
  }

  async tree(pid: number): Promise<readonly AxElement[]> {
    const app = this.#app(pid);
    if (app === undefined) return [];
    if (this.oddities.staleElements === true) this.#handles.clear();
    const roots = await this.desktop.tree({ kind: 'app', appId: app.id }, { fresh: true });
    const readings = await this.#readingsOf(roots);
    const elements = roots.map((root) => this.#element(root, readings, app));
    const isBar = (element: AxElement): boolean => element.attributes['AXRole'] === 'AXMenuBar';
    const bars = elements.flatMap((window) => window.children.filter(isBar));
    return [
      ...elements.map((window) => ({ ...window, children: window.children.filter((each) => !isBar(each)) })),
      ...bars,
    ];
  }

  async #readingsOf(nodes: readonly AccessibleNode[]): Promise<ReadonlyMap<string, NodeReading>> {
    const flat = (each: readonly AccessibleNode[]): readonly AccessibleNode[] =>
      each.flatMap((node) => [node, ...flat(node.children)]);
    const ids = flat(nodes).map((node) => node.id);
    const readings = await this.desktop.read(ids);
    return new Map(readings.flatMap((reading) => (reading === undefined ? [] : [[reading.id, reading] as const])));
  }

  #element(node: AccessibleNode, readings: ReadonlyMap<string, NodeReading>, app: RunningApp): AxElement {
    const reading = readings.get(node.id);
    const window = node.windowId;
    const attributes = this.#attributes(node, reading);
    const number = window === undefined ? {} : { windowId: this.#windowNumber(window) };
    return {
      handle: this.#handle(node.id),
      attributes: window === undefined ? attributes : { ...attributes, ...this.#windowAttributes(window, app) },
      ...(valued.has(String(attributes['AXRole'])) ? { settable: node.states.editable || node.hasValue } : {}),
      ...number,
      children: node.children.map((child) => this.#element(child, readings, app)),
    };
  }

  #attributes(
    node: Pick<AccessibleNode, 'id' | 'role' | 'name' | 'states' | 'labelledBy' | 'nativeId'>,
    reading: NodeReading | undefined,
  ): Record<string, AxValue> {
    const [role = '', subrole] = (preferred[node.role] ?? inverse.get(node.role) ?? 'AXUnknown').split('/');
    const { states } = node;
    const bounds = states.visible ? reading?.bounds : undefined;
    const label = node.labelledBy?.[0];
    return {
      AXRole: role === 'AXTextField' && states.multiline === true ? 'AXTextArea' : role,
      ...(states.protected === true
        ? { AXSubrole: 'AXSecureTextField' }
        : subrole === undefined
          ? {}
          : { AXSubrole: subrole }),
      ...(node.role === 'text' || node.role === 'status' ? {} : { AXTitle: node.name }),
      AXEnabled: states.enabled,
      AXFocused: states.focused,
      ...this.#value(node, states, reading),
      ...(states.selected === undefined ? {} : { AXSelected: states.selected }),
      ...(states.expanded === undefined ? {} : { AXExpanded: states.expanded }),
      ...(node.nativeId === undefined ? {} : { AXIdentifier: node.nativeId }),
      ...(label === undefined ? {} : { AXTitleUIElement: { kind: 'element', handle: this.#handle(label) } }),
      ...(bounds === undefined
        ? {}
        : {
            AXPosition: { kind: 'point', x: bounds.x, y: bounds.y },
            AXSize: { kind: 'size', width: bounds.width, height: bounds.height },
          }),
    };
  }

  #value(
    node: Pick<AccessibleNode, 'id' | 'role' | 'name'>,
    states: NodeStates,
    reading: NodeReading | undefined,
  ): Record<string, AxValue> {
    if (states.checked !== undefined) return { AXValue: states.checked === 'mixed' ? 2 : Number(states.checked) };
    const echo = this.#echoes.get(node.id);
    if (echo !== undefined) return { AXValue: echo };
    if (reading?.value !== undefined) return { AXValue: reading.value };
    const text = node.role === 'text' || node.role === 'status' ? node.name : reading?.text;
    return text === undefined ? {} : { AXValue: text };
  }

  #windowAttributes(id: string, app: RunningApp): Record<string, AxValue> {
    const window = app.windows().find((each) => each.id === id);
    const part = (name: Part): AxValue => {
      const handle = this.#handle(`${id} ${name}`);
      this.#parts.set(handle, { window: id, part: name });
      return { kind: 'element', handle };
    };
    return {
      AXMain: this.#keyWindow(app)?.id === id,
      AXMinimized: window?.minimized === true,
      AXModal: window?.options.modal === true,
      AXCloseButton: part('AXCloseButton'),
      AXZoomButton: part('AXZoomButton'),
    };
  }

  async read(handles: readonly Handle[]): Promise<readonly (AxReading | undefined)[]> {
    const ids = handles.map((handle) => this.#idOf(handle) ?? 'none');
    const readings = await this.desktop.read(ids);
    return readings.map((reading, at) => {
      const handle = handles[at];
      if (reading === undefined || handle === undefined) return undefined;
      const app = this.desktop.apps().find((each) => reading.id.startsWith(`${each.id}/`));
      const window = app?.windows().find((each) => each.root.id === reading.id);
      const attributes = this.#attributes(reading, reading);
      const isNumber = reading.value !== undefined;
      return {
        handle,
        attributes:
          window === undefined || app === undefined
            ? attributes
            : { ...attributes, ...this.#windowAttributes(window.id, app) },
        ...(valued.has(String(attributes['AXRole'])) ? { settable: reading.states.editable || isNumber } : {}),
        actions: [...(pressable.has(reading.role) ? ['AXPress'] : []), 'AXScrollToVisible'],
      };
    });
  }

  async perform(handle: Handle, action: string): Promise<number> {
    if (this.oddities.personInTheWay === true) {
      this.oddities.personInTheWay = false;
      this.#pointer = { x: 5, y: 5 };
      return axError.failure;
    }
    const part = this.#parts.get(handle);
    if (part !== undefined) return this.#pressPart(part);
    const nodeId = this.#idOf(handle);
    if (nodeId === undefined) return axError.invalidElement;
    if (action === 'AXScrollToVisible') return this.#try(() => this.desktop.act({ kind: 'scroll-into-view', nodeId }));
    if (action === 'AXRaise') return this.#raise(nodeId);
    if (action !== 'AXPress') return axError.actionUnsupported;
    const [reading] = await this.desktop.read([nodeId]);
    const code = reading?.states.enabled === false ? axError.failure : await this.#invoke(nodeId, reading);
    this.#afterAct(nodeId);
    return code === axError.success && this.oddities.pressCannotComplete === true ? axError.cannotComplete : code;
  }

  /** Some simulated roles publish no action and answer the pointer only; AppKit lets all of them be pressed. */
  async #invoke(nodeId: string, reading: NodeReading | undefined): Promise<number> {
    if ((reading?.actions.length ?? 0) > 0) return this.#try(() => this.desktop.act({ kind: 'invoke', nodeId }));
    const bounds = reading?.bounds;
    if (bounds === undefined) return axError.actionUnsupported;
    const point = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
    return this.#try(() =>
      this.desktop.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: {} }),
    );
  }

  async #raise(nodeId: string): Promise<number> {
    const app = this.desktop.apps().find((each) => nodeId.startsWith(`${each.id}/`));
    const window = app?.windows().find((each) => each.root.id === nodeId);
    if (app === undefined || window === undefined) return axError.actionUnsupported;
    this.frontmostPid = app.pid;
    return this.#try(() => this.desktop.act({ kind: 'window', windowId: window.id, change: { kind: 'activate' } }));
  }

  async #pressPart({ window, part }: { readonly window: string; readonly part: Part }): Promise<number> {
    if (part === 'AXCloseButton')
      return this.#try(() => this.desktop.act({ kind: 'window', windowId: window, change: { kind: 'close' } }));
    const zoomed = this.#zoomed.delete(window);
    if (!zoomed) this.#zoomed.add(window);
    const change = { kind: zoomed ? 'restore' : 'maximize' } as const;
    return this.#try(() => this.desktop.act({ kind: 'window', windowId: window, change }));
  }

  async set(handle: Handle, attribute: string, value: AxValue): Promise<number> {
    const nodeId = this.#idOf(handle);
    if (nodeId === undefined) return axError.invalidElement;
    const window = [...this.desktop.apps()].flatMap((app) => app.windows()).find((each) => each.root.id === nodeId);
    if (window !== undefined && attribute !== 'AXValue') return this.#setWindow(window.id, attribute, value);
    if (attribute === 'AXFocused') return this.#try(() => this.desktop.act({ kind: 'focus', nodeId }));
    if (attribute !== 'AXValue') return axError.attributeUnsupported;
    if (typeof value === 'number') return this.#try(() => this.desktop.act({ kind: 'set-value', nodeId, value }));
    if (this.oddities.echoesWithoutRendering === true) {
      this.#echoes.set(nodeId, String(value));
      return axError.success;
    }
    return this.#try(() => this.desktop.act({ kind: 'set-text', nodeId, text: String(value) }));
  }

  async #setWindow(windowId: string, attribute: string, value: AxValue): Promise<number> {
    const info = (await this.desktop.windows()).find((each) => each.id === windowId);
    if (info === undefined) return axError.invalidElement;
    const change = (what: Parameters<typeof this.desktop.act>[0]) => this.#try(() => this.desktop.act(what));
    if (attribute === 'AXMain') return axError.success;
    if (attribute === 'AXMinimized')
      return change({ kind: 'window', windowId, change: { kind: value === true ? 'minimize' : 'restore' } });
    if (typeof value !== 'object' || value === null) return axError.attributeUnsupported;
    if (value.kind === 'point') return change({ kind: 'window', windowId, change: { kind: 'move', to: value } });
    if (value.kind !== 'size') return axError.attributeUnsupported;
    const frame = {
      width: info.bounds.width - info.contentBounds.width,
      height: info.bounds.height - info.contentBounds.height,
    };
    const to = { width: value.width - frame.width, height: value.height - frame.height };
    return change({ kind: 'window', windowId, change: { kind: 'resize', to } });
  }

  /** Keys of a process land in its key window, whatever window was meant. */
  async keys(route: EventRoute, events: readonly KeyEvent[]): Promise<void> {
    this.routes.push(route);
    this.#lastInputAt = performance.now();
    const app = route.kind === 'global' ? this.#app(this.frontmostPid) : this.#app(route.pid);
    const window = app === undefined ? undefined : this.#keyWindow(app);
    if (app === undefined || window === undefined) return;
    this.desktop.desktop.activate(window);
    for (const event of events) {
      const modifiers = modifiersOf(event.flags) as Modifier[];
      const name = event.text ?? keyName(event.code) ?? '';
      if (event.text !== undefined && modifiers.length === 0)
        await this.desktop.act({ kind: 'type', text: event.text, address: {} });
      else await this.desktop.act({ kind: 'press', chord: { key: name, modifiers }, address: {} });
    }
    this.#afterAct(window.root.id);
  }

  async pointer(route: EventRoute, events: readonly PointerEvent[]): Promise<void> {
    this.routes.push(route);
    this.#lastInputAt = performance.now();
    const [first] = events;
    if (first === undefined) return;
    const { point, button } = first;
    const modifiers = modifiersOf(first.flags) as Modifier[];
    const scroll = events.find((event) => event.kind === 'scroll')?.lines;
    const drop = events.some((event) => event.kind === 'drag') ? events.at(-1)?.point : undefined;
    const count = events.filter((event) => event.kind === 'down').length;
    if (scroll !== undefined)
      await this.desktop.act({ kind: 'scroll', point, notchesX: scroll.x, notchesY: scroll.y, modifiers, address: {} });
    else if (drop !== undefined) await this.#drag(point, drop, button, modifiers);
    else if (count === 0) await this.desktop.act({ kind: 'hover', point, address: {} });
    else await this.desktop.act({ kind: 'click', point, button, count, modifiers, address: {} });
    this.#afterAct('');
  }

  async #drag(from: Point, to: Point, button: PointerEvent['button'], modifiers: readonly Modifier[]): Promise<void> {
    await this.desktop.act({ kind: 'drag', from, to, button, modifiers, steps: 4, address: {} });
  }

  async close(): Promise<void> {
    await this.desktop.close();
  }

  // private

  #afterAct(nodeId: string): void {
    const { personSwitchesTo, selfActivates, raisesItself } = this.oddities;
    if (raisesItself === true) this.#raised = true;
    if (personSwitchesTo !== undefined) this.frontmostPid = personSwitchesTo;
    const owner = this.desktop.apps().find((app) => nodeId.startsWith(`${app.id}/`));
    if (selfActivates === true && owner !== undefined) this.frontmostPid = owner.pid;
  }

  #keyWindow(app: RunningApp) {
    return app.windows().findLast((window) => window.framed && !window.minimized);
  }

  #app(pid: number): RunningApp | undefined {
    return this.desktop.apps().find((app) => app.pid === pid && app.exit === undefined);
  }

  #handle(id: string): Handle {
    const known = this.#handles.get(id);
    if (known !== undefined) return known;
    this.#handles.set(id, this.#next);
    return this.#next++;
  }

  #idOf(handle: Handle): string | undefined {
    for (const [id, each] of this.#handles) if (each === handle) return id;
    return undefined;
  }

  #windowNumber(id: string): number {
    const known = this.#windowNumbers.get(id);
    if (known !== undefined) return known;
    const number = 100 + this.#windowNumbers.size;
    this.#windowNumbers.set(id, number);
    return number;
  }

  /** The window server's number as the simulated desktop's id. */
  windowNamed(number: number): string {
    for (const [id, each] of this.#windowNumbers) if (each === number) return id;
    return 'none';
  }

  async #try(work: () => Promise<void>): Promise<number> {
    try {
      await work();
      return axError.success;
    } catch (error) {
      if (error instanceof CodexqaError && error.code === 'ACTION_NOT_POSSIBLE') return axError.actionUnsupported;
      throw error;
    }
  }
}

/** Programs of the simulated Mac: the simulated applications. */
export function simulatedTools(mac: SimulatedMac): MacTools {
  const { desktop } = mac;
  return {
    async start(command, env, _cwd): Promise<MacProcess> {
      Object.defineProperty(desktop, 'home', { value: env['HOME'], configurable: true });
      const runs = desktop.apps().some((each) => each.name === command.name && each.exit === undefined);
      const app = await desktop.launch({ ...command, env });
      if (runs && mac.oddities.singleInstance === true)
        desktop
          .apps()
          .find((each) => each.id === app.id)
          ?.end({ code: 0, signal: null, expected: false });
      const running = desktop.apps().find((each) => each.id === app.id);
      if (mac.oddities.selfActivates === true) mac.frontmostPid = app.pid;
      const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
        const tell = (): void => resolve({ code: app.exit?.code ?? null, signal: app.exit?.signal ?? null });
        if (app.exit !== undefined) tell();
        desktop.onSignal((signal) => {
          if (signal.kind === 'app-exit' && signal.appId === app.id) tell();
        });
      });
      return {
        pid: app.pid,
        ended,
        output: () => app.output(),
        kill: (signal) => {
          if (signal === 'SIGKILL' || running?.hung !== true) running?.end({ code: null, signal, expected: true });
        },
      };
    },
    lastWake: async () => mac.oddities.lastWake ?? 'boot',
    async picture(of) {
      if (of.kind === 'window') return desktop.capture({ kind: 'window', windowId: mac.windowNamed(of.id) });
      return desktop.capture(of);
    },
    readPasteboard: () => desktop.clipboard(),
    writePasteboard: (text) => desktop.act({ kind: 'write-clipboard', text }),
    screen: async () => desktop.screen,
    async reactivate(pid) {
      mac.reactivated.push(pid);
      mac.frontmostPid = pid;
    },
    close: async () => undefined,
  };
}
