/** Accessible actions of the `win32` provider: what a message can do to a control without pointer or keyboard. */
import { CodexqaError } from '../../contracts/errors.ts';
import { intersection, type Rect } from '../../contracts/geometry.ts';
import { editStyles } from './classes.ts';
import type { Control } from './control.ts';
import type { NodeAddress } from './ids.ts';
import type { Menus } from './menu.ts';
import { packed } from './messages.ts';
import { notifyParent, type PartAction, type PartReader, type Reach } from './part.ts';
import type { ElementAct } from './provider.ts';
import { BM, CB, EM, SB_THUMBPOSITION, SBM, TBM, UDM, WM } from './winuser.ts';

export function actionsOf(control: Control): readonly string[] {
  switch (control.kind) {
    case 'button':
    case 'check':
      return ['click'];
    case 'combo':
      return ['expand', 'collapse'];
    default:
      return [];
  }
}

function impossible(control: Control, wanted: string, fix: string): CodexqaError {
  return new CodexqaError('ACTION_NOT_POSSIBLE', `a ${control.role} (${control.className}) cannot ${wanted}`, { fix });
}

export function runAct(
  reach: Reach,
  act: ElementAct,
  control: Control,
  address: NodeAddress,
  reader: PartReader | undefined,
  menus: Menus,
): void {
  switch (act.kind) {
    case 'set-text':
      setText(reach, control, act.text);
      return;
    case 'set-value':
      setValue(reach, control, act.value);
      return;
    case 'invoke':
      invoke(reach, control, address, act.action, reader, menus);
      return;
    case 'focus':
      focus(reach, control);
      return;
    case 'scroll-into-view':
      if (address.part !== undefined && reader?.actions.includes('scroll') === true)
        reader.run(control, address.part, 'scroll');
      else if (!inSight(reach, control))
        throw impossible(control, 'be scrolled into view', 'turn the wheel over its pane');
  }
}

/** Some of it lies inside every window that holds it. */
function inSight(reach: Reach, control: Control): boolean {
  const root = reach.controls.root(control.hwnd);
  let seen: Rect | undefined = control.rect;
  for (let above = control.hwnd; above !== root && above !== 0 && seen !== undefined; ) {
    above = reach.controls.parent(above);
    seen = intersection(seen, reach.controls.clientRect(above));
  }
  return seen !== undefined;
}

/** Replaces through the selection, as typing does: the application hears of it, and a person could undo it. */
function setText(reach: Reach, control: Control, text: string): void {
  if (control.kind === 'combo') {
    reach.messages.sendText(control.hwnd, WM.SETTEXT, 0, text);
    notifyParent(reach, control, 5); // CBN_EDITCHANGE
    return;
  }
  if (control.kind !== 'edit') throw impossible(control, 'take a text', 'fill a text box');
  if ((control.style & editStyles.readonly) !== 0)
    throw impossible(control, 'be edited: it is read-only', 'look for the state that makes it editable');
  reach.messages.send(control.hwnd, EM.SETSEL, 0, -1n);
  reach.messages.sendText(control.hwnd, EM.REPLACESEL, 1, text.replaceAll('\n', '\r\n'));
}

function setValue(reach: Reach, control: Control, value: number): void {
  const parent = reach.controls.parent(control.hwnd);
  const horizontal = (control.style & (control.kind === 'trackbar' ? 0x2 : 0x1)) === 0; // TBS_VERT, SBS_VERT
  const tellParent = () =>
    reach.messages.post(
      parent,
      horizontal ? WM.HSCROLL : WM.VSCROLL,
      packed(SB_THUMBPOSITION, value),
      BigInt(control.hwnd),
    );
  switch (control.kind) {
    case 'trackbar':
      reach.messages.send(control.hwnd, TBM.SETPOS, 1, BigInt(value));
      tellParent();
      return;
    case 'scrollbar':
      reach.messages.send(control.hwnd, SBM.SETPOS, value, 1n);
      tellParent();
      return;
    case 'updown':
      reach.messages.send(control.hwnd, UDM.SETPOS32, 0, BigInt(value));
      return;
    default:
      throw impossible(control, 'take a number', 'set the value of a slider, a scroll bar or a spin button');
  }
}

function invoke(
  reach: Reach,
  control: Control,
  { part }: NodeAddress,
  wanted: string | undefined,
  reader: PartReader | undefined,
  menus: Menus,
): void {
  if (part?.kind === 'menu') {
    if (menus.choose(reach.controls.root(control.hwnd), part)) return;
    throw impossible(control, 'run a menu that only opens another', 'invoke the item inside it');
  }
  const action = actionOf(control, part === undefined ? actionsOf(control) : (reader?.actions ?? []), wanted);
  if (part !== undefined) reader?.run(control, part, action as PartAction);
  else if (control.kind === 'combo') reach.messages.send(control.hwnd, CB.SHOWDROPDOWN, action === 'expand' ? 1 : 0);
  else reach.messages.post(control.hwnd, BM.CLICK);
}

/** The wanted action, or the default one. */
function actionOf(control: Control, actions: readonly string[], wanted: string | undefined): string {
  const action = wanted ?? actions[0];
  if (action === undefined || !actions.includes(action)) {
    const known = actions.length === 0 ? 'it has none' : `it has: ${actions.join(', ')}`;
    throw impossible(control, `do ${wanted ?? 'an accessible action'}; ${known}`, 'click it with the pointer instead');
  }
  return action;
}

/** Dialogs keep their own idea of the focus (default button, selection), so they are asked; other windows are told. */
function focus(reach: Reach, control: Control): void {
  const { user32 } = reach.win32;
  const root = reach.controls.root(control.hwnd);
  if (reach.controls.className(root) === '#32770') {
    reach.messages.send(root, WM.NEXTDLGCTL, control.hwnd, 1n);
    return;
  }
  const theirs = user32.GetWindowThreadProcessId(control.hwnd, Buffer.alloc(4));
  const ours = ownThread(reach);
  user32.AttachThreadInput(ours, theirs, 1);
  user32.SetFocus(control.hwnd);
  user32.AttachThreadInput(ours, theirs, 0);
}

function ownThread(reach: Reach): number {
  return reach.win32.kernel32.GetCurrentThreadId();
}
