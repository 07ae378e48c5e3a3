/** Windows, menus, file dialogs, closing: on the simulated editor with real files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { sampleDesktop } from './simulated.sample.ts';

async function editor() {
  const sample = await sampleDesktop({ settings: { actionTimeoutMs: 600, effectTimeoutMs: 300, closeTimeoutMs: 300 } });
  const app = await sample.desktop.launch('editor');
  return { ...sample, app, page: app.getByRole('textbox', { name: 'Document' }) };
}

test('a menu is chosen by the names that a person says', async () => {
  const { app, desktop } = await editor();
  await app.menu('file', 'Save As...');
  await app.waitForWindow({ title: 'Save File' });
  expect(desktop.records().map(({ verb }) => verb)).toEqual(['launch', 'open menu file', 'choose']);
});

test('a menu without the item says what it offers', async () => {
  const { app } = await editor();
  await expect(app.menu('Flie', 'Save')).rejects.toThrow(
    /menu item "Flie" in the application; it offers: menuitem "File", menuitem "Edit"/u,
  );
  await expect(app.menu('File', 'Print')).rejects.toThrow(
    /LOCATOR_NOT_FOUND: waited 600 ms for menu item "Print" in menu File; it offers: menuitem "New", menuitem "Open…", menuitem "Save"/u,
  );
});

test('a file is saved, changed, and saved over only when that was said', async () => {
  const { app, page, session } = await editor();
  const path = join(session.home, 'note.txt');
  await page.fill('first\nline');
  await app.menu('File', 'Save As');
  await app.fileDialog().save(path);
  expect(readFileSync(path, 'utf8')).toBe('first\nline');
  writeFileSync(join(session.home, 'other.txt'), 'other');
  await app.menu('File', 'Open');
  await app.fileDialog().open(join(session.home, 'other.txt'));
  expect(await page.text()).toBe('other');
  expect(await app.window().title()).toBe('other.txt - Editor');
});

test('cancelling a file dialog closes it', async () => {
  const { app } = await editor();
  await app.menu('File', 'Open');
  await app.fileDialog().cancel();
  expect((await app.windows()).length).toBe(1);
  await expect(app.fileDialog().cancel()).rejects.toThrow(
    /WINDOW_NOT_FOUND: application "editor" has no open file dialog/u,
  );
});

test('closing stops at the question about unsaved work', async () => {
  const { app, page } = await editor();
  await page.fill('unsaved');
  await app.close();
  expect(app.exit).toBeUndefined();
  await app.getByRole('button', { name: "Don't Save" }).click();
  await app.window().waitFor({ state: 'hidden' });
});

test('closing an idle application ends it', async () => {
  const { app } = await editor();
  await app.close();
  expect(app.exit?.code).toBe(0);
});

test('killing gives the exit, which was expected', async () => {
  const { app } = await editor();
  expect(await app.kill()).toMatchObject({ expected: true });
  expect(app.exit).toBeDefined();
});

test('moves, sizes and states are verified on the window list', async () => {
  const { app, desktop } = await editor();
  const window = app.window();
  await window.moveTo({ x: 120, y: 90 });
  expect(await window.bounds()).toMatchObject({ x: 120, y: 90 });
  await window.resizeTo({ width: 500, height: 420 });
  expect((await window.info()).contentBounds).toMatchObject({ width: 500, height: 420 });
  await window.maximize();
  await window.restore();
  expect((await window.info()).contentBounds).toMatchObject({ width: 500, height: 420 });
  await window.minimize();
  expect(await window.isVisible()).toBe(false);
  await window.restore();
  await window.activate();
  expect(desktop.effectCounts()).toMatchObject({ 'no-effect': 0, unverifiable: 0 });
});

test('a change that the application refuses is an error', async () => {
  const { app, session } = await editor();
  session.act = async () => {};
  await expect(app.window().minimize()).rejects.toThrow(
    /ACTION_NO_EFFECT: minimize window: asked of window of application "editor", but it is not minimized/u,
  );
});

test('windows are told apart by title, strictly', async () => {
  const { app, desktop } = await editor();
  await app.menu('File', 'Open');
  await expect(app.window().title()).rejects.toThrow(
    /LOCATOR_NOT_UNIQUE: window of application "editor" matches 2 windows: "Untitled - Editor", "Open File"/u,
  );
  await expect(app.window({ title: 'Opne' }).title({ timeout: 80 })).rejects.toThrow(
    /WINDOW_NOT_FOUND.*there are: "Untitled - Editor", "Open File"/u,
  );
  expect(await app.window({ title: /open/i }).title()).toBe('Open File');
  expect(await Promise.all((await desktop.windows()).map((window) => window.title()))).toEqual([
    'Untitled - Editor',
    'Open File',
  ]);
});
