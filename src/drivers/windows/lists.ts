/** List boxes and combo boxes: their options, read and chosen by messages. */
import type { Control } from './control.ts';
import { countOf, indices, notifyParent, type Part, type PartReader, type Reach } from './part.ts';
import { rectFrom, rectSize } from './structs.ts';
import { CB, LB, notification } from './winuser.ts';

/** An owner-drawn list without LBS_HASSTRINGS keeps pointers where the texts would be. */
function keepsStrings(control: Control, ownerDrawn: number, hasStrings: number): boolean {
  return (control.style & ownerDrawn) === 0 || (control.style & hasStrings) !== 0;
}

const multipleSelection = 0x8 | 0x800; // LBS_MULTIPLESEL | LBS_EXTENDEDSEL

function optionRect(reach: Reach, list: number, index: number) {
  const bytes = Buffer.alloc(rectSize);
  const answer = reach.messages.send(list, LB.GETITEMRECT, index, bytes);
  return answer === undefined || answer < 0 ? undefined : reach.controls.onScreen(list, rectFrom(bytes));
}

export function listBoxReader(reach: Reach): PartReader {
  const { messages } = reach;
  return {
    actions: ['select', 'scroll'],
    list: (control) =>
      indices(countOf(reach, control, LB.GETCOUNT)).map(
        (index): Part => ({
          kind: 'option',
          path: [index],
          role: 'option',
          name: keepsStrings(control, 0x30, 0x40)
            ? messages.indexed(control.hwnd, LB.GETTEXTLEN, LB.GETTEXT, index)
            : '',
          enabled: true,
          selected: (messages.send(control.hwnd, LB.GETSEL, index) ?? 0) > 0,
          children: [],
        }),
      ),
    rect: (control, { path: [index = 0] }) => optionRect(reach, control.hwnd, index),
    run: (control, { path: [index = 0] }, action) => {
      if (action === 'scroll') {
        messages.send(control.hwnd, LB.SETTOPINDEX, index);
        return;
      }
      if ((control.style & multipleSelection) !== 0) messages.send(control.hwnd, LB.SETSEL, 1, BigInt(index));
      else messages.send(control.hwnd, LB.SETCURSEL, index);
      notifyParent(reach, control, notification.LBN_SELCHANGE);
    },
  };
}

export function comboReader(reach: Reach): PartReader {
  const { messages } = reach;
  return {
    actions: ['select'],
    list: (control) => {
      const current = messages.send(control.hwnd, CB.GETCURSEL) ?? -1;
      const shown = (messages.send(control.hwnd, CB.GETDROPPEDSTATE) ?? 0) !== 0;
      return indices(countOf(reach, control, CB.GETCOUNT)).map(
        (index): Part => ({
          kind: 'option',
          path: [index],
          role: 'option',
          name: keepsStrings(control, 0x30, 0x200)
            ? messages.indexed(control.hwnd, CB.GETLBTEXTLEN, CB.GETLBTEXT, index)
            : '',
          enabled: true,
          shown,
          selected: index === current,
          children: [],
        }),
      );
    },
    rect: (control, { path: [index = 0] }) => {
      const list = dropDownOf(reach, control);
      return list === undefined ? undefined : optionRect(reach, list, index);
    },
    run: (control, { path: [index = 0] }) => {
      messages.send(control.hwnd, CB.SETCURSEL, index);
      notifyParent(reach, control, notification.CBN_SELENDOK);
      notifyParent(reach, control, notification.CBN_SELCHANGE);
    },
  };
}

/**
 * The list window that an open combo box shows: the only one of its process at a time. (CB_GETCOMBOBOXINFO would name it,
 * but its answer does not cross processes in Wine.)
 */
function dropDownOf(reach: Reach, control: Control): number | undefined {
  const { user32 } = reach.win32;
  const pid = reach.controls.pid(control.hwnd);
  let list: number | undefined;
  user32.EnumWindows((hwnd) => {
    const isList = reach.controls.className(hwnd) === 'ComboLBox' && user32.IsWindowVisible(hwnd) !== 0;
    if (isList && reach.controls.pid(hwnd) === pid) list = hwnd;
    return list === undefined ? 1 : 0;
  }, 0);
  return list;
}
