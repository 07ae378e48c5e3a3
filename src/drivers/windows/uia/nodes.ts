/** What UI Automation tells of an element, as an accessible node: role, states, text, actions. */
import type { AccessibleNode, NodeId, NodeReading, NodeStates, Role } from '../../../contracts/accessibility.ts';
import { isEmptyRect, type Rect } from '../../../contracts/geometry.ts';
import { nodeId } from '../ids.ts';
import type { Facts, UiaAction, UiaAddress, UiaElement, UiaReading } from './backend.ts';
import { roleOf, titleBar } from './roles.ts';

const shape = /^u([0-9a-f]+)\/(.+)$/;

export function uiaId({ hwnd, key }: UiaAddress): NodeId {
  return `u${hwnd.toString(16)}/${key}`;
}

/** Undefined for anything that `uiaId` did not make. */
export function parseUiaId(id: NodeId): UiaAddress | undefined {
  const match = shape.exec(id);
  if (match === null) return undefined;
  return { hwnd: Number.parseInt(match[1] ?? '', 16), key: match[2] ?? '' };
}

/** `contents` receives texts and numbers of the elements that have them. */
export function rootOf(hwnd: number, root: UiaElement, contents?: Map<NodeId, string>): AccessibleNode {
  return { ...nodeOf(hwnd, root, contents), windowId: nodeId(hwnd) };
}

function nodeOf(hwnd: number, element: UiaElement, contents: Map<NodeId, string> | undefined): AccessibleNode {
  const { facts, key } = element;
  const id = uiaId({ hwnd, key });
  const content = textIn(facts) ?? numberIn(facts);
  if (content !== undefined) contents?.set(id, String(content));
  const nativeId = words(facts.AutomationId);
  return {
    id,
    role: roleIn(facts),
    nativeRole: words(facts.LocalizedControlType) || words(facts.ClassName),
    name: words(facts.Name),
    description: words(facts.HelpText),
    ...(nativeId === '' ? {} : { nativeId }),
    states: statesIn(facts),
    children: element.children
      .filter((child) => child.facts.ControlType !== titleBar)
      .map((child) => nodeOf(hwnd, child, contents)),
    hasText: hasText(facts),
    hasValue: facts.IsRangeValuePatternAvailable === true,
  };
}

export function readingOf(id: NodeId, { facts, text: said }: UiaReading): NodeReading {
  const text = said === undefined ? textIn(facts) : plain(said);
  const bounds = boundsIn(facts);
  const value = numberIn(facts);
  return {
    id,
    role: roleIn(facts),
    name: words(facts.Name),
    description: words(facts.HelpText),
    states: statesIn(facts),
    ...(bounds === undefined ? {} : { bounds }),
    ...(text === undefined ? {} : { text }),
    ...(value === undefined ? {} : { value }),
    actions: actionsIn(facts),
  };
}

function roleIn(facts: Facts): Role {
  const role = roleOf(typeof facts.ControlType === 'number' ? facts.ControlType : undefined);
  if (role === 'window' && facts.WindowIsModal === true) return 'dialog';
  if (role === 'menuitem' && facts.IsTogglePatternAvailable === true) return 'menuitemcheckbox';
  return role;
}

function statesIn(facts: Facts): NodeStates {
  const role = roleIn(facts);
  const bounds = boundsIn(facts);
  const takesText =
    facts.IsValuePatternAvailable === true && (role === 'textbox' || role === 'document' || role === 'combobox');
  const readonly = facts.ValueIsReadOnly === true;
  return {
    visible: bounds !== undefined,
    ...(facts.IsOffscreen === true && bounds !== undefined ? { offscreen: true } : {}),
    enabled: facts.IsEnabled !== false,
    focusable: facts.IsKeyboardFocusable === true,
    focused: facts.HasKeyboardFocus === true,
    editable: takesText && !readonly && facts.IsEnabled !== false,
    ...(takesText && readonly ? { readonly: true } : {}),
    ...(facts.IsPassword === true ? { protected: true } : {}),
    ...(facts.WindowIsModal === true ? { modal: true } : {}),
    ...toggled(facts, role),
    ...(typeof facts.SelectionItemIsSelected === 'boolean' ? selected(facts.SelectionItemIsSelected, role) : {}),
    ...expansion(facts),
  };
}

const toggleStates = [false, true, 'mixed'] as const;
/** LeafNode: nothing to open. */
const leaf = 3;

function toggled({ ToggleToggleState: state }: Facts, role: Role): Partial<NodeStates> {
  if (typeof state !== 'number') return {};
  const checked = toggleStates[state] ?? false;
  return role === 'button' ? { pressed: checked === true } : { checked };
}

/** Radio buttons are chosen by selection. */
function selected(chosen: boolean, role: Role): Partial<NodeStates> {
  return role === 'radio' ? { checked: chosen } : { selected: chosen };
}

/** Partly expanded is expanded: something of it can be seen. */
function expansion({ ExpandCollapseExpandCollapseState: state }: Facts): Partial<NodeStates> {
  return typeof state !== 'number' || state === leaf ? {} : { expanded: state !== 0 };
}

const worded: ReadonlySet<Role> = new Set(['text', 'textbox', 'document', 'combobox', 'link', 'status', 'listitem']);

function hasText(facts: Facts): boolean {
  return facts.IsTextPatternAvailable === true || facts.IsValuePatternAvailable === true || worded.has(roleIn(facts));
}

/** What stands in it, or on it; documents are asked for theirs when they are read. Password content stays unread. */
function textIn(facts: Facts): string | undefined {
  if (facts.IsPassword === true) return '';
  if (typeof facts.ValueValue === 'string') return plain(facts.ValueValue);
  if (facts.IsValuePatternAvailable === true) return '';
  return worded.has(roleIn(facts)) && facts.IsTextPatternAvailable !== true ? words(facts.Name) : undefined;
}

/** Line ends as everywhere. */
function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function numberIn({ RangeValueValue: value }: Facts): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function boundsIn({ BoundingRectangle: rect }: Facts): Rect | undefined {
  if (!Array.isArray(rect)) return undefined;
  const [x = 0, y = 0, width = 0, height = 0] = (rect as readonly number[]).map(Math.round);
  const bounds = { x, y, width, height };
  return isEmptyRect(bounds) ? undefined : bounds;
}

function actionsIn(facts: Facts): readonly UiaAction[] {
  const click =
    facts.IsInvokePatternAvailable === true ||
    facts.IsTogglePatternAvailable === true ||
    facts.IsSelectionItemPatternAvailable === true;
  return [
    ...(click ? (['click'] as const) : []),
    ...(facts.IsSelectionItemPatternAvailable === true ? (['select'] as const) : []),
    ...(facts.IsExpandCollapsePatternAvailable === true ? (['expand', 'collapse'] as const) : []),
  ];
}

function words(value: Facts[keyof Facts]): string {
  return typeof value === 'string' ? value : '';
}
