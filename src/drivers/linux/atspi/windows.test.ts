import { expect, test } from '@playwright/test';
import type { Rect } from '../../../contracts/geometry.ts';
import { gtk4OnScreen, matchWindows, type WindowGeometry } from './windows.ts';

const rect = (x: number, y: number, width: number, height: number): Rect => ({ x, y, width, height });

function window(id: string, title: string, content: Rect, more: Partial<WindowGeometry> = {}): WindowGeometry {
  return { id, title, pid: 7, content, ...more };
}

const app = { pid: 7, toolkit: 'gtk3' } as const;

test('windows are found by title, and by place between equal titles', () => {
  const windows = [
    window('w1', 'Untitled', rect(0, 0, 400, 300)),
    window('w2', 'Untitled', rect(500, 0, 400, 300)),
    window('w3', 'Other', rect(0, 0, 400, 300)),
  ];
  const tops = [
    { id: 'b', name: 'Untitled', extents: rect(500, 0, 400, 300) },
    { id: 'a', name: 'Untitled', extents: rect(0, 0, 400, 300) },
  ];
  expect([...matchWindows(tops, windows, app)]).toEqual([
    ['b', 'w2'],
    ['a', 'w1'],
  ]);
});

test('a popup without a title is found by its place', () => {
  const windows = [window('w1', 'App', rect(0, 0, 400, 300)), window('pop', '', rect(20, 40, 100, 60))];
  const tops = [
    { id: 'main', name: 'App', extents: rect(0, 0, 400, 300) },
    { id: 'menu', name: '', extents: rect(20, 40, 100, 60) },
    { id: 'hidden', name: 'Find', extents: rect(0, 0, 1, 1) },
  ];
  const found = matchWindows(tops, windows, app);
  expect([found.get('main'), found.get('menu'), found.get('hidden')]).toEqual(['w1', 'pop', undefined]);
});

test('windows of other processes are not taken', () => {
  const windows = [window('w1', 'App', rect(0, 0, 400, 300), { pid: 8 })];
  expect(matchWindows([{ id: 'a', name: 'App', extents: rect(0, 0, 400, 300) }], windows, app).size).toBe(0);
});

test('places of GTK 4 are counted from the window, past its shadow and border', () => {
  const shadow = { left: 12, right: 12, top: 10, bottom: 14 };
  const top = window('w', 'App', rect(100, 50, 424, 324), { gtkFrameExtents: shadow });
  const inside = [rect(16, 20, 55, 40), rect(0, 0, 400, 300)];
  expect(gtk4OnScreen(rect(16, 20, 55, 40), inside, top, [])).toEqual(rect(128, 80, 55, 40));

  const bordered = window('w', 'App', rect(457, 164, 365, 496));
  expect(gtk4OnScreen(rect(0, 0, 355, 486), [rect(0, 0, 355, 486)], bordered, [])).toEqual(rect(462, 169, 355, 486));
  expect(gtk4OnScreen(rect(0, 0, 1, 1), [rect(0, 0, 1, 1)], undefined, [])).toBeUndefined();
});

test('places in a popover of GTK 4 are counted from the popup of its size', () => {
  const top = window('w', 'App', rect(457, 164, 355, 486));
  const popup = window('p', '', rect(468, 188, 277, 232));
  const line = [rect(147, 78, 193, 32), rect(105, 6, 277, 232), rect(0, 0, 355, 486)];
  expect(gtk4OnScreen(rect(147, 78, 193, 32), line, top, [popup])).toEqual(rect(510, 260, 193, 32));
});
