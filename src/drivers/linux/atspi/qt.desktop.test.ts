/** Qt 5 and Qt 6: menus, dialogs, tabs, combo boxes, values; ids that stay. */
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { descendants, until } from '../linux.sample.ts';
import { Subject } from './atspi.sample.ts';

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('Qt 5: any text is set, read back, and typed on', async () => {
  const editor = await Subject.launch(session, 'featherpad', ['--standalone']);
  const page = await until(session, async () => (await editor.visible()).find((node) => node.states.multiline), 'page');
  const text = 'Héllo ß 日本 😀\nzweite Zeile';
  await session.act({ kind: 'set-text', nodeId: page.id, text });
  expect((await editor.read(page)).text).toBe(text);
  await session.act({ kind: 'focus', nodeId: page.id });
  await editor.press('End', 'Control');
  await session.act({ kind: 'type', text: ' Ünï', address: {} });
  await editor.becomes(page, (reading) => reading.text === `${text} Ünï`, 'what was typed');
  await editor.find('window', '*Untitled');
});

test('Qt 5: the tree stays true while menu, dialog, tab and question come and go', async () => {
  const editor = await Subject.launch(session, 'featherpad', ['--standalone']);
  await editor.find('menuitem', 'File');
  await editor.expectMirrorIsTrue();
  await editor.click('menuitem', 'File');
  await editor.find('menuitem', 'Save As');
  await editor.expectMirrorIsTrue();
  await editor.click('menuitem', 'Open');
  await editor.find('dialog', 'Open file...');
  const field = await editor.find('textbox', 'File name:');
  const label = await editor.find('text', 'File name:');
  expect(field.labelledBy).toEqual([label.id]);
  await editor.expectMirrorIsTrue();
  await editor.press('Escape');
  const dialogs = async () => (await editor.visible()).filter(({ role }) => role === 'dialog').length;
  await expect.poll(dialogs).toBe(0);
  await editor.expectMirrorIsTrue();
  await editor.press('n', 'Control');
  const selected = async () => (await tabs(editor)).map((tab) => tab.states.selected);
  await expect.poll(selected).toEqual([false, true]);
  await editor.expectMirrorIsTrue();
});

test('Qt 6: tabs, check boxes, values and combo boxes do what they are told', async () => {
  const settings = await Subject.launch(session, 'qt6ct');
  await settings.click('tab', 'Interface');
  const effects = await settings.find('checkbox', 'Enable gui effects');
  expect((await settings.read(effects)).actions).toContain('Toggle');
  const before = (await settings.read(effects)).states.checked;
  await session.act({ kind: 'invoke', nodeId: effects.id });
  await settings.becomes(effects, ({ states }) => states.checked === !before, 'the other state');
  const spin = await until(session, async () => (await settings.visible()).find((node) => node.hasValue), 'a value');
  await session.act({ kind: 'set-value', nodeId: spin.id, value: 321 });
  await settings.becomes(spin, ({ value, text }) => value === 321 && text === '321 ms', 'the value');
  await settings.expectMirrorIsTrue();

  await settings.click('tab', 'Appearance');
  await settings.click('combobox', 'Fusion');
  await settings.click('option', 'Windows');
  await settings.find('combobox', 'Windows');
  await settings.expectMirrorIsTrue();
});

test('Qt 6: the cells of a tree keep their ids', async () => {
  const settings = await Subject.launch(session, 'qt6ct');
  await settings.click('tab', 'Icon Theme');
  const cell = await settings.find('treeitem', 'Adwaita');
  await settings.tree(true);
  expect((await settings.find('treeitem', 'Adwaita')).id).toBe(cell.id);
  await settings.click('treeitem', 'Adwaita');
  await settings.becomes(cell, ({ states }) => states.selected === true, 'the selection');
});

test('Qt 6: what takes no text says so, though Qt itself would answer yes', async () => {
  const settings = await Subject.launch(session, 'qt6ct');
  const tab = await settings.find('tab', 'Fonts');
  await expect(session.act({ kind: 'set-text', nodeId: tab.id, text: 'x' })).rejects.toThrow(
    /ACTION_NOT_POSSIBLE.*no interface EditableText/,
  );
});

test('Qt 6: a window without any name for its parts still has its tree', async () => {
  const puzzle = await Subject.launch(session, 'tetzle');
  await until(session, async () => (await puzzle.visible()).length > 10 || undefined, 'a tree');
  await puzzle.expectMirrorIsTrue();
  const [window] = (await puzzle.tree()).filter((node) => node.states.visible);
  expect(window?.windowId).toBeDefined();
  const unreadable = async () => {
    const readings = await session.read(descendants(await puzzle.tree()).map((node) => node.id));
    return readings.filter((reading) => reading === undefined);
  };
  await expect.poll(unreadable).toEqual([]);
});

async function tabs(editor: Subject) {
  return (await editor.visible()).filter((node) => node.role === 'tab');
}
