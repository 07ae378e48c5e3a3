/** Tabs, tool bars and status bars. */

import { readable } from './classes.ts';
import type { Control } from './control.ts';
import {
  countOf,
  indices,
  notifyParent,
  type Part,
  type PartReader,
  pageOf,
  pageText,
  type Reach,
  textLength,
  textOffset,
} from './part.ts';
import { rectFrom, rectSize, tabItemRequest, toolButtonFrom, toolButtonSize } from './structs.ts';
import { SB, TB, TCM } from './winuser.ts';

/** Asks for a rectangle that the control writes into the scratch page. */
function rectBy(reach: Reach, control: Control, message: number, index: number) {
  const page = pageOf(reach, control);
  if (page === undefined) return undefined;
  const answer = reach.messages.send(control.hwnd, message, index, page.address) ?? 0;
  return answer === 0 ? undefined : reach.controls.onScreen(control.hwnd, rectFrom(page.read(rectSize)));
}

export function tabsReader(reach: Reach): PartReader {
  const { messages } = reach;
  return {
    actions: ['select'],
    list: (control) => {
      const page = pageOf(reach, control);
      if (page === undefined) return [];
      const current = messages.send(control.hwnd, TCM.GETCURSEL) ?? -1;
      return indices(countOf(reach, control, TCM.GETITEMCOUNT)).map((index): Part => {
        page.write(tabItemRequest(page.address + BigInt(textOffset), textLength));
        messages.send(control.hwnd, TCM.GETITEMW, index, page.address);
        const name = readable(pageText(page));
        return {
          kind: 'tab',
          path: [index],
          role: 'tab',
          name,
          enabled: true,
          selected: index === current,
          children: [],
        };
      });
    },
    rect: (control, { path: [index = 0] }) => rectBy(reach, control, TCM.GETITEMRECT, index),
    run: (control, { path: [index = 0] }) => {
      messages.send(control.hwnd, TCM.SETCURFOCUS, index);
    },
  };
}

const toolState = { checked: 0x1, pressed: 0x2, enabled: 0x4, hidden: 0x8 } as const;
const toolStyle = { separator: 0x1, check: 0x2 } as const;

export function toolBarReader(reach: Reach): PartReader {
  const { messages } = reach;
  return {
    actions: ['click'],
    list: (control) => {
      const page = pageOf(reach, control);
      if (page === undefined) return [];
      return indices(countOf(reach, control, TB.BUTTONCOUNT)).flatMap((index): Part[] => {
        messages.send(control.hwnd, TB.GETBUTTON, index, page.address);
        const { command, state, style } = toolButtonFrom(page.read(toolButtonSize));
        if ((style & toolStyle.separator) !== 0 || (state & toolState.hidden) !== 0) return [];
        page.write(Buffer.alloc(2), textOffset);
        messages.send(control.hwnd, TB.GETBUTTONTEXTW, command, page.address + BigInt(textOffset));
        return [
          {
            kind: 'tool',
            path: [index, command],
            role: 'button',
            name: readable(pageText(page)),
            enabled: (state & toolState.enabled) !== 0,
            ...((style & toolStyle.check) === 0 ? {} : { pressed: (state & toolState.checked) !== 0 }),
            children: [],
          },
        ];
      });
    },
    rect: (control, { path: [index = 0] }) => rectBy(reach, control, TB.GETITEMRECT, index),
    run: (control, { path: [, command = 0] }) => {
      notifyParent(reach, { ...control, controlId: command }, 0);
    },
  };
}

export function statusBarReader(reach: Reach): PartReader {
  const { messages } = reach;
  return {
    actions: [],
    list: (control) => {
      const page = pageOf(reach, control);
      if (page === undefined) return [];
      return indices(messages.send(control.hwnd, SB.GETPARTS) ?? 0).map((index): Part => {
        page.write(Buffer.alloc(2), textOffset);
        const length = (messages.send(control.hwnd, SB.GETTEXTLENGTHW, index) ?? 0) & 0xffff;
        if (length > 0 && length < textLength)
          messages.send(control.hwnd, SB.GETTEXTW, index, page.address + BigInt(textOffset));
        return { kind: 'part', path: [index], role: 'text', name: pageText(page), enabled: true, children: [] };
      });
    },
    rect: (control, { path: [index = 0] }) => rectBy(reach, control, SB.GETRECT, index),
    run: () => undefined,
  };
}
