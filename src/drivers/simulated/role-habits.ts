/** What widgets of a role usually are: focusable, editable, which actions they publish, how large, how they begin. */
import type { Role } from '../../contracts/accessibility.ts';
import type { Size } from '../../contracts/geometry.ts';

interface Initial {
  readonly text?: string;
  readonly value?: number;
  readonly checked?: boolean;
  readonly selected?: boolean;
  readonly expanded?: boolean;
}

export interface RoleHabits {
  readonly focusable: boolean;
  readonly editable: boolean;
  /** Accessible actions, default first. */
  readonly actions: readonly string[];
  /** Natural size in logical pixels. */
  readonly size: Size;
  readonly initial: Initial;
}

const plain: RoleHabits = {
  focusable: false,
  editable: false,
  actions: [],
  size: { width: 160, height: 24 },
  initial: {},
};

function habits(changes: Partial<RoleHabits>): RoleHabits {
  return { ...plain, ...changes };
}

const field = habits({ focusable: true, editable: true, actions: ['activate'], initial: { text: '' } });
const choice = habits({ focusable: true, actions: ['click'], initial: { selected: false } });

const exceptions: Partial<Record<Role, RoleHabits>> = {
  button: habits({ focusable: true, actions: ['click'], size: { width: 120, height: 32 } }),
  link: habits({ focusable: true, actions: ['jump'] }),
  checkbox: habits({ focusable: true, actions: ['click'], initial: { checked: false } }),
  switch: habits({
    focusable: true,
    actions: ['toggle'],
    size: { width: 56, height: 24 },
    initial: { checked: false },
  }),
  radio: habits({ focusable: true, actions: ['click'], initial: { checked: false } }),
  combobox: habits({ focusable: true, actions: ['press'], initial: { text: '', expanded: false } }),
  textbox: { ...field, size: { width: 240, height: 28 } },
  searchbox: { ...field, size: { width: 240, height: 28 } },
  spinbutton: { ...field, size: { width: 120, height: 28 }, initial: { text: '0', value: 0 } },
  slider: habits({ focusable: true, size: { width: 240, height: 24 }, initial: { value: 0 } }),
  progressbar: habits({ size: { width: 240, height: 16 }, initial: { value: 0 } }),
  meter: habits({ size: { width: 240, height: 16 }, initial: { value: 0 } }),
  scrollbar: habits({ size: { width: 16, height: 120 }, initial: { value: 0 } }),
  option: { ...choice, initial: { selected: false } },
  listitem: { ...choice, initial: { selected: false } },
  treeitem: { ...choice, initial: { selected: false } },
  row: habits({ initial: { selected: false } }),
  tab: { ...choice, size: { width: 96, height: 28 } },
  menuitem: habits({ focusable: true, actions: ['click'], size: { width: 120, height: 24 } }),
  menuitemcheckbox: habits({ focusable: true, actions: ['click'], initial: { checked: false } }),
  menuitemradio: habits({ focusable: true, actions: ['click'], initial: { checked: false } }),
  separator: habits({ size: { width: 160, height: 6 } }),
  status: habits({ size: { width: 480, height: 24 } }),
};

export function habitsOf(role: Role): RoleHabits {
  return exceptions[role] ?? plain;
}

/** Roles whose content is their name, as in GTK. */
export function isLabel(role: Role): boolean {
  return role === 'text' || role === 'status' || role === 'heading' || role === 'paragraph';
}

/** Roles of which only one sibling can be on. */
export function isExclusive(role: Role): boolean {
  return role === 'radio' || role === 'menuitemradio' || role === 'option' || role === 'tab' || role === 'listitem';
}
