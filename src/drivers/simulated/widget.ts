/** One element of a simulated application: what it is, what is true of it now, and what it does when used. */
import type { NodeStates, Role } from '../../contracts/accessibility.ts';
import type { KeyChord } from '../../contracts/act.ts';
import type { Signal } from '../../contracts/driver.ts';
import type { Rect, Size } from '../../contracts/geometry.ts';
import { habitsOf } from './role-habits.ts';

export type TreeChange = Extract<Signal, { kind: 'tree' }>['change'];

/** What is true of a widget now; everything an application or a person can change. */
export interface WidgetState {
  readonly name: string;
  readonly description: string;
  readonly text: string | undefined;
  readonly value: number | undefined;
  readonly shown: boolean;
  readonly enabled: boolean;
  readonly checked: boolean | 'mixed' | undefined;
  readonly pressed: boolean | undefined;
  readonly selected: boolean | undefined;
  readonly expanded: boolean | undefined;
  readonly busy: boolean | undefined;
  readonly required: boolean | undefined;
  readonly readonly: boolean | undefined;
}

/** Ways in which real widgets misbehave. */
export interface Oddities {
  /** Clicks, keys and actions reach it and nothing happens, not even a highlight. */
  readonly silent?: boolean;
  /** It highlights under the pointer and does nothing else. */
  readonly prelightOnly?: boolean;
  /** The toolkit publishes no accessible actions for it. */
  readonly noActions?: boolean;
  /** Every n-th typed character is lost. */
  readonly dropsEveryNthCharacter?: number;
  /** The tree changes at once, the pixels this much later. */
  readonly drawDelayMs?: number;
}

/** What an application can do from inside a widget's handler; `RunningApp` is the one implementation. */
export interface WidgetHost {
  readonly id: string;
  nextWidgetId(): string;
  /** Something about the widget changed: signals go out and its pixels are repainted. */
  changed(widget: Widget, change: TreeChange, detail: string): void;
  /** Children came or went: positions are worked out again. */
  restructured(widget: Widget): void;
}

export interface WidgetHandlers {
  /** Clicked, invoked, or activated by Enter or Space. */
  readonly activate?: (widget: Widget) => void;
  /** The person changed its text, value, check or selection. */
  readonly change?: (widget: Widget) => void;
  readonly doubleClick?: (widget: Widget) => void;
  readonly contextMenu?: (widget: Widget) => void;
  /** `source` was dragged from elsewhere and let go here. */
  readonly drop?: (widget: Widget, source: Widget) => void;
  /** Returns true when the key is used up. */
  readonly key?: (widget: Widget, chord: KeyChord) => boolean;
}

export interface WidgetOptions extends Partial<WidgetState> {
  readonly role: Role;
  readonly nativeRole?: string;
  readonly nativeId?: string;
  readonly multiline?: boolean;
  /** A password field: its text is never published. */
  readonly protected?: boolean;
  readonly focusable?: boolean;
  readonly range?: { readonly min: number; readonly max: number; readonly step: number };
  readonly size?: Partial<Size>;
  /** How children are placed; `column` unless told. */
  readonly layout?: 'column' | 'row';
  /** Content taller than this scrolls. */
  readonly viewportHeight?: number;
  readonly children?: readonly Widget[];
  readonly labelledBy?: Widget;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Colour of its area, `0xRRGGBB`. */
  readonly color?: number;
  readonly oddities?: Oddities;
  readonly on?: WidgetHandlers;
}

const changeOf: { readonly [K in keyof WidgetState]: TreeChange } = {
  name: 'name',
  description: 'other',
  text: 'text',
  value: 'value',
  shown: 'state',
  enabled: 'state',
  checked: 'state',
  pressed: 'state',
  selected: 'state',
  expanded: 'state',
  busy: 'state',
  required: 'state',
  readonly: 'state',
};

export class Widget {
  readonly role: Role;
  readonly options: WidgetOptions;
  parent: Widget | undefined;
  /** Place inside its window or popup, before scrolling; set by the layout. */
  place: Rect = { x: 0, y: 0, width: 0, height: 0 };
  scrolledBy = 0;
  /** Text cursor and selection anchor, in UTF-16 units of `state.text`. */
  caret = 0;
  anchor = 0;
  /** Under the pointer; drawn, but not published. */
  prelit = false;
  #id = '';
  #host: WidgetHost | undefined;
  #state: WidgetState;
  #drawn: WidgetState;
  #children: Widget[] = [];

