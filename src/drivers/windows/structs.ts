/** Windows structures as bytes: how the few that cross the border are laid out in a 64-bit process. */
import type { Point, Rect } from '../../contracts/geometry.ts';

export const rectSize = 16;

/** RECT: left, top, right, bottom. */
export function rectFrom(bytes: Buffer, offset = 0): Rect {
  const x = bytes.readInt32LE(offset);
  const y = bytes.readInt32LE(offset + 4);
  return { x, y, width: bytes.readInt32LE(offset + 8) - x, height: bytes.readInt32LE(offset + 12) - y };
}

/** POINT passed by value. */
export function packPoint(point: Point): bigint {
  return BigInt.asIntN(64, (BigInt(point.y) << 32n) | BigInt.asUintN(32, BigInt(point.x)));
}

/** What GetGUIThreadInfo tells of the thread that owns a window. */
export interface GuiThread {
  readonly menuOpen: boolean;
  readonly active: number;
  readonly focus: number;
  readonly menuOwner: number;
}

export const guiThreadSize = 72;

export function guiThreadRequest(): Buffer {
  const bytes = Buffer.alloc(guiThreadSize);
  bytes.writeUInt32LE(guiThreadSize, 0);
  return bytes;
}

export function guiThreadFrom(bytes: Buffer): GuiThread {
  const menuFlags = 0x4 | 0x10; // GUI_INMENUMODE | GUI_POPUPMENUMODE
  return {
    menuOpen: (bytes.readUInt32LE(4) & menuFlags) !== 0,
    active: bytes.readUInt32LE(8),
    focus: bytes.readUInt32LE(16),
    menuOwner: bytes.readUInt32LE(32),
  };
}

/** A null-terminated UTF-16 string for the `W` functions. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** The text up to the first null. */
export function narrow(bytes: Buffer): string {
  const text = bytes.toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** A GUID: the first three groups little-endian. */
export function guid(text: string): Buffer {
  const [a = '', b = '', c = '', d = '', e = ''] = text.split('-');
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(Number.parseInt(a, 16), 0);
  bytes.writeUInt16LE(Number.parseInt(b, 16), 4);
  bytes.writeUInt16LE(Number.parseInt(c, 16), 6);
  bytes.write(d + e, 8, 'hex');
  return bytes;
}

/** BITMAPINFOHEADER of a 32-bit picture whose first row is the top one. */
export function bitmapHeader(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32LE(40, 0);
  bytes.writeInt32LE(width, 4);
  bytes.writeInt32LE(-height, 8);
  bytes.writeUInt16LE(1, 12);
  bytes.writeUInt16LE(32, 14);
  return bytes;
}

/** LVITEMW that asks for the text of one cell. */
export function listItemRequest(subItem: number, textAddress: bigint, textLength: number): Buffer {
  const bytes = Buffer.alloc(88);
  bytes.writeUInt32LE(0x1, 0); // LVIF_TEXT
  bytes.writeInt32LE(subItem, 8);
  bytes.writeBigUInt64LE(textAddress, 24);
  bytes.writeInt32LE(textLength, 32);
  return bytes;
}

/** LVITEMW that sets state bits. */
export function listItemState(state: number, mask: number): Buffer {
  const bytes = Buffer.alloc(88);
  bytes.writeUInt32LE(state, 12);
  bytes.writeUInt32LE(mask, 16);
  return bytes;
}

/** TVITEMW that asks for text, state and children of one tree item. */
export function treeItemRequest(item: bigint, textAddress: bigint, textLength: number): Buffer {
  const bytes = Buffer.alloc(56);
  bytes.writeUInt32LE(0x1 | 0x8 | 0x10 | 0x40, 0); // TVIF_TEXT | STATE | HANDLE | CHILDREN
  bytes.writeBigUInt64LE(item, 8);
  bytes.writeUInt32LE(0xff, 20);
  bytes.writeBigUInt64LE(textAddress, 24);
  bytes.writeInt32LE(textLength, 32);
  return bytes;
}

export function treeItemFrom(bytes: Buffer): { readonly state: number; readonly hasChildren: boolean } {
  return { state: bytes.readUInt32LE(16), hasChildren: bytes.readInt32LE(44) !== 0 };
}

/** TCITEMW that asks for the label of a tab. */
export function tabItemRequest(textAddress: bigint, textLength: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32LE(0x1, 0); // TCIF_TEXT
  bytes.writeBigUInt64LE(textAddress, 16);
  bytes.writeInt32LE(textLength, 24);
  return bytes;
}

/** HDITEMW that asks for the label of a column. */
export function headerItemRequest(textAddress: bigint, textLength: number): Buffer {
  const bytes = Buffer.alloc(72);
  bytes.writeUInt32LE(0x2, 0); // HDI_TEXT
  bytes.writeBigUInt64LE(textAddress, 8);
  bytes.writeInt32LE(textLength, 24);
  return bytes;
}

/** What TB_GETBUTTON fills in. */
export const toolButtonSize = 32;

export function toolButtonFrom(bytes: Buffer): {
  readonly command: number;
  readonly state: number;
  readonly style: number;
} {
  return { command: bytes.readInt32LE(4), state: bytes.readUInt8(8), style: bytes.readUInt8(9) };
}
