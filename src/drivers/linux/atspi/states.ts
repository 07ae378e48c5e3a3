/** The 64 state bits of AT-SPI, and what they mean for an element of a given role. */
import type { NodeStates, Role } from '../../../contracts/accessibility.ts';

/** Bit numbers of AtspiStateType, only those that are read. */
export const bit = {
  active: 1,
  busy: 3,
  checked: 4,
  collapsed: 5,
  defunct: 6,
  editable: 7,
  expandable: 9,
  expanded: 10,
  focusable: 11,
  focused: 12,
  horizontal: 14,
  modal: 16,
  multiLine: 17,
  pressed: 20,
  selectable: 22,
  selected: 23,
  sensitive: 24,
  showing: 25,
  vertical: 29,
  visible: 30,
  managesDescendants: 31,
  indeterminate: 32,
  required: 33,
  checkable: 41,
  readOnly: 43,
} as const;

export type StateName = keyof typeof bit;

/** The two 32-bit words of `Accessible.GetState`. */
export class StateBits {
  static readonly none = new StateBits(0, 0);

  readonly low: number;
  readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
  }

  /** From a reply; anything else than two numbers is read as no state at all. */
  static from(value: unknown): StateBits {
    if (!Array.isArray(value)) return StateBits.none;
    const [low, high] = value as unknown[];
    return new StateBits(typeof low === 'number' ? low : 0, typeof high === 'number' ? high : 0);
  }

  has(name: StateName): boolean {
    const number = bit[name];
    return number < 32 ? ((this.low >>> number) & 1) === 1 : ((this.high >>> (number - 32)) & 1) === 1;
  }

  /** These bits with one of them set or cleared. */
  having(name: StateName, holds: boolean): StateBits {
    const number = bit[name];
    const set = (word: number, at: number): number => (holds ? word | (1 << at) : word & ~(1 << at)) >>> 0;
    return number < 32
      ? new StateBits(set(this.low, number), this.high)
      : new StateBits(this.low, set(this.high, number - 32));
  }

  /** These bits and those of `names` that the other has. */
  with(other: StateBits, names: readonly StateName[]): StateBits {
    const taken = names.filter((name) => other.has(name)).map((name) => bit[name]);
    const low = taken.filter((number) => number < 32).reduce((word, number) => word | (1 << number), this.low);
    const high = taken
      .filter((number) => number >= 32)
      .reduce((word, number) => word | (1 << (number - 32)), this.high);
    return new StateBits(low >>> 0, high >>> 0);
  }
}

/** What beside the bits decides: the toolkit's quirks are settled before this is asked. */
export interface StateContext {
  readonly role: Role;
  readonly nativeRole: string;
  readonly visible: boolean;
  /** Visible, but scrolled out of sight. */
  readonly offscreen?: boolean;
  /** Chromium takes `sensitive` away from what is read-only, and `readOnly` from what is disabled. */
  readonly readOnlyIsEnabled?: boolean;
  /** Qt says `focused` on the current tab of a bar; then this carries the truth. */
  readonly tab?: { readonly current: boolean; readonly focused: boolean };
}

const checkable: ReadonlySet<Role> = new Set(['checkbox', 'menuitemcheckbox', 'menuitemradio', 'radio', 'switch']);
const mayBeCheckable: ReadonlySet<Role> = new Set(['cell', 'listitem', 'menuitem', 'option', 'row', 'treeitem']);
const selectable: ReadonlySet<Role> = new Set(['cell', 'listitem', 'option', 'row', 'treeitem']);
const windows: ReadonlySet<Role> = new Set(['alertdialog', 'dialog', 'window']);
const fields: ReadonlySet<Role> = new Set(['combobox', 'searchbox', 'spinbutton', 'textbox']);
const texts: ReadonlySet<Role> = new Set(['searchbox', 'textbox']);

/** States as the contract has them: a property is present only where the role can have the state. */
export function nodeStates(bits: StateBits, context: StateContext): NodeStates {
  return {
    visible: context.visible,
    ...(context.offscreen === true ? { offscreen: true } : {}),
    // `sensitive`, not `enabled`: GTK 4 never sets the latter, the other toolkits set both together.
    enabled: bits.has('sensitive') || (context.readOnlyIsEnabled === true && bits.has('readOnly')),
    focusable: bits.has('focusable'),
    focused: context.tab?.focused ?? bits.has('focused'),
    editable: bits.has('editable'),
    ...toggles(bits, context),
    ...choices(bits, context),
    ...(windows.has(context.role) ? { modal: bits.has('modal'), active: bits.has('active') } : {}),
    ...entries(bits, context),
    ...(bits.has('busy') || context.role === 'document' ? { busy: bits.has('busy') } : {}),
  };
}

function toggles(bits: StateBits, { role, nativeRole }: StateContext): Pick<NodeStates, 'checked' | 'pressed'> {
  if (checkable.has(role) || (mayBeCheckable.has(role) && (bits.has('checkable') || bits.has('checked')))) {
    return { checked: bits.has('indeterminate') ? 'mixed' : bits.has('checked') };
  }
  const toggle = nativeRole === 'toggle button' || bits.has('checkable');
  // A disclosure (summary of details) is a toggle button to Chromium, but what it has is `expanded`.
  if (role === 'button' && toggle && !bits.has('expandable')) {
    return { pressed: bits.has('pressed') || bits.has('checked') };
  }
  return {};
}

function choices(bits: StateBits, { role, tab }: StateContext): Pick<NodeStates, 'selected' | 'expanded'> {
  const opens = bits.has('expandable') || bits.has('expanded') || bits.has('collapsed');
  return {
    ...(role === 'tab' ? { selected: tab?.current ?? bits.has('selected') } : {}),
    ...(selectable.has(role) && (bits.has('selectable') || bits.has('selected'))
      ? { selected: bits.has('selected') }
      : {}),
    ...(opens ? { expanded: bits.has('expanded') } : {}),
  };
}

function entries(
  bits: StateBits,
  { role, nativeRole }: StateContext,
): Pick<NodeStates, 'multiline' | 'required' | 'readonly' | 'protected'> {
  return {
    ...(role === 'textbox' ? { multiline: bits.has('multiLine') } : {}),
    ...(fields.has(role) ? { required: bits.has('required') } : {}),
    // Qt says `editable` of text fields, but never of spin buttons.
    ...(texts.has(role) ? { readonly: bits.has('readOnly') || !bits.has('editable') } : {}),
    ...(role === 'spinbutton' ? { readonly: bits.has('readOnly') } : {}),
    ...(nativeRole === 'password text' ? { protected: true } : {}),
  };
}
