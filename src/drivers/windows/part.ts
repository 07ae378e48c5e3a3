/** What lies inside a control without being a window of its own: options, rows, tree items, tabs, tool buttons. */
import type { Role } from '../../contracts/accessibility.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { Control, Controls } from './control.ts';
import type { PartKind } from './ids.ts';
import type { Messages } from './messages.ts';
import { packed } from './messages.ts';
import type { Win32 } from './native.ts';
import type { RemotePage, RemotePages } from './remote.ts';
import { narrow } from './structs.ts';
import { WM } from './winuser.ts';

export interface Part {
  readonly kind: PartKind;
  /** The way to it inside the control: an index, a handle, or row and column. */
  readonly path: readonly number[];
  readonly role: Role;
  readonly name: string;
  readonly enabled: boolean;
  /** False while the list that shows it is closed. */
  readonly shown?: boolean;
  readonly selected?: boolean;
  readonly pressed?: boolean;
  readonly checked?: boolean;
  readonly expanded?: boolean;
  readonly children: readonly Part[];
}

export interface PartReader {
  list(control: Control): readonly Part[];
  /** On the screen; undefined where the control gives it no place. */
  rect(control: Control, part: NonNullable<PartPath>): Rect | undefined;
  /** Actions a part answers to, default first. */
  readonly actions: readonly PartAction[];
  run(control: Control, part: NonNullable<PartPath>, action: PartAction): void;
}

export type PartPath = { readonly kind: PartKind; readonly path: readonly number[] } | undefined;
export type PartAction = 'click' | 'select' | 'expand' | 'collapse' | 'scroll';

/** More rows than this are not listed: a control with more shows them by page, and so does a person. */
export const mostParts = 2000;

/** What every reader needs. */
export interface Reach {
  readonly win32: Win32;
  readonly messages: Messages;
  readonly controls: Controls;
  readonly pages: RemotePages;
}

export const textOffset = 512;
export const textLength = 512;

export function pageOf(reach: Reach, control: Control): RemotePage | undefined {
  return reach.pages.of(reach.controls.pid(control.hwnd));
}

/** The null-terminated text that the control left in the scratch page. */
export function pageText(page: RemotePage): string {
  return narrow(page.read(textLength * 2, textOffset));
}

/** Tells the parent what a person's click would have told it. */
export function notifyParent(reach: Reach, control: Control, code: number): void {
  reach.messages.post(
    reach.controls.parent(control.hwnd),
    WM.COMMAND,
    packed(control.controlId, code),
    BigInt(control.hwnd),
  );
}

export function countOf(reach: Reach, control: Control, message: number): number {
  return Math.min(mostParts, Math.max(0, reach.messages.send(control.hwnd, message) ?? 0));
}

export function indices(count: number): readonly number[] {
  return [...new Array(count).keys()];
}
