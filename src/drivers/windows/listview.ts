/** List views: rows and cells in report view, items elsewhere. */
import type { Control } from './control.ts';
import {
  countOf,
  indices,
  type Part,
  type PartReader,
  pageOf,
  pageText,
  type Reach,
  textLength,
  textOffset,
} from './part.ts';
import type { RemotePage } from './remote.ts';
import { headerItemRequest, listItemRequest, listItemState, rectFrom, rectSize } from './structs.ts';
import { HDM, LVM } from './winuser.ts';

const selectedBit = 0x2; // LVIS_SELECTED
const focusedBit = 0x1; // LVIS_FOCUSED

export function listViewReader(reach: Reach): PartReader {
  const { messages, controls } = reach;

  const cellText = (control: Control, page: RemotePage, row: number, column: number): string => {
    page.write(Buffer.alloc(2), textOffset);
    page.write(listItemRequest(column, page.address + BigInt(textOffset), textLength));
    messages.send(control.hwnd, LVM.GETITEMTEXTW, row, page.address);
    return pageText(page);
  };

  const columns = (control: Control, page: RemotePage): readonly Part[] => {
    const header = messages.send(control.hwnd, LVM.GETHEADER) ?? 0;
    if (control.role !== 'table' || header === 0) return [];
    return indices(messages.send(header, HDM.GETITEMCOUNT) ?? 0).map((index): Part => {
      page.write(headerItemRequest(page.address + BigInt(textOffset), textLength));
      messages.send(header, HDM.GETITEMW, index, page.address);
      return {
        kind: 'column',
        path: [index],
        role: 'columnheader',
        name: pageText(page),
        enabled: true,
        children: [],
      };
    });
  };

  const row = (control: Control, page: RemotePage, index: number, columnCount: number): Part => {
    const state = messages.send(control.hwnd, LVM.GETITEMSTATE, index, BigInt(selectedBit | focusedBit)) ?? 0;
    const cells = indices(columnCount).map((column): Part => {
      const name = cellText(control, page, index, column);
      return { kind: 'item', path: [index, column], role: 'cell', name, enabled: true, children: [] };
    });
    return {
      kind: 'item',
      path: [index],
      role: control.role === 'table' ? 'row' : 'listitem',
      name: cells[0]?.name ?? cellText(control, page, index, 0),
      enabled: true,
      selected: (state & selectedBit) !== 0,
      children: cells,
    };
  };

  const headerRect = (control: Control, index: number) => {
    const page = pageOf(reach, control);
    const header = messages.send(control.hwnd, LVM.GETHEADER) ?? 0;
    if (page === undefined || header === 0) return undefined;
    messages.send(header, HDM.GETITEMRECT, index, page.address);
    return controls.onScreen(header, rectFrom(page.read(rectSize)));
  };

  return {
    actions: ['select', 'scroll'],
    list: (control) => {
      const page = pageOf(reach, control);
      if (page === undefined) return [];
      const head = columns(control, page);
      const count = countOf(reach, control, LVM.GETITEMCOUNT);
      return [...head, ...indices(count).map((index) => row(control, page, index, head.length))];
    },
    rect: (control, { kind, path: [index = 0] }) => {
      if (kind === 'column') return headerRect(control, index);
      const page = pageOf(reach, control);
      if (page === undefined) return undefined;
      const label = Buffer.alloc(rectSize);
      label.writeInt32LE(2, 0); // LVIR_LABEL: only there a click selects in every view
      page.write(label);
      const answer = messages.send(control.hwnd, LVM.GETITEMRECT, index, page.address) ?? 0;
      return answer === 0 ? undefined : controls.onScreen(control.hwnd, rectFrom(page.read(rectSize)));
    },
    run: (control, { path: [index = 0] }, action) => {
      if (action === 'scroll') {
        messages.send(control.hwnd, LVM.ENSUREVISIBLE, index);
        return;
      }
      const page = pageOf(reach, control);
      if (page === undefined) return;
      const everyRow = 0xffffffff;
      page.write(listItemState(0, selectedBit));
      messages.send(control.hwnd, LVM.SETITEMSTATE, everyRow, page.address);
      page.write(listItemState(selectedBit | focusedBit, selectedBit | focusedBit));
      messages.send(control.hwnd, LVM.SETITEMSTATE, index, page.address);
    },
  };
}
