/** A dialog as the bytes that Windows makes a window from: DLGTEMPLATE and its items. */
import { wide } from '../structs.ts';
import { WS } from '../winuser.ts';

/** By their numbers a template names the controls that every Windows has. */
const controlClass = { button: 0x0080, edit: 0x0081, static: 0x0082 } as const;

/** In dialog units: a quarter of a letter's width, an eighth of its height. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DialogItem extends Place {
  readonly kind: keyof typeof controlClass;
  readonly text: string;
  readonly id: number;
}

export interface Dialog {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly items: readonly DialogItem[];
}

const setFont = 0x40; // DS_SETFONT
const centered = 0x800; // DS_CENTER
const fontSize = 9;
const font = 'MS Shell Dlg';

const dialogStyle = (WS.POPUP | WS.CAPTION | WS.SYSMENU | WS.VISIBLE | setFont | centered) >>> 0;

const styles: Readonly<Record<DialogItem['kind'], number>> = {
  button: WS.TABSTOP,
  edit: WS.TABSTOP | WS.BORDER | 0x80, // ES_AUTOHSCROLL
  static: 0,
};

export function dialogTemplate({ title, width, height, items }: Dialog): Buffer {
  const noMenuNoClass = Buffer.alloc(4);
  const head = Buffer.concat([
    place({ x: 0, y: 0, width, height }, dialogStyle, items.length),
    noMenuNoClass,
    wide(title),
    words(fontSize),
    wide(font),
  ]);
  return items.reduce((bytes, item) => Buffer.concat([aligned(bytes), itemBytes(item)]), head);
}

function itemBytes({ kind, text, id, ...where }: DialogItem): Buffer {
  const noExtra = 0;
  return Buffer.concat([
    place(where, (WS.CHILD | WS.VISIBLE | styles[kind]) >>> 0),
    words(id, 0xffff, controlClass[kind]),
    wide(text),
    words(noExtra),
  ]);
}

/** What dialogs and items begin with: style, extended style, a dialog's number of items, the place. */
function place({ x, y, width, height }: Place, style: number, ...count: readonly number[]): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeUInt32LE(style);
  return Buffer.concat([bits, words(...count, x, y, width, height)]);
}

function words(...numbers: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(numbers).buffer);
}

/** Each item begins at a multiple of four. */
function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
