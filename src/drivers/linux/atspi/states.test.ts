import { expect, test } from '@playwright/test';
import { bit, nodeStates, StateBits, type StateContext, type StateName } from './states.ts';

function bits(...names: StateName[]): StateBits {
  const word = (from: number): number =>
    names
      .map((name) => bit[name] - from)
      .filter((number) => number >= 0 && number < 32)
      .reduce((sum, number) => sum + 2 ** number, 0);
  return new StateBits(word(0), word(32));
}

function statesOf(role: StateContext['role'], nativeRole: string, ...names: StateName[]) {
  return nodeStates(bits(...names), { role, nativeRole, visible: true });
}

test('both words are read, the highest bit too', () => {
  const read = StateBits.from([2 ** 31 + 2 ** 25, 2 ** (41 - 32)]);
  expect([read.has('managesDescendants'), read.has('showing'), read.has('checkable')]).toEqual([true, true, true]);
  expect([read.has('visible'), read.has('readOnly')]).toEqual([false, false]);
  expect(StateBits.from(undefined)).toBe(StateBits.none);
  expect(StateBits.from([5]).high).toBe(0);
});

test('bits of another are taken by name only', () => {
  const joined = bits('focusable').with(bits('expandable', 'checked', 'readOnly', 'managesDescendants'), [
    'expandable',
    'readOnly',
    'managesDescendants',
  ]);
  expect([joined.has('focusable'), joined.has('expandable'), joined.has('readOnly')]).toEqual([true, true, true]);
  expect([joined.has('managesDescendants'), joined.has('checked')]).toEqual([true, false]);
  expect(joined.low).toBeGreaterThan(0);
});

test('one bit is set or cleared, in either word', () => {
  const set = bits('focused').having('managesDescendants', true).having('checkable', true);
  expect([set.has('focused'), set.has('managesDescendants'), set.has('checkable')]).toEqual([true, true, true]);
  const cleared = set.having('focused', false).having('checkable', false);
  expect([cleared.has('focused'), cleared.has('managesDescendants'), cleared.has('checkable')]).toEqual([
    false,
    true,
    false,
  ]);
});

test('a state that the role cannot have is absent, not false', () => {
  const label = statesOf('text', 'label', 'sensitive', 'checked', 'pressed', 'selected');
  expect(label).toEqual({ visible: true, enabled: true, focusable: false, focused: false, editable: false });
});

test('what can be switched says whether it is', () => {
  expect(statesOf('checkbox', 'check box').checked).toBe(false);
  expect(statesOf('checkbox', 'check box', 'checked').checked).toBe(true);
  expect(statesOf('checkbox', 'check box', 'checked', 'indeterminate').checked).toBe('mixed');
  expect(statesOf('button', 'push button').pressed).toBeUndefined();
  expect(statesOf('button', 'push button', 'checkable', 'checked').pressed).toBe(true);
  expect(statesOf('button', 'toggle button').pressed).toBe(false);
  expect(statesOf('button', 'toggle button', 'expandable')).toMatchObject({ expanded: false });
  expect(statesOf('button', 'toggle button', 'expandable').pressed).toBeUndefined();
  expect(statesOf('cell', 'table cell', 'checkable').checked).toBe(false);
});

test('choices, windows and fields', () => {
  expect(statesOf('tab', 'page tab').selected).toBe(false);
  expect(statesOf('option', 'list item', 'selectable', 'selected').selected).toBe(true);
  expect(statesOf('menuitem', 'menu item', 'selectable').selected).toBeUndefined();
  expect(statesOf('window', 'frame', 'active')).toMatchObject({ active: true, modal: false });
  expect(statesOf('textbox', 'text', 'multiLine', 'editable')).toMatchObject({ multiline: true, readonly: false });
  expect(statesOf('textbox', 'text').readonly).toBe(true);
  expect(statesOf('spinbutton', 'spin button').readonly).toBe(false);
  expect(statesOf('textbox', 'password text', 'editable').protected).toBe(true);
  expect(statesOf('textbox', 'entry', 'required').required).toBe(true);
  expect(statesOf('document', 'document web').busy).toBe(false);
});

test('enabled is what can be used: GTK 4 never says "enabled" itself', () => {
  expect(statesOf('button', 'button', 'sensitive').enabled).toBe(true);
  expect(statesOf('button', 'button').enabled).toBe(false);
});

test('the current tab of Qt is selected, and focused only when its bar is', () => {
  const tab = { current: true, focused: false };
  const states = nodeStates(bits('focused'), { role: 'tab', nativeRole: 'page tab', visible: true, tab });
  expect(states).toMatchObject({ selected: true, focused: false });
});
