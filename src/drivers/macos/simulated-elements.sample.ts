/** The simulated desktop's widgets in the words of the accessibility interface. */
import type { AccessibleNode, NodeReading, NodeStates, Role } from '../../contracts/accessibility.ts';
import type { RunningApp } from '../simulated/running-app.ts';
import type { SimulatedSession } from '../simulated/session.ts';
import type { AxElement, AxReading, AxValue, Handle } from './backend.ts';
import { roleTable, valued } from './roles.ts';

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

/** A button of a window's title bar. */
export interface WindowPart {
  readonly window: string;
  readonly part: Part;
}

export class SimulatedElements {
  readonly #desktop: SimulatedSession;
  /** The window server's number of a window. */
  readonly #numberOf: (windowId: string) => number;
  readonly #handles = new Map<string, Handle>();
  readonly #echoes = new Map<string, string>();
  readonly #parts = new Map<Handle, WindowPart>();
  #next = 1;

  constructor(desktop: SimulatedSession, numberOf: (windowId: string) => number) {
    this.#desktop = desktop;
    this.#numberOf = numberOf;
  }

  /** As when an application rebuilds its views. */
  forgetHandles(): void {
    this.#handles.clear();
  }

  /** From now on a field tells this as its value, whatever it holds. */
  echo(nodeId: string, text: string): void {
    this.#echoes.set(nodeId, text);
  }

  partOf(handle: Handle): WindowPart | undefined {
    return this.#parts.get(handle);
  }

  /** Windows, then the menu bar. */
  async tree(app: RunningApp): Promise<readonly AxElement[]> {
    const roots = await this.#desktop.tree({ kind: 'app', appId: app.id }, { fresh: true });
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
    const readings = await this.#desktop.read(ids);
    return new Map(readings.flatMap((reading) => (reading === undefined ? [] : [[reading.id, reading] as const])));
  }

  #element(node: AccessibleNode, readings: ReadonlyMap<string, NodeReading>, app: RunningApp): AxElement {
    const reading = readings.get(node.id);
    const window = node.windowId;
    const attributes = this.#attributes(node, reading);
    const number = window === undefined ? {} : { windowId: this.#numberOf(window) };
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
      AXMain: keyWindowOf(app)?.id === id,
      AXMinimized: window?.minimized === true,
      AXModal: window?.options.modal === true,
      AXCloseButton: part('AXCloseButton'),
      AXZoomButton: part('AXZoomButton'),
    };
  }

  async read(handles: readonly Handle[]): Promise<readonly (AxReading | undefined)[]> {
    const ids = handles.map((handle) => this.idOf(handle) ?? 'none');
    const readings = await this.#desktop.read(ids);
    return readings.map((reading, at) => {
      const handle = handles[at];
      if (reading === undefined || handle === undefined) return undefined;
      const app = this.#desktop.apps().find((each) => reading.id.startsWith(`${each.id}/`));
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

  #handle(id: string): Handle {
    const known = this.#handles.get(id);
    if (known !== undefined) return known;
    this.#handles.set(id, this.#next);
    return this.#next++;
  }

  idOf(handle: Handle): string | undefined {
    for (const [id, each] of this.#handles) if (each === handle) return id;
    return undefined;
  }
}

/** The window of an application that its keys reach. */
export function keyWindowOf(app: RunningApp) {
  return app.windows().findLast((window) => window.framed && !window.minimized);
}
