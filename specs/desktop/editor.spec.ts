/** mousepad (GTK 3): what a person does with a text editor, checked on the disk. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '../../fixtures/test.ts';

const everyScript = 'Zwölf Boxkämpfer: é ß ü ñ 日本語 😀 € Ω ж — “quoted” עברית ไทย';

test('types any text exactly', async ({ launch }) => {
  const editor = await launch('editor');
  const page = editor.getByRole('textbox');
  await page.type(everyScript);
  await expect(page).toHaveText(everyScript);
});

test('opens a file', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('letter.txt');
  await writeFile(path, 'Dear reader,\nhello.\n');
  const editor = await launch('editor');
  await editor.menu('File', 'Open…');
  await editor.fileDialog().open(path);
  await expect(editor.getByRole('textbox')).toHaveText('Dear reader,\nhello.\n');
  await expect(editor.window()).toHaveTitle(/letter\.txt/);
});

test('opens a file given on its command line', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('argument.txt');
  await writeFile(path, 'from the command line\n');
  const editor = await launch('editor', { args: ['--disable-server', path] });
  await expect(editor.getByRole('textbox')).toHaveText('from the command line\n');
});

test('saves the bytes that were typed', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('saved.txt');
  const editor = await launch('editor');
  await editor.getByRole('textbox').fill(everyScript);
  await editor.menu('File', 'Save As…');
  await editor.fileDialog().save(path);
  await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toBe(everyScript);
  await expect(editor.window()).toHaveTitle(/saved\.txt/);
});

test('asks before it forgets unsaved work', async ({ launch, desktop }) => {
  const editor = await launch('editor');
  await editor.getByRole('textbox').type('unsaved');
  await desktop.keyboard.press('Control+Q');
  const question = desktop.getByRole('alertdialog').or(desktop.getByRole('dialog'));
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(editor.getByRole('textbox')).toHaveText('unsaved');
  await desktop.keyboard.press('Control+Q');
  await question.getByRole('button', { name: /Don.t Save/ }).click();
  await expect.poll(() => editor.exit?.code).toBe(0);
});

test('undoes and redoes', async ({ launch, desktop }) => {
  const editor = await launch('editor');
  const page = editor.getByRole('textbox');
  await page.type('one');
  await desktop.keyboard.press('Control+Z');
  await expect(page).toHaveText('');
  await desktop.keyboard.press('Control+Y');
  await expect(page).toHaveText('one');
});

test('copies and pastes through the clipboard', async ({ launch, desktop }) => {
  const editor = await launch('editor');
  const page = editor.getByRole('textbox');
  await page.type('twice ');
  await desktop.keyboard.press('Control+A');
  await desktop.keyboard.press('Control+C');
  await expect.poll(() => desktop.clipboard.read()).toBe('twice ');
  await desktop.clipboard.write('from outside');
  await desktop.keyboard.press('Control+V');
  await expect(page).toHaveText('from outside');
});

test('replaces through its dialog', async ({ launch }) => {
  const editor = await launch('editor');
  const page = editor.getByRole('textbox');
  await page.fill('red fox, red fish');
  await editor.menu('Search', 'Find and Replace…');
  const dialog = await editor.waitForWindow({ title: /Replace/ });
  await dialog.getByRole('textbox').first().fill('red');
  await dialog.getByRole('textbox').nth(1).fill('blue');
  await dialog.getByRole('checkbox', { name: 'Replace all in:' }).check();
  await dialog.getByRole('button', { name: 'Replace All' }).click();
  await dialog.close();
  await expect(page).toHaveText('blue fox, blue fish');
});

test('shows its dialog as it was', async ({ launch }) => {
  const editor = await launch('editor');
  await editor.menu('Search', 'Find and Replace…');
  await expect(await editor.waitForWindow({ title: /Replace/ })).toMatchBaseline('replace.png');
});
