/** The bytes of a dialog, as the reference of DLGTEMPLATE lays them out. */
import { expect, test } from '@playwright/test';
import { dialogTemplate } from './dialog-template.ts';

const item = { kind: 'edit', text: 'odd', id: 101, x: 8, y: 20, width: 144, height: 12 } as const;
const dialog = {
  title: 'Sandbox',
  width: 160,
  height: 80,
  items: [item, { ...item, kind: 'button', id: 102 } as const],
};

test('head, font, then the items at multiples of four', () => {
  const bytes = dialogTemplate(dialog);
  const words = (from: number, count: number): number[] =>
    [...new Array(count).keys()].map((at) => bytes.readUInt16LE(from + 2 * at));
  expect(bytes.readUInt32LE(0) & 0x40, 'DS_SETFONT: a font follows').toBe(0x40);
  expect(bytes.readUInt32LE(4), 'no extended style').toBe(0);
  expect(words(8, 5), 'two items, the place').toEqual([2, 0, 0, 160, 80]);
  expect(words(18, 2), 'no menu, the usual class').toEqual([0, 0]);
  expect(bytes.toString('utf16le', 22, 38)).toBe('Sandbox\0');
  expect(words(38, 1), 'points').toEqual([9]);
  expect(bytes.toString('utf16le', 40, 66)).toBe('MS Shell Dlg\0');
  const first = 68;
  expect(words(first + 8, 5)).toEqual([8, 20, 144, 12, 101]);
  expect(words(first + 18, 2), 'the class by its number: edit').toEqual([0xffff, 0x81]);
  expect(bytes.toString('utf16le', first + 22, first + 30)).toBe('odd\0');
  expect(words(first + 30, 1), 'nothing more').toEqual([0]);
  const second = first + 32;
  expect(words(second + 16, 3), 'the second, a button').toEqual([102, 0xffff, 0x80]);
  expect(bytes.length).toBe(second + 32);
});
