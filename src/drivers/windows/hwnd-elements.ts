/** Turns windows and their parts into accessible nodes: names, states, labels. */
import type { AccessibleNode, NodeStates } from '../../contracts/accessibility.ts';
import { editStyles, readable, takesFocus } from './classes.ts';
import type { Control } from './control.ts';
import { nodeId } from './ids.ts';
import type { Part, Reach } from './part.ts';
import { BM, CB, PBM, SBM, TBM, UDM, WS } from './winuser.ts';

/** What is the same for every element of one window while its tree is read. */
export interface WindowState {
  readonly hwnd: number;
  readonly enabled: boolean;
  readonly active: boolean;
  readonly focus: number;
  readonly modal: boolean;
}

/** Kinds whose window text is what a person reads on them. */
const captioned: ReadonlySet<string> = new Set(['button', 'check', 'static', 'statusbar']);

/** Kinds that hand their text over to Windows; others may make it up when they are asked. */
const keptByWindows: ReadonlySet<string> = new Set(['button', 'check', 'static']);

/** The caption; a control that shows content instead is named by the label before it. */
export function ownName(reach: Reach, control: Control): string {
  if (control.role === 'window' || control.role === 'dialog') return reach.controls.title(control.hwnd);
  const hasCaption = captioned.has(control.kind) || control.role === 'generic' || control.role === 'region';
  if (!hasCaption) return '';
  const kept = keptByWindows.has(control.kind) ? reach.controls.caption(control.hwnd) : undefined;
  return readable(kept ?? reach.messages.text(control.hwnd));
}

function checkState(reach: Reach, control: Control): Partial<NodeStates> {
  const state = reach.messages.send(control.hwnd, BM.GETCHECK) ?? 0;
  const checked = state === 2 ? ('mixed' as const) : state === 1;
  return control.role === 'button' ? { pressed: state === 1 } : { checked };
}

function editStates(control: Control): Partial<NodeStates> & { readonly editable: boolean } {
  const readonly = (control.style & editStyles.readonly) !== 0;
  return {
    editable: !readonly,
    multiline: (control.style & editStyles.multiline) !== 0,
    ...(readonly ? { readonly: true } : {}),
    ...((control.style & editStyles.password) === 0 ? {} : { protected: true }),
  };
}

export function statesOf(reach: Reach, control: Control, window: WindowState): NodeStates {
  const topLevel = control.hwnd === window.hwnd;
  const basic = {
    visible: control.visible,
    enabled: topLevel ? true : control.enabled && window.enabled,
    focusable: takesFocus(control.kind) || (control.style & WS.TABSTOP) !== 0,
    focused: window.active && control.hwnd === window.focus,
    editable: false,
  };
  if (topLevel) return { ...basic, focusable: true, active: window.active, ...(window.modal ? { modal: true } : {}) };
  switch (control.kind) {
    case 'check':
      return { ...basic, ...checkState(reach, control) };
    case 'edit':
      return { ...basic, ...editStates(control) };
    case 'combo':
      return { ...basic, expanded: (reach.messages.send(control.hwnd, CB.GETDROPPEDSTATE) ?? 0) !== 0 };
    default:
      return basic;
  }
}

export function partStates(part: Part, control: Control, window: WindowState): NodeStates {
  return {
    visible: control.visible && part.shown !== false,
    enabled: part.enabled && control.enabled && window.enabled,
    focusable: part.selected !== undefined,
    focused: part.selected === true && window.active && control.hwnd === window.focus,
    editable: false,
    ...(part.selected === undefined ? {} : { selected: part.selected }),
    ...(part.checked === undefined ? {} : { checked: part.checked }),
    ...(part.pressed === undefined ? {} : { pressed: part.pressed }),
    ...(part.expanded === undefined ? {} : { expanded: part.expanded }),
  };
}

export function partNode(part: Part, control: Control, window: WindowState): AccessibleNode {
  return {
    id: nodeId(control.hwnd, part.kind, part.path),
    role: part.role,
    nativeRole: `${control.className} ${part.kind}`,
    name: part.name,
    description: '',
    states: partStates(part, control, window),
    children: part.children.map((child) => partNode(child, control, window)),
    hasText: true,
    hasValue: false,
  };
}

const valueMessages: Readonly<Record<string, number>> = {
  trackbar: TBM.GETPOS,
  progress: PBM.GETPOS,
  updown: UDM.GETPOS32,
  scrollbar: SBM.GETPOS,
};

export function hasValue(control: Control): boolean {
  return control.kind in valueMessages;
}

export function numberOf(reach: Reach, control: Control): number | undefined {
  const message = valueMessages[control.kind];
  return message === undefined ? undefined : reach.messages.send(control.hwnd, message);
}

/** Kinds whose content is a text. */
const worded: ReadonlySet<string> = new Set(['edit', 'static', 'combo', 'statusbar']);

export function hasText(control: Control): boolean {
  return worded.has(control.kind) && control.role !== 'group' && control.role !== 'img';
}

/** Pass-worded content stays unread: Windows refuses it anyway. */
export function textOf(reach: Reach, control: Control): string | undefined {
  if (!hasText(control)) return undefined;
  if (control.kind === 'edit' && (control.style & editStyles.password) !== 0) return '';
  const text = reach.messages.text(control.hwnd);
  return control.kind === 'static' ? readable(text) : text;
}

const labelled: ReadonlySet<string> = new Set([
  'edit',
  'combo',
  'listbox',
  'listview',
  'treeview',
  'trackbar',
  'progress',
  'updown',
]);

/** The dialog rule of Windows: the text right before a control in tab order is its label. */
export function takesLabel(control: Control): boolean {
  return labelled.has(control.kind);
}

/** A spin button stands right behind the box whose number it turns, and both go by one label. */
export function sharesLabel(control: Control): boolean {
  return control.kind === 'edit';
}

export function isLabel(control: Control): boolean {
  return control.kind === 'static' && control.role === 'text' && control.visible;
}
