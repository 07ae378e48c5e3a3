/** Accessibility elements of macOS as accessible nodes and readings. */
import type { AccessibleNode, NodeReading, NodeStates, Role } from '../../contracts/accessibility.ts';
import { isEmptyRect, type Rect } from '../../contracts/geometry.ts';
import type { AxElement, AxReading, AxValue } from './backend.ts';
import { roleOf } from './roles.ts';

type Attributes = AxElement['attributes'];

export function textOf(value: AxValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function flag(value: AxValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' ? value !== 0 : undefined;
}

export function boundsOf({ AXPosition: at, AXSize: size }: Attributes): Rect | undefined {
  if (at === null || size === null || typeof at !== 'object' || typeof size !== 'object') return undefined;
  if (at.kind !== 'point' || size.kind !== 'size') return undefined;
  const rect = { x: at.x, y: at.y, width: size.width, height: size.height };
  return isEmptyRect(rect) ? undefined : rect;
}

/** A menu item below a pop-up button is one of its options. */
function roleIn(attributes: Attributes, parent: Role | undefined): Role {
  const role = roleOf(textOf(attributes['AXRole']), textOf(attributes['AXSubrole']));
  return role === 'menuitem' && parent === 'combobox' ? 'option' : role;
}

const checkable: ReadonlySet<Role> = new Set(['checkbox', 'radio', 'switch']);
const chosen: ReadonlySet<Role> = new Set(['tab', 'option', 'row', 'treeitem', 'listitem']);
const numbered: ReadonlySet<Role> = new Set(['slider', 'spinbutton', 'progressbar', 'meter', 'scrollbar']);
const worded: ReadonlySet<Role> = new Set([
  'textbox',
  'searchbox',
  'combobox',
  'text',
  'document',
  'status',
  'heading',
]);
const fields: ReadonlySet<Role> = new Set(['textbox', 'searchbox']);

function checkedState(attributes: Attributes): Partial<NodeStates> {
  const value = attributes['AXValue'];
  return { checked: value === 2 ? 'mixed' : flag(value) === true };
}

function fieldStates({ attributes, settable }: Pick<AxElement, 'attributes' | 'settable'>): Partial<NodeStates> {
  const editable = settable === true;
  return {
    editable,
    ...(editable ? {} : { readonly: true }),
    multiline: attributes['AXRole'] === 'AXTextArea',
    ...(isSecret(attributes) ? { protected: true } : {}),
  };
}

function isSecret(attributes: Attributes): boolean {
  return attributes['AXSubrole'] === 'AXSecureTextField';
}

export function statesOf(element: Pick<AxElement, 'attributes' | 'settable'>, role: Role): NodeStates {
  const { attributes } = element;
  const expanded = flag(attributes['AXExpanded']);
  const modal = flag(attributes['AXModal']);
  const main = role === 'window' || role === 'dialog' ? flag(attributes['AXMain']) : undefined;
  return {
    visible: boundsOf(attributes) !== undefined,
    enabled: flag(attributes['AXEnabled']) !== false,
    focusable: fields.has(role) || role === 'button' || checkable.has(role),
    focused: flag(attributes['AXFocused']) === true,
    editable: false,
    ...(checkable.has(role) ? checkedState(attributes) : {}),
    ...(attributes['AXSubrole'] === 'AXToggle' ? { pressed: flag(attributes['AXValue']) === true } : {}),
    ...(chosen.has(role) ? { selected: flag(attributes['AXSelected'] ?? attributes['AXValue']) === true } : {}),
    ...(expanded === undefined ? {} : { expanded }),
    ...(modal === undefined ? {} : { modal }),
    ...(main === undefined ? {} : { active: main }),
    ...(fields.has(role) ? fieldStates(element) : {}),
  };
}

/** The title, else the label beside it, else the description; static texts carry their words as their value. */
function nameOf(attributes: Attributes, role: Role, labels: ReadonlyMap<number, string>): string {
  const label = attributes['AXTitleUIElement'];
  const beside = typeof label === 'object' && label?.kind === 'element' ? (labels.get(label.handle) ?? '') : '';
  const own = textOf(attributes['AXTitle']) || beside || textOf(attributes['AXDescription']);
  return own === '' && (role === 'text' || role === 'status') ? textOf(attributes['AXValue']) : own;
}

function labelTexts(elements: readonly AxElement[], into = new Map<number, string>()): ReadonlyMap<number, string> {
  for (const { handle, attributes, children } of elements) {
    if (attributes['AXRole'] === 'AXStaticText')
      into.set(handle, textOf(attributes['AXValue']) || textOf(attributes['AXTitle']));
    labelTexts(children, into);
  }
  return into;
}

export function nodeId(handle: number): string {
  return `ax${handle}`;
}

export function handleOf(id: string): number | undefined {
  const digits = /^ax(\d+)$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function windowId(id: number): string {
  return `cg${id}`;
}

export function nodesOf(elements: readonly AxElement[]): readonly AccessibleNode[] {
  const labels = labelTexts(elements);
  const build = (element: AxElement, parent: Role | undefined): AccessibleNode => {
    const { attributes } = element;
    const role = roleIn(attributes, parent);
    const label = attributes['AXTitleUIElement'];
    const identifier = textOf(attributes['AXIdentifier']);
    // the menu of a pop-up button is only its frame: its options belong to the button
    const through = role === 'menu' && parent === 'combobox' ? parent : role;
    return {
      id: nodeId(element.handle),
      role,
      nativeRole: [attributes['AXRole'], attributes['AXSubrole']].filter(Boolean).join('/'),
      name: nameOf(attributes, role, labels),
      description: textOf(attributes['AXHelp']),
      ...(identifier === '' ? {} : { nativeId: identifier }),
      states: statesOf(element, role),
      children: element.children.map((child) => build(child, through)),
      ...(element.windowId === undefined ? {} : { windowId: windowId(element.windowId) }),
      ...(typeof label === 'object' && label?.kind === 'element' ? { labelledBy: [nodeId(label.handle)] } : {}),
      hasText: worded.has(role),
      hasValue: numbered.has(role),
    };
  };
  return elements.map((element) => build(element, undefined));
}

/** `known` is the node of the last tree: role and name of an element depend on where it stands. */
export function readingOf(reading: AxReading, known: AccessibleNode | undefined): NodeReading {
  const { attributes } = reading;
  const role = known?.role ?? roleIn(attributes, undefined);
  const bounds = boundsOf(attributes);
  const value = attributes['AXValue'];
  const text = isSecret(attributes) ? undefined : textOf(value);
  return {
    id: nodeId(reading.handle),
    role,
    name: nameOf(attributes, role, new Map()) || (known?.name ?? ''),
    description: textOf(attributes['AXHelp']),
    states: statesOf(reading, role),
    ...(bounds === undefined ? {} : { bounds }),
    ...(worded.has(role) && text !== undefined ? { text } : {}),
    ...(numbered.has(role) && typeof value === 'number' ? { value } : {}),
    actions: reading.actions,
  };
}
