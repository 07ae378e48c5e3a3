/**
 * A Mac made of the simulated desktop: its widgets in the words of the accessibility interface, its windows with numbers of a
 * window server, and the oddities of the real thing as switches.
 */
import type { NodeReading } from '../../contracts/accessibility.ts';
import type { Modifier } from '../../contracts/act.ts';
import type { SessionOptions, WindowInfo } from '../../contracts/driver.ts';
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
  layers,
  type MacBackend,
  type MacPermissions,
  type MacState,
  type MacWindow,
  type PointerEvent,
} from './backend.ts';
import { keyName, modifiersOf } from './key-codes.ts';
import { keyWindowOf, SimulatedElements, type WindowPart } from './simulated-elements.sample.ts';
import type { Oddities } from './simulated-oddities.sample.ts';
import { osascript } from './simulated-osascript.sample.ts';
import { point, reaching } from './simulated-pointer.sample.ts';
import { trialDialog } from './trial/trial-dialog.ts';

const finder = 1;
/** What the person works in: over everything, where nothing raises itself; in a corner, unless it covers all. */
const personsWindow: MacWindow = {
  id: 7,
  pid: finder,
  title: 'Documents',
  bounds: { x: 900, y: 500, width: 300, height: 200 },
  layer: layers.normal,
  onScreen: true,
};

/** A dialog has that of a modal panel, as AppKit gives it. */
const layerOf: Readonly<Record<WindowInfo['kind'], number>> = {
  normal: layers.normal,
  dialog: layers.modalPanel,
  popup: layers.popup,
  notification: 25,
  other: 25,
};

export class SimulatedMac implements MacBackend {
  readonly desktop: SimulatedSession;
  readonly oddities: Oddities;
  frontmostPid: number = finder;
  /** Everything that was sent to a process, a window or the whole desktop. */
  readonly routes: EventRoute[] = [];
  /** Of System Settings. */
  readonly pagesShown: string[] = [];
  /** Processes that were put back in front. */
  readonly reactivated: number[] = [];
  readonly #elements: SimulatedElements;
  readonly #windowNumbers = new Map<string, number>();
  readonly #zoomed = new Set<string>();
  /** Whoever's it was: the system counts all alike. */
  #lastInputAt = performance.now() - 60_000;

  #pointer: Point = { x: 640, y: 400 };
  #raised = false;

  private constructor(desktop: SimulatedSession, oddities: Oddities) {
    this.desktop = desktop;
    this.oddities = oddities;
    this.#elements = new SimulatedElements(desktop, (id) => this.#windowNumber(id));
  }

  static async create(options: Omit<SessionOptions, 'lane'>, oddities: Oddities = {}): Promise<SimulatedMac> {
    const programs = { [trialDialog.command.command]: osascript(oddities) };
    const desktop = await createSimulatedDriver({ apps: programs }).open({ ...options, lane: 'background' });
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
      layer: layerOf[window.kind],
      onScreen: !window.minimized,
    }));
    const { width, height } = this.desktop.screen;
    const persons =
      this.oddities.covered === true ? { ...personsWindow, bounds: { x: 0, y: 0, width, height } } : personsWindow;
    return this.#isPersonsOnTop ? [...windows, persons] : [persons, ...windows];
  }

  get #isPersonsOnTop(): boolean {
    const oursInFront = this.#app(this.frontmostPid) !== undefined;
    return !this.#raised && (this.oddities.covered === true || !oursInFront);
  }

  /** The person's window lies over all others. */
  get isCovered(): boolean {
    return this.oddities.covered === true && this.#isPersonsOnTop;
  }

  async tree(pid: number): Promise<readonly AxElement[]> {
    const app = this.#app(pid);
    if (app === undefined) return [];
    if (this.oddities.staleElements === true) this.#elements.forgetHandles();
    return this.#elements.tree(app);
  }

  read(handles: readonly Handle[]): Promise<readonly (AxReading | undefined)[]> {
    return this.#elements.read(handles);
  }

  async perform(handle: Handle, action: string): Promise<number> {
    if (this.oddities.personInTheWay === true) {
      this.oddities.personInTheWay = false;
      this.#pointer = { x: 5, y: 5 };
      return axError.failure;
    }
    const part = this.#elements.partOf(handle);
    if (part !== undefined) return this.#pressPart(part);
    const nodeId = this.#elements.idOf(handle);
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

  async #pressPart({ window, part }: WindowPart): Promise<number> {
    if (part === 'AXCloseButton')
      return this.#try(() => this.desktop.act({ kind: 'window', windowId: window, change: { kind: 'close' } }));
    const zoomed = this.#zoomed.delete(window);
    if (!zoomed) this.#zoomed.add(window);
    const change = { kind: zoomed ? 'restore' : 'maximize' } as const;
    return this.#try(() => this.desktop.act({ kind: 'window', windowId: window, change }));
  }

  async set(handle: Handle, attribute: string, value: AxValue): Promise<number> {
    const nodeId = this.#elements.idOf(handle);
    if (nodeId === undefined) return axError.invalidElement;
    const window = [...this.desktop.apps()].flatMap((app) => app.windows()).find((each) => each.root.id === nodeId);
    if (window !== undefined && attribute !== 'AXValue') return this.#setWindow(window.id, attribute, value);
    if (attribute === 'AXFocused') return this.#try(() => this.desktop.act({ kind: 'focus', nodeId }));
    if (attribute !== 'AXValue') return axError.attributeUnsupported;
    if (typeof value === 'number') return this.#try(() => this.desktop.act({ kind: 'set-value', nodeId, value }));
    if (this.oddities.echoesWithoutRendering === true) {
      this.#elements.echo(nodeId, String(value));
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
    const window = app === undefined ? undefined : keyWindowOf(app);
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
    const isLost = this.isCovered && (route.kind === 'global' || this.oddities.coveredIsDeaf === true);
    if (first === undefined || isLost) return;
    const windowId = route.kind === 'window' ? this.windowNamed(route.windowId) : undefined;
    await reaching(this.desktop.desktop.stack, windowId, () => point(this.desktop, first, events));
    this.#afterAct('');
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

  #app(pid: number): RunningApp | undefined {
    return this.desktop.apps().find((app) => app.pid === pid && app.exit === undefined);
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
