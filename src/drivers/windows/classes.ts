/** What a classic Windows control is, by its window class and style bits. */
import type { Role } from '../../contracts/accessibility.ts';
import { WS } from './winuser.ts';

/** Where the sub-elements and texts of a control come from. */
export type ControlKind =
  | 'button'
  | 'check'
  | 'edit'
  | 'static'
  | 'combo'
  | 'listbox'
  | 'listview'
  | 'treeview'
  | 'tabs'
  | 'toolbar'
  | 'statusbar'
  | 'trackbar'
  | 'progress'
  | 'updown'
  | 'scrollbar'
  | 'other';

export interface ControlClass {
  readonly kind: ControlKind;
  readonly role: Role;
}

const buttonTypes: Readonly<Record<number, ControlClass>> = {
  2: { kind: 'check', role: 'checkbox' },
  3: { kind: 'check', role: 'checkbox' },
  4: { kind: 'check', role: 'radio' },
  5: { kind: 'check', role: 'checkbox' },
  6: { kind: 'check', role: 'checkbox' },
  7: { kind: 'static', role: 'group' },
  9: { kind: 'check', role: 'radio' },
};
const pushLike = 0x1000; // BS_PUSHLIKE
const pictureTypes: ReadonlySet<number> = new Set([0x3, 0xd, 0xe, 0xf]); // SS_ICON, SS_OWNERDRAW, SS_BITMAP, SS_ENHMETAFILE

const classes: Readonly<Record<string, ControlClass>> = {
  edit: { kind: 'edit', role: 'textbox' },
  combobox: { kind: 'combo', role: 'combobox' },
  comboboxex32: { kind: 'other', role: 'group' },
  listbox: { kind: 'listbox', role: 'listbox' },
  combolbox: { kind: 'listbox', role: 'listbox' },
  systreeview32: { kind: 'treeview', role: 'tree' },
  systabcontrol32: { kind: 'tabs', role: 'tablist' },
  sysheader32: { kind: 'other', role: 'row' },
  syslink: { kind: 'static', role: 'link' },
  msctls_trackbar32: { kind: 'trackbar', role: 'slider' },
  msctls_updown32: { kind: 'updown', role: 'spinbutton' },
  msctls_progress32: { kind: 'progress', role: 'progressbar' },
  msctls_statusbar32: { kind: 'statusbar', role: 'status' },
  toolbarwindow32: { kind: 'toolbar', role: 'toolbar' },
  rebarwindow32: { kind: 'other', role: 'group' },
  scrollbar: { kind: 'scrollbar', role: 'scrollbar' },
  tooltips_class32: { kind: 'static', role: 'tooltip' },
  '#32768': { kind: 'other', role: 'menu' },
  '#32770': { kind: 'other', role: 'dialog' },
};

/**
 * The class a toolkit built upon: Windows Forms, Delphi, ATL and MFC register their own names for the system's controls
 * ("WindowsForms10.BUTTON.app.0.1", "TEdit", "ATL:Edit").
 */
export function baseClass(className: string): string {
  const lower = className.toLowerCase();
  const wrapped = /^(?:windowsforms10\.|atl:|t(?=edit$|button$|listbox$|combobox$))([a-z0-9_]+)/.exec(lower)?.[1];
  return wrapped ?? lower;
}

export function classify(className: string, style: number): ControlClass {
  const base = baseClass(className);
  switch (true) {
    case base === 'button':
      return (style & pushLike) !== 0
        ? { kind: 'check', role: 'button' }
        : (buttonTypes[style & 0xf] ?? { kind: 'button', role: 'button' });
    case base === 'static':
      return { kind: 'static', role: pictureTypes.has(style & 0x1f) ? 'img' : 'text' };
    case base === 'syslistview32':
      return { kind: 'listview', role: (style & 0x3) === 1 ? 'table' : 'list' }; // LVS_REPORT
    case /^rich_?edit/.test(base):
      return { kind: 'edit', role: 'textbox' };
    default:
      return classes[base] ?? { kind: 'other', role: ownRole(style) };
  }
}

/** Windows of the application's own making: a frame, a pane that scrolls, or anything. */
function ownRole(style: number): Role {
  if ((style & WS.CHILD) === 0) return 'window';
  return (style & (WS.VSCROLL | WS.HSCROLL)) === 0 ? 'generic' : 'region';
}

export const editStyles = { multiline: 0x4, password: 0x20, readonly: 0x800 } as const;

/** The roles a person reaches with the Tab key. */
const reachable: ReadonlySet<ControlKind> = new Set([
  'button',
  'check',
  'edit',
  'combo',
  'listbox',
  'listview',
  'treeview',
  'tabs',
  'trackbar',
]);

export function takesFocus(kind: ControlKind): boolean {
  return reachable.has(kind);
}

/** `&File\tCtrl+F` as a person reads it: `File`. */
export function readable(label: string): string {
  const [text = ''] = label.split('\t');
  return text.replaceAll(/&(.)/g, '$1');
}
