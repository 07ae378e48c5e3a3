/** What UI Automation says, in the words of the contract. */
import { expect, test } from '@playwright/test';
import type { Facts } from './backend.ts';
import { parseUiaId, readingOf, rootOf, uiaId } from './nodes.ts';

const place = { BoundingRectangle: [0, 0, 10, 10] } as const;
const stateOf = (facts: Facts) => readingOf('u1/1', { facts: { ...place, ...facts } }).states;
const roleOf = (facts: Facts) => readingOf('u1/1', { facts: { ...place, ...facts } }).role;

test('ids name the window and the element', () => {
  expect(parseUiaId(uiaId({ hwnd: 0xabc, key: '42.7.-3' }))).toEqual({ hwnd: 0xabc, key: '42.7.-3' });
  expect(parseUiaId('wabc')).toBeUndefined();
});

test('roles follow control types and what an element can do', () => {
  expect(roleOf({ ControlType: 50004 })).toBe('textbox');
  expect(roleOf({ ControlType: 50032 })).toBe('window');
  expect(roleOf({ ControlType: 50032, WindowIsModal: true })).toBe('dialog');
  expect(roleOf({ ControlType: 50011, IsTogglePatternAvailable: true })).toBe('menuitemcheckbox');
  expect(roleOf({})).toBe('generic');
});

test('states say only what the element has', () => {
  expect(stateOf({ ControlType: 50000 })).toEqual({
    visible: true,
    enabled: true,
    focusable: false,
    focused: false,
    editable: false,
  });
  expect(stateOf({ ControlType: 50002, ToggleToggleState: 2 }).checked).toBe('mixed');
  expect(stateOf({ ControlType: 50000, ToggleToggleState: 1 }).pressed).toBe(true);
  expect(stateOf({ ControlType: 50013, SelectionItemIsSelected: true }).checked).toBe(true);
  expect(stateOf({ ControlType: 50007, SelectionItemIsSelected: true }).selected).toBe(true);
  expect(stateOf({ ControlType: 50024, ExpandCollapseExpandCollapseState: 3 })).not.toHaveProperty('expanded');
  expect(stateOf({ IsOffscreen: true }).offscreen).toBe(true);
  expect(stateOf({ BoundingRectangle: [0, 0, 0, 0] }).visible).toBe(false);
  const field = { ControlType: 50004, IsValuePatternAvailable: true } as const;
  expect(stateOf(field)).toMatchObject({ editable: true });
  expect(stateOf({ ...field, ValueIsReadOnly: true })).toMatchObject({ editable: false, readonly: true });
});

test('texts and numbers: line ends as everywhere, passwords never', () => {
  const text = (facts: Facts, said?: string) =>
    readingOf('u1/1', { facts, ...(said === undefined ? {} : { text: said }) }).text;
  expect(text({ ControlType: 50004, ValueValue: 'a\r\nb\rc' })).toBe('a\nb\nc');
  expect(text({ ControlType: 50004, ValueValue: 'secret', IsPassword: true })).toBe('');
  expect(text({ ControlType: 50030, IsTextPatternAvailable: true }, 'a\rb')).toBe('a\nb');
  expect(text({ ControlType: 50020, Name: 'Ready' })).toBe('Ready');
  expect(text({ ControlType: 50000, Name: 'Go' })).toBeUndefined();
  expect(readingOf('u1/1', { facts: { RangeValueValue: 7 } }).value).toBe(7);
});

test('a window carries its id, drops its title bar, and notes what is watched', () => {
  const contents = new Map<string, string>();
  const child = (key: string, facts: Facts) => ({ key, facts, children: [] });
  const root = rootOf(
    0x10,
    {
      key: '1',
      facts: { ControlType: 50032, Name: 'Form' },
      children: [child('2', { ControlType: 50037 }), child('3', { ControlType: 50004, ValueValue: 'x' })],
    },
    contents,
  );
  expect(root).toMatchObject({ id: 'u10/1', windowId: 'w10', role: 'window', name: 'Form' });
  expect(root.children.map(({ id }) => id)).toEqual(['u10/3']);
  expect(contents).toEqual(new Map([['u10/3', 'x']]));
});
