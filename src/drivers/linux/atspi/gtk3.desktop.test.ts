/** GTK 3: a calculator, an editor with dialogs, a list of ten thousand rows. */
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { descendants } from '../linux.sample.ts';
import { Subject } from './atspi.sample.ts';

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('buttons have names, roles and places: clicked in their middle they calculate', async () => {
  const calculator = await Subject.launch(session, 'galculator');
  for (const key of ['1', '2', '+', '3', '0', '=']) await calculator.click('button', key);
  const display = await calculator.find('textbox', '');
  await calculator.becomes(display, ({ text }) => text === '42', 'the sum');
  expect(display.states).toMatchObject({ visible: true, multiline: true, readonly: true });

  const [window] = await calculator.tree();
  expect(window).toMatchObject({ role: 'window', name: 'galculator', nativeRole: 'frame' });
  expect(window?.windowId).toBe((await session.windows()).find((each) => each.appId === calculator.app.id)?.id);
  const hidden = descendants(await calculator.tree()).find((node) => node.name === 'Scientific Mode');
  expect(hidden).toMatchObject({ role: 'menuitemradio', states: { visible: false, checked: false } });
});

test('an invoked button does the same, and events tell of it', async () => {
  const calculator = await Subject.launch(session, 'galculator');
  const seven = await calculator.find('button', '7');
  await calculator.quiet();
  calculator.signals.length = 0;
  await session.act({ kind: 'invoke', nodeId: seven.id });
  const display = await calculator.find('textbox', '');
  await calculator.becomes(display, ({ text }) => text === '7', 'a seven');
  const texts = () => calculator.signals.filter((signal) => signal.kind === 'tree' && signal.change === 'text');
  await expect.poll(texts).toContainEqual({
    kind: 'tree',
    appId: calculator.app.id,
    nodeId: display.id,
    change: 'text',
    detail: 'insert',
  });
});

test('any text is set and read back exactly', async () => {
  const editor = await Subject.launch(session, 'mousepad', ['--disable-server']);
  const page = await editor.find('textbox', '');
  const text = 'Héllo ß 日本 😀\nzweite Zeile\t€ Ω ж';
  await session.act({ kind: 'set-text', nodeId: page.id, text });
  expect((await editor.read(page)).text).toBe(text);
});

test('the tree stays true while a menu and dialogs open and close', async () => {
  const editor = await Subject.launch(session, 'mousepad', ['--disable-server']);
  await editor.find('textbox', '');
  await editor.expectMirrorIsTrue();
  await editor.click('menuitem', 'Edit');
  await editor.find('menuitem', /^Preferences/);
  await editor.expectMirrorIsTrue();
  await editor.click('menuitem', /^Preferences/);
  await editor.find('dialog', 'Mousepad Preferences');
  await editor.expectMirrorIsTrue();
  const tab = await editor.click('tab', 'Editor');
  await editor.becomes(tab, ({ states }) => states.selected === true, 'the tab that is shown');
  await editor.expectMirrorIsTrue();
  await editor.press('Escape');
  await expect.poll(async () => (await editor.tree()).map((node) => node.role)).toEqual(['window']);
  await editor.expectMirrorIsTrue();
});

test('a label that belongs to a field is known', async () => {
  const editor = await Subject.launch(session, 'mousepad', ['--disable-server']);
  await editor.find('textbox', '');
  await editor.press('o', 'Control');
  const encoding = await editor.find('combobox', 'Default (UTF-8)');
  const label = await editor.find('text', 'Encoding:');
  expect(encoding.labelledBy).toEqual([label.id]);
});

test('of ten thousand rows those on the screen are listed, scrolled to as well', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => `row ${index}`);
  const dialog = await Subject.launch(session, 'zenity', ['--list', '--height=400', '--column=Row', ...rows]);
  const first = await dialog.find('cell', 'row 0');
  expect((await dialog.visible()).filter((node) => node.role === 'cell').length).toBeGreaterThan(5);
  expect(descendants(await dialog.tree()).length).toBeLessThan(200);
  await dialog.click('cell', 'row 0');
  await dialog.press('End');
  const last = await dialog.find('cell', 'row 9999');
  expect((await dialog.read(last)).text).toBe('row 9999');
  await expect.poll(async () => (await session.read([first.id]))[0]?.states.visible ?? false).toBe(false);
});

test('what an element cannot do is told, with what it can', async () => {
  const calculator = await Subject.launch(session, 'galculator');
  const seven = await calculator.find('button', '7');
  const refusal = (act: Parameters<DriverSession['act']>[0]) =>
    session.act(act).then(
      () => 'done',
      (error: unknown) => String(error),
    );
  expect(await refusal({ kind: 'set-text', nodeId: seven.id, text: 'x' })).toMatch(
    /ACTION_NOT_POSSIBLE: .*no interface EditableText, only Accessible, Action/,
  );
  expect(await refusal({ kind: 'set-value', nodeId: seven.id, value: 1 })).toMatch(/no interface Value/);
  expect(await refusal({ kind: 'invoke', nodeId: seven.id, action: 'fold' })).toMatch(/no action "fold", only "Click"/);
  expect(await refusal({ kind: 'focus', nodeId: 'nonsense' })).toMatch(/no id of an element/);
  await calculator.click('menuitem', 'File');
  await calculator.press('Escape');
});
