/** featherpad (Qt 5): the same user, another toolkit. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '../../fixtures/test.ts';

const text = 'Qt 5: é ß ü 日本語 😀 € Ω';

test('types any text exactly', async ({ launch }) => {
  const editor = await launch('qt5-editor');
  const page = editor.getByRole('textbox').first();
  await page.type(text);
  await expect(page).toHaveText(text);
});

test('enables Save when something is there to save', async ({ launch }) => {
  const editor = await launch('qt5-editor');
  await expect(editor.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await editor.getByRole('textbox').first().type('something');
  await expect(editor.getByRole('button', { name: 'Undo' })).toBeEnabled();
});

test('opens a file given on its command line', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('qt.txt');
  await writeFile(path, 'from the disk\n');
  const editor = await launch('qt5-editor', { args: [path] });
  await expect(editor.getByRole('textbox').first()).toHaveText('from the disk\n');
  await expect(editor.getByRole('tab', { name: 'qt.txt' })).toBeVisible();
});

test('saves the bytes that were typed', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('saved.txt');
  const editor = await launch('qt5-editor');
  await editor.getByRole('textbox').first().fill(text);
  await editor.menu('File', 'Save As…');
  await editor.fileDialog().save(path);
  await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toBe(`${text}\n`);
});

test('undoes by its tool bar', async ({ launch }) => {
  const editor = await launch('qt5-editor');
  const page = editor.getByRole('textbox').first();
  await page.type('one');
  await editor.getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveText('');
});
