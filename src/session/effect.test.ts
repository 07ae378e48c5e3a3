import { expect, test } from '@playwright/test';
import type { NodeReading } from '../contracts/accessibility.ts';
import type { WindowInfo } from '../contracts/driver.ts';
import { demandFor, readingChange, type Scene, type TreeSignal, weigh, windowNews } from './effect.ts';
import { node, readingOf, windowInfo } from './tree.sample.ts';

const button: Scene = {
  appId: 'a',
  nodeId: 'target',
  role: 'button',
  windows: [windowInfo()],
  feedback: new Set(['sibling']),
  by: 'click',
};
const signal = (changes: Partial<TreeSignal>): TreeSignal => ({
  kind: 'tree',
  appId: 'a',
  nodeId: 'other',
  change: 'text',
  detail: '',
  ...changes,
});

for (const [what, scene, seen, weight] of [
  ['text elsewhere in the application', button, signal({}), 'proof'],
  ['children, name, value, selection elsewhere', button, signal({ change: 'children' }), 'proof'],
  ['the same in another application', button, signal({ appId: 'b' }), 'nothing'],
  ['any application where the owner is unknown', { ...button, appId: undefined }, signal({ appId: 'b' }), 'proof'],
  ['armed', button, signal({ change: 'state', detail: 'armed', nodeId: 'target' }), 'nothing'],
  [
    'own "checked" of a push button (GTK 3 while held)',
    button,
    signal({ change: 'state', detail: 'checked', nodeId: 'target' }),
    'read-target',
  ],
  ['focus moves to a button', button, signal({ change: 'state', detail: 'focused', nodeId: 'target' }), 'nothing'],
  [
    'focus moves to a field',
    { ...button, role: 'textbox' },
    signal({ change: 'state', detail: 'focused', nodeId: 'target' }),
    'read-target',
  ],
  [
    'focus moves by the keyboard',
    { ...button, by: 'keyboard' },
    signal({ change: 'state', detail: 'focused' }),
    'proof',
  ],
  ['another element is checked', button, signal({ change: 'state', detail: 'checked' }), 'proof'],
  ['layout hints', button, signal({ change: 'state', detail: 'horizontal' }), 'nothing'],
  ['bounds', button, signal({ change: 'bounds' }), 'nothing'],
  ['bounds after scrolling', { ...button, by: 'gesture' }, signal({ change: 'bounds' }), 'proof'],
  [
    'the caret moves by a key',
    { ...button, by: 'keyboard' },
    signal({ change: 'other', detail: 'TextCaretMoved' }),
    'proof',
  ],
  ['the caret moves by a click', button, signal({ change: 'other', detail: 'TextCaretMoved' }), 'nothing'],
  [
    'a menu item beside the target',
    button,
    signal({ change: 'state', detail: 'selected', nodeId: 'sibling' }),
    'nothing',
  ],
] as const) {
  test(`${what}: ${weight}`, () => {
    expect(weigh(scene, seen)).toBe(weight);
  });
}

const before = readingOf(node('button', 'Run', { id: 'target', states: { pressed: false } }));
const changed = (changes: Partial<NodeReading>): NodeReading => ({ ...before, ...changes });

for (const [what, scene, now, change] of [
  ['nothing', button, before, undefined],
  ['a toggle', button, changed({ states: { ...before.states, pressed: true } }), 'pressed'],
  ['a new name', button, changed({ name: 'Stop' }), 'name'],
  ['now disabled', button, changed({ states: { ...before.states, enabled: false } }), 'enabled'],
  ['focus on a button', button, changed({ states: { ...before.states, focused: true } }), undefined],
  [
    'focus on a field',
    { ...button, role: 'textbox' },
    changed({ states: { ...before.states, focused: true } }),
    'focused',
  ],
  [
    'selected option',
    { ...button, role: 'option' },
    changed({ states: { ...before.states, selected: true } }),
    'selected',
  ],
  [
    'menu item under the pointer',
    { ...button, role: 'menuitem' },
    changed({ states: { ...before.states, selected: true } }),
    undefined,
  ],
] as const) {
  test(`reading the target again: ${what} gives ${change}`, () => {
    expect(readingChange(scene as Scene, before, now)).toBe(change);
  });
}

const none: ReadonlySet<string> = new Set();
const menuScene: Scene = {
  ...button,
  role: 'menuitem',
  windows: [windowInfo(), windowInfo({ id: 'm', kind: 'popup', title: '' })],
};

for (const [what, scene, now, evidence, weak] of [
  ['nothing', button, [windowInfo()], [], []],
  [
    'opened',
    button,
    [windowInfo(), windowInfo({ id: 'd', title: 'Save', kind: 'dialog' })],
    ['window "Save" opened'],
    [],
  ],
  ['closed', button, [], ['window "Main" closed'], []],
  ['retitled', button, [windowInfo({ title: '*Main' })], ['window "Main" retitled to "*Main"'], []],
  ['minimized', button, [windowInfo({ minimized: true })], ['window "Main" minimized'], []],
  ['of another application', button, [windowInfo(), windowInfo({ id: 'x', appId: 'b' })], [], []],
  [
    'a helper process of unknown owner',
    button,
    [windowInfo(), windowInfo({ id: 'x', title: 'H', appId: undefined })],
    ['window "H" opened'],
    [],
  ],
  ['a notification', button, [windowInfo(), windowInfo({ id: 'n', kind: 'notification' })], [], []],
  ['its own menu closes', menuScene, [windowInfo()], [], ['popup closed']],
] as const) {
  test(`windows: ${what}`, () => {
    expect(windowNews(scene, now as readonly WindowInfo[], none)).toEqual({ evidence, weak });
  });
}

test('windows: a tooltip proves nothing', () => {
  const now = [windowInfo(), windowInfo({ id: 't', kind: 'popup' })];
  expect(windowNews(button, now, new Set(['t']))).toEqual({ evidence: [], weak: [] });
});

test('an effect is required where an element promises one, and not of what is chosen already', () => {
  const { states } = before;
  expect(demandFor('button', states)).toBe('required');
  expect(demandFor('textbox', states)).toBe('optional');
  expect(demandFor('radio', { ...states, checked: true })).toBe('optional');
  expect(demandFor('tab', { ...states, selected: true })).toBe('optional');
  expect(demandFor('tab', { ...states, selected: false })).toBe('required');
});