  constructor(options: WidgetOptions) {
    const { initial } = habitsOf(options.role);
    this.role = options.role;
    this.options = options;
    this.#state = {
      name: options.name ?? '',
      description: options.description ?? '',
      text: options.text ?? initial.text,
      value: options.value ?? initial.value,
      shown: options.shown ?? true,
      enabled: options.enabled ?? true,
      checked: options.checked ?? initial.checked,
      pressed: options.pressed,
      selected: options.selected ?? initial.selected,
      expanded: options.expanded ?? initial.expanded,
      busy: options.busy,
      required: options.required,
      readonly: options.readonly,
    };
    this.#drawn = this.#state;
    this.caret = this.#state.text?.length ?? 0;
    this.anchor = this.caret;
    for (const child of options.children ?? []) this.#adopt(child);
  }

  /** Empty until the widget is on the desktop. */
  get id(): string {
    return this.#id;
  }

  get state(): WidgetState {
    return this.#state;
  }

  /** What the pixels show; behind `state` while drawing is late. */
  get drawn(): WidgetState {
    return this.#drawn;
  }

  get children(): readonly Widget[] {
    return this.#children;
  }

  get oddities(): Oddities {
    return this.options.oddities ?? {};
  }

  get focusable(): boolean {
    return this.options.focusable ?? habitsOf(this.role).focusable;
  }

  get editable(): boolean {
    return habitsOf(this.role).editable && this.#state.readonly !== true;
  }

  get actions(): readonly string[] {
    return this.oddities.noActions === true ? [] : habitsOf(this.role).actions;
  }

  /** Joins an application: this widget and all below it get ids. */
  attach(host: WidgetHost): void {
    this.#host = host;
    if (this.#id === '') this.#id = host.nextWidgetId();
    for (const child of this.#children) child.attach(host);
  }

  /** Changes what is true of it; tells the desktop about each difference. */
  change(patch: Partial<WidgetState>): void {
    const before = this.#state;
    this.#state = { ...before, ...patch };
    if (this.oddities.drawDelayMs === undefined) this.#drawn = this.#state;
    this.caret = Math.min(this.caret, this.#state.text?.length ?? 0);
    this.anchor = Math.min(this.anchor, this.#state.text?.length ?? 0);
    for (const key of Object.keys(changeOf) as (keyof WidgetState)[]) {
      if (before[key] !== this.#state[key]) this.#host?.changed(this, changeOf[key], key);
    }
  }

  /** The pixels catch up with the state. */
  catchUp(): void {
    this.#drawn = this.#state;
  }

  add(child: Widget): void {
    this.#adopt(child);
    if (this.#host === undefined) return;
    child.attach(this.#host);
    this.#host.changed(this, 'children', 'add');
    this.#host.restructured(this);
  }

  removeChildren(): void {
    for (const child of this.#children) child.parent = undefined;
    this.#children = [];
    this.#host?.changed(this, 'children', 'remove');
    this.#host?.restructured(this);
  }

  /** This widget and everything below it, in tree order. */
  *all(): Generator<Widget> {
    yield this;
    for (const child of this.#children) yield* child.all();
  }

  *ancestors(): Generator<Widget> {
    for (let widget = this.parent; widget !== undefined; widget = widget.parent) yield widget;
  }

  get root(): Widget {
    let root: Widget = this;
    for (const ancestor of this.ancestors()) root = ancestor;
    return root;
  }

  /** States it has of itself; visible, focused and active depend on the desktop. */
  ownStates(): Omit<NodeStates, 'visible' | 'focused'> {
    const { checked, pressed, selected, expanded, busy, required, readonly } = this.#state;
    const optional = { checked, pressed, selected, expanded, busy, required, readonly };
    const multiline = this.options.multiline;
    const defined = Object.fromEntries(
      Object.entries({ ...optional, multiline, protected: this.options.protected }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return {
      enabled: this.#enabledWithAncestors(),
      focusable: this.focusable,
      editable: this.editable,
      ...defined,
    };
  }

  #enabledWithAncestors(): boolean {
    return this.#state.enabled && [...this.ancestors()].every((ancestor) => ancestor.#state.enabled);
  }

  #adopt(child: Widget): void {
    child.parent = this;
    this.#children.push(child);
  }
}

/** Shorter to read in an application's description. */
export function widget(role: Role, options: Omit<WidgetOptions, 'role'> = {}): Widget {
  return new Widget({ role, ...options });
}
