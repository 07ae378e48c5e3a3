import { expect, test } from '@playwright/test';
import type { Role } from '../../../contracts/accessibility.ts';
import { ariaRole, nativeRoleOf, type RoleContext, roleNumber } from './roles.ts';

function roleOf(nativeRole: string, context: Partial<RoleContext> = {}): Role {
  return ariaRole({
    number: roleNumber(nativeRole),
    name: '',
    topLevel: false,
    parent: 'panel',
    grandparent: 'frame',
    attributes: undefined,
    roleName: undefined,
    selectable: false,
    ...context,
  });
}

test('the numbers are those of AtspiRole', () => {
  const known: readonly (readonly [number, string])[] = [
    [7, 'check box'],
    [23, 'frame'],
    [29, 'label'],
    [43, 'push button'],
    [61, 'text'],
    [69, 'window'],
    [79, 'entry'],
    [95, 'document web'],
    [101, 'notification'],
    [116, 'static'],
  ];
  expect(known.map(([number]) => [number, nativeRoleOf(number)])).toEqual(known);
  expect(nativeRoleOf(999)).toBe('role 999');
});

test('plain roles have the ARIA name a person would look for', () => {
  const expected: Readonly<Record<string, Role>> = {
    'push button': 'button',
    'toggle button': 'button',
    'check box': 'checkbox',
    'radio button': 'radio',
    entry: 'textbox',
    'password text': 'textbox',
    text: 'textbox',
    label: 'text',
    static: 'text',
    'page tab': 'tab',
    'page tab list': 'tablist',
    'spin button': 'spinbutton',
    'check menu item': 'menuitemcheckbox',
    'radio menu item': 'menuitemradio',
    'tree table': 'table',
    'table cell': 'cell',
    'document web': 'document',
    'level bar': 'meter',
    paragraph: 'paragraph',
    unknown: 'generic',
  };
  for (const [native, role] of Object.entries(expected)) expect(roleOf(native), native).toBe(role);
});

test('a container is a group when it has a name and nothing otherwise', () => {
  for (const native of ['panel', 'filler', 'scroll pane', 'split pane', 'root pane', 'section', 'frame']) {
    expect(roleOf(native), native).toBe('generic');
    expect(roleOf(native, { name: 'Palette' }), native).toBe('group');
  }
});

test('whatever a toolkit calls it, a child of the application is a window', () => {
  const top = { topLevel: true, parent: 'application', grandparent: undefined };
  for (const native of ['frame', 'window', 'filler', 'panel']) expect(roleOf(native, top), native).toBe('window');
  expect(roleOf('dialog', top)).toBe('dialog');
  expect(roleOf('alert', top)).toBe('alertdialog');
  expect(roleOf('file chooser', top)).toBe('dialog');
  expect(roleOf('tool tip', top)).toBe('tooltip');
});

test('an element takes its role from what it stands in', () => {
  expect(roleOf('menu', { parent: 'menu bar' })).toBe('menuitem');
  expect(roleOf('menu', { parent: 'menu' })).toBe('menuitem');
  expect(roleOf('menu', { parent: 'window' })).toBe('menu');
  expect(roleOf('menu', { parent: 'combo box' })).toBe('listbox');
  expect(roleOf('menu item', { parent: 'menu', grandparent: 'combo box' })).toBe('option');
  expect(roleOf('menu item', { parent: 'popup menu' })).toBe('menuitem');
  expect(roleOf('list', { parent: 'combo box' })).toBe('listbox');
  expect(roleOf('list item', { parent: 'list', grandparent: 'combo box' })).toBe('option');
  expect(roleOf('list item', { parent: 'list box' })).toBe('option');
  expect(roleOf('list item', { parent: 'list' })).toBe('listitem');
  expect(roleOf('table cell', { parent: 'tree' })).toBe('treeitem');
  expect(roleOf('icon', { selectable: true })).toBe('listitem');
});

test('web content says its role itself', () => {
  const web = (roles: string): Role => roleOf('section', { attributes: { 'xml-roles': roles } });
  expect(web('radiogroup')).toBe('radiogroup');
  expect(web('navigation')).toBe('region');
  expect(web('treegrid')).toBe('table');
  expect(web('doc-chapter tooltip')).toBe('tooltip');
  expect(web('made-up')).toBe('generic');
  expect(roleOf('entry', { attributes: { 'text-input-type': 'search' } })).toBe('searchbox');
});

test('GTK 4 keeps in the role name what the number has lost', () => {
  expect(roleOf('check box', { roleName: 'switch' })).toBe('switch');
  expect(roleOf('entry', { roleName: 'search box' })).toBe('searchbox');
  expect(roleOf('push button', { roleName: 'button' })).toBe('button');
});
