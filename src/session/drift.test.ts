import { expect, test } from '@playwright/test';
import type { WindowInfo } from '../contracts/driver.ts';
import { driftBetween } from './drift.ts';

const place = { x: 10, y: 20, width: 300, height: 200 };
const form: WindowInfo = {
  id: '1',
  title: 'Form',
  bounds: place,
  contentBounds: place,
  pid: 1,
  appId: 'form-1',
  active: true,
  minimized: false,
  modal: false,
  kind: 'normal',
};
const stranger: WindowInfo = { ...form, id: '2', title: 'Update', appId: undefined, active: false };
const at = (change: Partial<typeof place>): Partial<WindowInfo> => ({ contentBounds: { ...place, ...change } });
const signals = (before: readonly WindowInfo[], now: readonly WindowInfo[]) =>
  driftBetween(before, now).map(({ signal, seen }) => `${signal}: ${seen}`);

const cases: readonly [
  what: string,
  before: readonly WindowInfo[],
  now: readonly WindowInfo[],
  seen: readonly string[],
][] = [
  ['nothing', [form], [form], []],
  ['a window goes', [form, stranger], [form], []],
  ['a window comes', [form], [form, stranger], ['unknown-window: window "Update" appeared']],
  ['a menu comes', [form], [form, { ...stranger, kind: 'popup' }], []],
  [
    'a toast comes',
    [form],
    [form, { ...stranger, kind: 'notification' }],
    ['notification: notification "Update" appeared'],
  ],
  ['a window is moved', [form], [{ ...form, ...at({ x: 50 }) }], ['window-moved: window "Form" was moved to 50,20']],
  ['somebody else moves a window', [stranger], [{ ...stranger, ...at({ x: 50 }) }], []],
  ['a window is minimized', [form], [{ ...form, ...at({ width: 1 }), minimized: true }], []],
  [
    'a window is resized',
    [form],
    [{ ...form, ...at({ width: 400 }) }],
    ['window-resized: window "Form" was resized from 10,20 300x200 to 10,20 400x200'],
  ],
  [
    'the focus is taken',
    [form, stranger],
    [
      { ...form, active: false },
      { ...stranger, active: true },
    ],
    ['focus-theft: window "Update" took the focus from window "Form"'],
  ],
  [
    'the focus goes to a dialog of the same application',
    [form, { ...stranger, appId: 'form-1' }],
    [
      { ...form, active: false },
      { ...stranger, appId: 'form-1', active: true },
    ],
    [],
  ],
  ['the window that had the focus is gone', [form, stranger], [{ ...stranger, active: true }], []],
];

for (const [what, before, now, seen] of cases) {
  test(`drift: ${what}`, () => expect(signals(before, now)).toEqual(seen));
}
