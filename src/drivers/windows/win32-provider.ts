/** The `win32` element provider: the tree of window handles, read by messages, with the parts of the system's controls. */
import type { AccessibleNode, NodeId, NodeReading, NodeStates } from '../../contracts/accessibility.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { intersection, type Rect } from '../../contracts/geometry.ts';
import { statusBarReader, tabsReader, toolBarReader } from './bars.ts';
import type { ControlKind } from './classes.ts';
import type { Control, Controls } from './control.ts';
import type { Descent } from './descent.ts';
import { actionsOf, runAct } from './element-acts.ts';
import {
  hasText,
  hasValue,
  isLabel,
  numberOf,
  ownName,
  partNode,
  partStates,
  sharesLabel,
  statesOf,
  takesLabel,
  textOf,
  type WindowState,
} from './hwnd-elements.ts';
import { type NodeAddress, nodeId, parseNodeId } from './ids.ts';
import { comboReader, listBoxReader } from './lists.ts';
import { listViewReader } from './listview.ts';
import { Menus } from './menu.ts';
import { Messages } from './messages.ts';
import type { Hwnd, Win32 } from './native.ts';
import type { Part, PartReader, Reach } from './part.ts';
import type { ElementAct, ElementProvider } from './provider.ts';
import { RemotePages } from './remote.ts';
import { treeViewReader } from './treeview.ts';
import { GW, WM } from './winuser.ts';

/** What is remembered of windows, for all who look at them. */
export interface Familiar {
  readonly controls: Controls;
  readonly descent: Descent;
}

/** What stays the same while one window is walked. */
interface Walk {
  readonly below: ReadonlyMap<Hwnd, readonly Hwnd[]>;
  readonly window: WindowState;
  readonly contents: Map<NodeId, string> | undefined;
}

export class Win32Provider implements ElementProvider {
  readonly name = 'win32';
  readonly #reach: Reach;
  readonly #descent: Descent;
  readonly #menus: Menus;
  readonly #readers: Readonly<Partial<Record<ControlKind, PartReader>>>;

