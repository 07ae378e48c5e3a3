/** The visibility rule on a desktop made of a table: nothing reaches a window that is not the target, in front and visible. */
import { expect, test } from '@playwright/test';
import { Controls } from './control.ts';
import { Foreground } from './foreground.ts';
import type { User32, Win32 } from './native.ts';
import { wide } from './structs.ts';

interface FakeWindow {
  readonly pid: number;
  readonly title: string;
  readonly className?: string;
  readonly owner?: number;
  visible?: boolean;
  minimized?: boolean;
}

const ours = 100;
const theirs = 200;

function desktop(
  windows: Readonly<Record<number, FakeWindow>>,
  state: { front: number; under: number; mayMove?: boolean },
) {
  const text = (into: Buffer, value: string): number => wide(value).copy(into) / 2;
  const user32: Partial<User32> = {
    GetForegroundWindow: () => state.front,
    SetForegroundWindow: (hwnd) => {
      if (state.mayMove !== false) state.front = hwnd;
      return 1;
    },
    BringWindowToTop: () => 1,
    AttachThreadInput: () => 1,
    ShowWindow: () => 1,
    IsWindow: (hwnd) => (windows[hwnd] === undefined ? 0 : 1),
    IsWindowVisible: (hwnd) => (windows[hwnd]?.visible === false ? 0 : 1),
    IsIconic: (hwnd) => (windows[hwnd]?.minimized === true ? 1 : 0),
    WindowFromPoint: () => state.under,
    GetAncestor: (hwnd) => hwnd,
    GetWindow: (hwnd) => windows[hwnd]?.owner ?? 0,
    GetWindowThreadProcessId: (hwnd, pid) => {
      pid.writeUInt32LE(windows[hwnd]?.pid ?? 0);
      return hwnd;
    },
    GetWindowTextW: (hwnd, into) => text(into, windows[hwnd]?.title ?? ''),
    GetClassNameW: (hwnd, into) => text(into, windows[hwnd]?.className ?? 'Main'),
  };
  const win32 = { user32, kernel32: { GetCurrentThreadId: () => 1 } } as unknown as Win32;
  return new Foreground(win32, new Controls(win32), (pid) => pid === ours);
}

const editor = { pid: ours, title: 'Editor' };
const mail = { pid: theirs, title: 'Mail' };
const point = { x: 5, y: 5 };

test('S15: a new window of ours is brought to the front, once', async () => {
  const state = { front: 2, under: 1 };
  const foreground = desktop({ 1: editor, 2: mail }, state);
  await foreground.before(1);
  expect(state.front).toBe(1);
  state.front = 2; // a person clicks on the mail
  await expect(foreground.before(1)).rejects.toThrow('TARGET_NOT_FOREGROUND');
  expect(state.front).toBe(2);
});

test('S15: a hidden or minimized target halts', async () => {
  for (const away of [{ visible: false }, { minimized: true }]) {
    const foreground = desktop({ 1: { ...editor, ...away } }, { front: 1, under: 1 });
    await expect(foreground.before(1)).rejects.toThrow('is hidden or minimized');
  }
});

test('S15: what covers the point halts the click, the own menu does not', async () => {
  const state = { front: 1, under: 2 };
  const windows = {
    1: editor,
    2: mail,
    3: { pid: ours, title: '', className: '#32768' },
    4: { pid: ours, title: 'Find' },
  };
  const foreground = desktop(windows, state);
  expect(() => foreground.at(point, 1)).toThrow('covered by the window "Mail"');
  state.under = 3;
  foreground.at(point, 1);
  state.under = 4;
  expect(() => foreground.at(point, 1)).toThrow('covered by the window "Find"');
  state.under = 0;
  expect(() => foreground.at(point, 1)).toThrow('covered by nothing');
});

test('S15: a stranger in front after the act halts, a dialog of the target does not', async () => {
  const state = { front: 5, under: 1 };
  const foreground = desktop({ 1: editor, 2: mail, 5: { pid: ours, title: 'Save', owner: 1 } }, state);
  await foreground.before(1);
  foreground.after(1);
  state.front = 2;
  expect(() => foreground.after(1)).toThrow('another program came to the front');
});

test('S15: keys without a target go nowhere while a stranger is in front', async () => {
  const state = { front: 2, under: 2 };
  const foreground = desktop({ 1: editor, 2: mail }, state);
  await expect(foreground.before(undefined)).rejects.toThrow('TARGET_NOT_FOREGROUND');
  state.front = 1;
  await foreground.before(undefined);
});

test('S15: a foreground that Windows does not give away is an error, not a guess', async () => {
  const foreground = desktop({ 1: editor, 2: mail }, { front: 2, under: 1, mayMove: false });
  await expect(foreground.before(1)).rejects.toThrow('Windows did not bring the window "Editor" to the front');
});
