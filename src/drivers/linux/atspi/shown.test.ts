import { expect, test } from '@playwright/test';
import type { NodeRecord } from './record.ts';
import { roleNumber } from './roles.ts';
import { isCutOff, isScrolledAway, isShown, placeFrom, scrollersAround } from './shown.ts';
import { bit, StateBits, type StateName } from './states.ts';

function bits(...names: StateName[]): StateBits {
  return new StateBits(
    names.reduce((sum, name) => sum + 2 ** bit[name], 0),
    0,
  );
}

function record(id: string, nativeRole: string, parent: string | undefined, children: readonly string[]): NodeRecord {
  return {
    id,
    ref: { bus: ':1.2', path: `/${id}` },
    parent,
    children,
    roleNumber: roleNumber(nativeRole),
    name: '',
    description: '',
    bits: bits('visible', 'showing'),
    interfaces: new Set(),
  };
}

const anything = { roleNumber: roleNumber('push button') };

test('each toolkit says in its own way what is shown', () => {
  const both = { ...anything, bits: bits('visible', 'showing') };
  const onlyVisible = { ...anything, bits: bits('visible') };
  for (const toolkit of ['gtk3', 'qt', 'other'] as const) {
    expect(isShown(both, toolkit), toolkit).toBe(true);
    expect(isShown(onlyVisible, toolkit), toolkit).toBe(false);
  }
  expect(isShown(onlyVisible, 'chromium')).toBe(true);
  expect(isShown({ ...anything, bits: bits('showing') }, 'chromium')).toBe(false);
  expect(isShown(onlyVisible, 'gtk4')).toBe(false);
  expect(isShown({ ...onlyVisible, extents: { x: 0, y: 0, width: 0, height: 20 } }, 'gtk4')).toBe(false);
  expect(isShown({ ...onlyVisible, extents: { x: 0, y: 0, width: 9, height: 20 } }, 'gtk4')).toBe(true);
});

test('what is scrolled out of sight is shown, and said to be away', () => {
  const away = { ...anything, bits: bits('visible'), scrolledAway: true };
  expect([isShown(away, 'gtk3'), isScrolledAway(away, 'gtk3')]).toEqual([true, true]);
  const back = { ...away, bits: bits('visible', 'showing') };
  expect([isShown(back, 'gtk3'), isScrolledAway(back, 'gtk3')]).toEqual([true, false]);
  expect(isScrolledAway({ ...anything, bits: bits('visible') }, 'chromium')).toBe(true);
  expect(isScrolledAway({ ...anything, bits: bits('visible') }, 'gtk3')).toBe(false);
  expect(isShown({ roleNumber: roleNumber('viewport'), bits: bits('visible') }, 'gtk3')).toBe(true);
});

test('what scrolls an element is found by its scroll bars, popups are not scrolled', () => {
  const records = new Map(
    [
      record('pane', 'scroll pane', undefined, ['view', 'holder']),
      record('holder', 'filler', 'pane', ['bar']),
      record('bar', 'scroll bar', 'holder', []),
      record('view', 'viewport', 'pane', ['button', 'combo']),
      record('button', 'push button', 'view', []),
      record('combo', 'combo box', 'view', ['list']),
      record('list', 'list', 'combo', ['item']),
      record('item', 'list item', 'list', []),
    ].map((each) => [each.id, each]),
  );
  const around = (id: string) => scrollersAround(records.get(id) ?? record('', 'panel', undefined, []), records);
  expect(around('button').map((each) => each.id)).toEqual(['pane']);
  expect(around('combo').map((each) => each.id)).toEqual(['pane']);
  expect(around('item')).toEqual([]);
  expect(around('holder')).toEqual([]);
  expect(around('bar')).toEqual([]);
});

test('an element is cut off when a pointer in its middle would miss it', () => {
  const area = { x: 0, y: 100, width: 200, height: 100 };
  const at = (y: number, height = 20) => isCutOff({ x: 10, y, width: 50, height }, area);
  expect([at(100), at(180), at(95)]).toEqual([false, false, false]);
  expect([at(200), at(80), at(85), at(195)]).toEqual([true, true, true, true]);
  expect(at(-900, 2000)).toBe(false);
  expect(isCutOff({ x: 195, y: 110, width: 20, height: 20 }, area)).toBe(true);
});

test('a widget that is not on the screen has no place', () => {
  expect(placeFrom([-2147483648, -2147483648, 1, 1])).toBeUndefined();
  expect(placeFrom([0, 0, 0, 0])).toBeUndefined();
  expect(placeFrom([-5, 3, 10, 10])).toEqual({ x: -5, y: 3, width: 10, height: 10 });
});