  /** `patienceMs`: how long a window may take to answer one question. */
  constructor(win32: Win32, { controls, descent }: Familiar, patienceMs?: number) {
    this.#reach = {
      win32,
      messages: new Messages(win32, patienceMs),
      controls,
      pages: new RemotePages(win32),
    };
    this.#descent = descent;
    this.#menus = new Menus(this.#reach);
    this.#readers = {
      listbox: listBoxReader(this.#reach),
      combo: comboReader(this.#reach),
      listview: listViewReader(this.#reach),
      treeview: treeViewReader(this.#reach),
      tabs: tabsReader(this.#reach),
      toolbar: toolBarReader(this.#reach),
      statusbar: statusBarReader(this.#reach),
    };
  }

  async tree(windows: readonly Hwnd[], contents?: Map<NodeId, string>): Promise<readonly AccessibleNode[]> {
    const { controls } = this.#reach;
    const trees = windows
      .filter((hwnd) => controls.alive(hwnd))
      .map((hwnd) => ({ hwnd, root: this.#window(hwnd, contents) }));
    // what was read from a window that went away meanwhile is half empty
    return trees.filter(({ hwnd }) => controls.alive(hwnd)).map(({ root }) => root);
  }

  #window(hwnd: Hwnd, contents: Map<NodeId, string> | undefined): AccessibleNode {
    // most of what follows is known to Windows: whether the application answers at all must be asked
    this.#reach.messages.send(hwnd, WM.NULL);
    const window = this.#windowState(hwnd);
    const control = this.#reach.controls.describe(hwnd);
    const below = this.#descent.below(hwnd);
    const children = this.#children(hwnd, control.visible, { below, window, contents });
    const items = this.#menus.list(hwnd);
    const menuBar: AccessibleNode = {
      id: nodeId(hwnd, 'menubar'),
      role: 'menubar',
      nativeRole: 'menu bar',
      name: '',
      description: '',
      states: { visible: control.visible, enabled: window.enabled, focusable: false, focused: false, editable: false },
      children: items.map((item) => this.#menuNode(item, control, window)),
      hasText: false,
      hasValue: false,
    };
    return {
      ...this.#node(control, window, ownName(this.#reach, control), []),
      // applications often make their modal questions of plain windows
      ...(window.modal ? { role: 'dialog' as const } : {}),
      windowId: nodeId(hwnd),
      children: items.length === 0 ? children : [menuBar, ...children],
    };
  }

  /** Items below the bar exist for a person only while their menu is open. */
  #menuNode(part: Part, control: Control, window: WindowState): AccessibleNode {
    const node = partNode({ ...part, children: [] }, control, window);
    const visible = control.visible && this.#menus.rect(control.hwnd, part) !== undefined;
    return {
      ...node,
      states: { ...node.states, visible },
      children: part.children.map((child) => this.#menuNode(child, control, window)),
    };
  }

  #windowState(hwnd: Hwnd): WindowState {
    const { user32 } = this.#reach.win32;
    const owner = user32.GetWindow(hwnd, GW.OWNER);
    return {
      hwnd,
      enabled: user32.IsWindowEnabled(hwnd) !== 0,
      active: user32.GetForegroundWindow() === hwnd,
      focus: this.#reach.controls.thread(hwnd).focus,
      modal: owner !== 0 && user32.IsWindowEnabled(owner) === 0,
    };
  }

  #children(parent: Hwnd, visible: boolean, walk: Walk): readonly AccessibleNode[] {
    let label: AccessibleNode | undefined;
    let buddyLabel: AccessibleNode | undefined;
    return (walk.below.get(parent) ?? []).map((hwnd) => {
      const control = this.#reach.controls.describe(hwnd, visible);
      const named = takesLabel(control) ? (label ?? (control.kind === 'updown' ? buddyLabel : undefined)) : undefined;
      const name = named?.name ?? ownName(this.#reach, control);
      const node = {
        ...this.#node(control, walk.window, name, this.#children(hwnd, control.visible, walk)),
        ...(named === undefined ? {} : { labelledBy: [named.id] }),
      };
      label = isLabel(control) ? node : undefined;
      buddyLabel = sharesLabel(control) ? named : undefined;
      if (walk.contents !== undefined) this.#note(walk.contents, control, node.id);
      return node;
    });
  }

  /** Labels are watched by their names already. */
  #note(contents: Map<NodeId, string>, control: Control, id: NodeId): void {
    const content =
      control.kind === 'static' ? undefined : (textOf(this.#reach, control) ?? numberOf(this.#reach, control));
    if (content !== undefined) contents.set(id, String(content));
  }

  #node(control: Control, window: WindowState, name: string, children: readonly AccessibleNode[]): AccessibleNode {
    const parts = this.#readers[control.kind]?.list(control) ?? [];
    return {
      id: nodeId(control.hwnd),
      role: control.role,
      nativeRole: control.className,
      name,
      description: '',
      ...(control.controlId > 0 && control.hwnd !== window.hwnd ? { nativeId: String(control.controlId) } : {}),
      states: statesOf(this.#reach, control, window),
      children: [...children, ...parts.map((part) => partNode(part, control, window))],
      hasText: hasText(control),
      hasValue: hasValue(control),
    };
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    return ids.map((id) => {
      const address = parseNodeId(id);
      if (address === undefined || !this.#reach.controls.alive(address.hwnd)) return undefined;
      return address.part === undefined ? this.#readControl(id, address.hwnd) : this.#readPart(id, address);
    });
  }

  #readControl(id: NodeId, hwnd: Hwnd): NodeReading {
    const control = this.#reach.controls.describe(hwnd);
    const window = this.#windowState(this.#reach.controls.root(hwnd));
    const text = textOf(this.#reach, control);
    const value = numberOf(this.#reach, control);
    return {
      id,
      role: control.role,
      name: this.#labelOf(control) ?? ownName(this.#reach, control),
      description: '',
      states: statesOf(this.#reach, control, window),
      ...(control.visible ? { bounds: control.rect } : {}),
      ...(text === undefined ? {} : { text }),
      ...(value === undefined ? {} : { value }),
      actions: actionsOf(control),
    };
  }

  #labelOf(control: Control): string | undefined {
    if (!takesLabel(control)) return undefined;
    const before = this.#reach.win32.user32.GetWindow(control.hwnd, GW.PREVIOUS);
    if (before === 0) return undefined;
    const label = this.#reach.controls.describe(before);
    if (isLabel(label)) return ownName(this.#reach, label);
    return control.kind === 'updown' && sharesLabel(label) ? this.#labelOf(label) : undefined;
  }

  #readPart(id: NodeId, { hwnd, part: path }: NodeAddress): NodeReading | undefined {
    if (path === undefined) return undefined;
    const control = this.#reach.controls.describe(hwnd);
    const window = this.#windowState(this.#reach.controls.root(hwnd));
    if (path.kind === 'menubar') return this.#readMenuBar(id, control, window);
    const isMenu = path.kind === 'menu';
    const reader = this.#readers[control.kind];
    const found = find(isMenu ? this.#menus.list(hwnd) : (reader?.list(control) ?? []), path.kind, path.path);
    if (found === undefined) return undefined;
    const bounds = isMenu ? this.#menus.rect(hwnd, path) : this.#shown(control, reader?.rect(control, path));
    const states: NodeStates = partStates(found, control, window);
    return {
      id,
      role: found.role,
      name: found.name,
      description: '',
      states: { ...states, visible: states.visible && bounds !== undefined },
      ...(bounds === undefined ? {} : { bounds }),
      text: found.name,
      actions: isMenu ? ['click'] : (reader?.actions ?? []),
    };
  }

  #readMenuBar(id: NodeId, control: Control, window: WindowState): NodeReading {
    const states = {
      visible: control.visible,
      enabled: window.enabled,
      focusable: false,
      focused: false,
      editable: false,
    };
    return { id, role: 'menubar', name: '', description: '', states, actions: [] };
  }

  /** The part of an item that its control does not cut off; an open combo list draws outside its control. */
  #shown(control: Control, rect: Rect | undefined): Rect | undefined {
    if (rect === undefined || control.kind === 'combo') return rect;
    return intersection(rect, control.rect);
  }

  async act(act: ElementAct): Promise<void> {
    const address = parseNodeId(act.nodeId);
    if (address === undefined || !this.#reach.controls.alive(address.hwnd)) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `the element ${act.nodeId} is gone`, {
        fix: 'look it up again: its window was destroyed',
      });
    }
    const control = this.#reach.controls.describe(address.hwnd);
    runAct(this.#reach, act, control, address, this.#readers[control.kind], this.#menus);
  }

  windowOf(id: NodeId): Hwnd | undefined {
    const hwnd = parseNodeId(id)?.hwnd;
    return hwnd === undefined || !this.#reach.controls.alive(hwnd) ? undefined : this.#reach.controls.root(hwnd);
  }

  forget(pid: number): void {
    this.#reach.pages.forget(pid);
  }

  async close(): Promise<void> {
    this.#reach.pages.close();
  }
}

function find(parts: readonly Part[], kind: string, path: readonly number[]): Part | undefined {
  for (const part of parts) {
    if (part.kind === kind && part.path.length === path.length && part.path.every((step, at) => step === path[at]))
      return part;
    const below = find(part.children, kind, path);
    if (below !== undefined) return below;
  }
  return undefined;
}
