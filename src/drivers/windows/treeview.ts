/** Tree views: items addressed by their handles, opened and chosen by messages. */
import type { Control } from './control.ts';
import { mostParts, type Part, type PartReader, pageOf, pageText, type Reach, textLength, textOffset } from './part.ts';
import type { RemotePage } from './remote.ts';
import { rectFrom, rectSize, treeItemFrom, treeItemRequest } from './structs.ts';
import { TVM } from './winuser.ts';

const next = { root: 0, sibling: 1, child: 4, caret: 9 } as const; // TVGN_*
const expandedBit = 0x20; // TVIS_EXPANDED
const selectedBit = 0x2; // TVIS_SELECTED

export function treeViewReader(reach: Reach): PartReader {
  const { messages, controls } = reach;
  const step = (control: Control, which: number, item: number): number =>
    messages.send(control.hwnd, TVM.GETNEXTITEM, which, BigInt(item)) ?? 0;

  const itemAt = (control: Control, page: RemotePage, item: number, budget: { left: number }): Part => {
    page.write(treeItemRequest(BigInt(item), page.address + BigInt(textOffset), textLength));
    messages.send(control.hwnd, TVM.GETITEMW, 0, page.address);
    const { state, hasChildren } = treeItemFrom(page.read(56));
    const expanded = (state & expandedBit) !== 0;
    return {
      kind: 'tree',
      path: [item],
      role: 'treeitem',
      name: pageText(page),
      enabled: true,
      selected: (state & selectedBit) !== 0,
      ...(hasChildren ? { expanded } : {}),
      children: expanded ? chain(control, page, step(control, next.child, item), budget) : [],
    };
  };

  const chain = (control: Control, page: RemotePage, first: number, budget: { left: number }): readonly Part[] => {
    const parts: Part[] = [];
    for (let item = first; item !== 0 && budget.left > 0; item = step(control, next.sibling, item)) {
      budget.left -= 1;
      parts.push(itemAt(control, page, item, budget));
    }
    return parts;
  };

  return {
    actions: ['select', 'expand', 'collapse', 'scroll'],
    list: (control) => {
      const page = pageOf(reach, control);
      return page === undefined ? [] : chain(control, page, step(control, next.root, 0), { left: mostParts });
    },
    rect: (control, { path: [item = 0] }) => {
      const page = pageOf(reach, control);
      if (page === undefined) return undefined;
      const question = Buffer.alloc(rectSize);
      question.writeBigUInt64LE(BigInt(item), 0);
      page.write(question);
      const answer = messages.send(control.hwnd, TVM.GETITEMRECT, 1, page.address) ?? 0;
      return answer === 0 ? undefined : controls.onScreen(control.hwnd, rectFrom(page.read(rectSize)));
    },
    run: (control, { path: [item = 0] }, action) => {
      switch (action) {
        case 'scroll':
          messages.send(control.hwnd, TVM.ENSUREVISIBLE, 0, BigInt(item));
          return;
        case 'expand':
        case 'collapse':
          messages.send(control.hwnd, TVM.EXPAND, action === 'expand' ? 2 : 1, BigInt(item));
          return;
        case 'click':
        case 'select':
          messages.send(control.hwnd, TVM.SELECTITEM, next.caret, BigInt(item));
      }
    },
  };
}
