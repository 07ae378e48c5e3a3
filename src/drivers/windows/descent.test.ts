/** Which control lies in which, on a table of windows that counts what is asked. */
import { expect, test } from '@playwright/test';
import { Descent } from './descent.ts';
import type { Hwnd, Win32 } from './native.ts';

/** Children by parent, in tab order; enumerated as Windows does: each followed by what lies in it. */
class Desk {
  asked = 0;
  nowMs = 0;
  tree: Readonly<Record<Hwnd, readonly Hwnd[]>> = {};

  readonly win32 = {
    user32: {
      EnumChildWindows: (parent: Hwnd, each: (hwnd: Hwnd) => number) => {
        for (const hwnd of this.#inOrder(parent)) each(hwnd);
        return 1;
      },
      GetAncestor: (hwnd: Hwnd, which: number) => {
        this.asked += 1;
        expect(which).toBe(1); // GA_PARENT
        return Number(Object.entries(this.tree).find(([, children]) => children.includes(hwnd))?.[0]);
      },
    },
  } as unknown as Win32;

  #inOrder(parent: Hwnd): readonly Hwnd[] {
    return (this.tree[parent] ?? []).flatMap((hwnd) => [hwnd, ...this.#inOrder(hwnd)]);
  }
}

function desk(tree: Desk['tree']): { readonly desk: Desk; readonly below: () => unknown } {
  const made = new Desk();
  made.tree = tree;
  const descent = new Descent(made.win32, () => made.nowMs);
  return { desk: made, below: () => Object.fromEntries(descent.below(1)) };
}

test('children by parent, in tab order', () => {
  const tree = { 1: [10, 20, 30], 20: [21, 22], 22: [23] };
  expect(desk(tree).below()).toEqual(tree);
  expect(desk({}).below()).toEqual({});
});

test('parents are not asked again while the same handles come in the same order', () => {
  const { desk: windows, below } = desk({ 1: [10, 20], 20: [21] });
  const first = below();
  expect(windows.asked).toBe(3);
  windows.nowMs = 499;
  expect(below()).toEqual(first);
  expect(windows.asked).toBe(3);
});

for (const [change, tree] of Object.entries({
  'a control is new': { 1: [10, 20, 30], 20: [21] },
  'one is gone': { 1: [10, 20] },
  'one came to the top': { 1: [20, 10], 20: [21] },
  'one lies in another now': { 1: [10, 20], 10: [21] },
})) {
  test(`what has changed is seen at once: ${change}`, () => {
    const { desk: windows, below } = desk({ 1: [10, 20], 20: [21] });
    below();
    windows.tree = tree;
    expect(below()).toEqual(tree);
  });
}

test('another parent at the same place in the order is seen half a second later', () => {
  const { desk: windows, below } = desk({ 1: [10, 20] });
  const before = below();
  windows.tree = { 1: [10], 10: [20] };
  expect(below()).toEqual(before);
  windows.nowMs = 500;
  expect(below()).toEqual(windows.tree);
});
