/** Window classes to roles, labels to names, ids and back. */
import { expect, test } from '@playwright/test';
import { classify, readable } from './classes.ts';
import { nodeId, parseNodeId } from './ids.ts';
import { guiThreadFrom, packPoint, rectFrom } from './structs.ts';

const child = 0x40000000;

test('system classes and the names that toolkits register for them', () => {
  const roles = [
    ['Button', child, 'button'],
    ['Button', child | 0x3, 'checkbox'],
    ['Button', child | 0x9, 'radio'],
    ['Button', child | 0x7, 'group'],
    ['Button', child | 0x1003, 'button'],
    ['WindowsForms10.BUTTON.app.0.141b42a_r6_ad1', child, 'button'],
    ['TEdit', child, 'textbox'],
    ['ATL:Edit', child, 'textbox'],
    ['RICHEDIT50W', child, 'textbox'],
    ['SysListView32', child | 0x1, 'table'],
    ['SysListView32', child | 0x3, 'list'],
    ['Static', child | 0xe, 'img'],
    ['#32770', 0, 'dialog'],
    ['Notepad', 0, 'window'],
    ['MyPane', child, 'generic'],
    ['MyPane', child | 0x200000, 'region'],
  ] as const;
  expect(roles.map(([name, style]) => classify(name, style).role)).toEqual(roles.map(([, , role]) => role));
});

test('labels lose their access keys and shortcuts', () => {
  expect(['&File', 'Save &As…\tCtrl+S', 'Black && White', 'plain'].map(readable)).toEqual([
    'File',
    'Save As…',
    'Black & White',
    'plain',
  ]);
});

test('a node id leads back to its window and the way inside it', () => {
  for (const [hwnd, kind, path] of [
    [0x1006c, undefined, []],
    [0x1006c, 'item', [3, 1]],
    [0xfffe, 'tree', [0x7f3a40c0]],
    [0x20, 'menubar', []],
  ] as const) {
    const expected = kind === undefined ? { hwnd } : { hwnd, part: { kind, path: [...path] } };
    expect(parseNodeId(nodeId(hwnd, kind, path))).toEqual(expected);
  }
  expect(parseNodeId('/org/a11y/atspi/accessible/1')).toBeUndefined();
});

test('structures are read where Windows writes them', () => {
  const rect = Buffer.alloc(16);
  [-5, 10, 20, 40].forEach((edge, at) => void rect.writeInt32LE(edge, at * 4));
  expect(rectFrom(rect)).toEqual({ x: -5, y: 10, width: 25, height: 30 });
  expect(packPoint({ x: -1, y: 2 })).toBe(0x2_ffffffffn);
  const thread = Buffer.alloc(72);
  thread.writeUInt32LE(0x4, 4);
  thread.writeUInt32LE(0x1234, 16);
  expect(guiThreadFrom(thread)).toMatchObject({ menuOpen: true, focus: 0x1234 });
});
