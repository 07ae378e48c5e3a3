/** Node ids of this driver: a window handle, and for what is not a window the way to it inside its control. */
import type { NodeId } from '../../contracts/accessibility.ts';
import type { Hwnd } from './native.ts';

/** `option` of a list or combo box, `item` of a list view, `cell` of one, tree item, tab, tool button, status part, menu item. */
export type PartKind = 'option' | 'item' | 'column' | 'tree' | 'tab' | 'tool' | 'part' | 'menubar' | 'menu';

export interface NodeAddress {
  readonly hwnd: Hwnd;
  readonly part?: { readonly kind: PartKind; readonly path: readonly number[] };
}

export function nodeId(hwnd: Hwnd, kind?: PartKind, path: readonly number[] = []): NodeId {
  const base = `w${hwnd.toString(16)}`;
  return kind === undefined ? base : `${base}/${kind}${path.map((step) => `:${step.toString(16)}`).join('')}`;
}

const shape = /^w([0-9a-f]+)(?:\/([a-z]+)((?::[0-9a-f]+)*))?$/;

/** Undefined for anything this driver did not make. */
export function parseNodeId(id: string): NodeAddress | undefined {
  const match = shape.exec(id);
  if (match === null) return undefined;
  const hwnd = Number.parseInt(match[1] ?? '', 16);
  const kind = match[2] as PartKind | undefined;
  if (kind === undefined) return { hwnd };
  const path = (match[3] ?? '').split(':').slice(1);
  return { hwnd, part: { kind, path: path.map((step) => Number.parseInt(step, 16)) } };
}
