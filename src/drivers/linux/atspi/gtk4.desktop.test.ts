/** GTK 4: names cleaned, places corrected, and a tree that is true although GTK 4.8 tells little. */
import { expect, test } from '@playwright/test';
import type { AccessibleNode } from '../../../contracts/accessibility.ts';
import { type DriverSession, defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { until } from '../linux.sample.ts';
import { Subject } from './atspi.sample.ts';

let session: DriverSession;
let calculator: Subject;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
  calculator = await Subject.launch(session, 'gnome-calculator');
});

test.afterEach(async () => {
  await session.close();
});

test('buttons clicked in their middle calculate, the result is read', async () => {
  for (const key of ['1', '2', '+', '3', '0', '=']) await calculator.click('button', key);
  const result = await calculator.becomes(await display(), ({ text }) => text === '42', 'the sum');
  expect(result.states).toMatchObject({ editable: true, multiline: true });
});

test('names are those that a person reads', async () => {
  await calculator.find('button', '7');
  const names = (await calculator.visible()).map((node) => node.name);
  expect(names.filter((name) => /^(?:Gtk|Adw)[A-Z]|^(.+) \1$/.test(name))).toEqual([]);
  const buttons = async () =>
    (await calculator.visible()).filter((node) => node.role === 'button').map((node) => node.name);
  await expect.poll(buttons).toEqual(expect.arrayContaining(['7', 'π', 'mod', 'Basic', 'Undo', 'Close']));
  expect((await buttons()).filter((name) => name === 'Basic')).toHaveLength(1);
  await expect
    .poll(async () => (await calculator.tree())[0])
    .toMatchObject({ role: 'window', name: 'Calculator', states: { active: true } });
});

test('any text is set and read back', async () => {
  const entry = await display();
  await session.act({ kind: 'set-text', nodeId: entry.id, text: '12×3−π' });
  expect((await calculator.read(entry)).text).toBe('12×3−π');
});

test('a popover is found where it is, and the tree stays true when it opens and closes', async () => {
  await calculator.find('button', '7');
  await calculator.expectMirrorIsTrue();
  const mode = await calculator.click('button', 'Basic');
  const advanced = await calculator.find('menuitemradio', 'Advanced');
  expect(advanced.states.checked).toBe(false);
  await calculator.becomes(mode, ({ states }) => states.expanded === true, 'an open popover');
  // Away from the button: its help bubble comes at a time of its own choosing.
  await calculator.hover(advanced);
  await calculator.expectMirrorIsTrue();
  await calculator.click('menuitemradio', 'Advanced');
  await calculator.find('button', 'sin');
  await calculator.expectMirrorIsTrue();
  await calculator.find('button', 'Advanced');
});

test('a new row in a list is seen, though no event names it', async () => {
  for (const key of ['7', '+', '8', '=']) await calculator.click('button', key);
  const row = await calculator.find('listitem', '7+8 = 15');
  await calculator.becomes(row, ({ bounds }) => (bounds?.width ?? 0) > 100, 'a row as wide as the list');
  await calculator.expectMirrorIsTrue();
});

/** The line that one types into; another text field below it shows messages. */
function display() {
  const isDisplay = (node: AccessibleNode) => node.role === 'textbox' && node.states.editable;
  return until(session, async () => (await calculator.visible()).find(isDisplay), 'the display');
}
