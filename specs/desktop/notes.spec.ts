/** A plain text editor on every platform: mousepad in the background on Linux, notepad in front on Windows, each with its own pictures. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from '../../fixtures/test.ts';

test('types what no keyboard has', async ({ launch }) => {
  const notes = await launch('notes');
  const page = notes.getByRole('textbox');
  await page.type('Grüße, 世界 😀 (x) @#$');
  await expect(page).toHaveText('Grüße, 世界 😀 (x) @#$');
});

test('goes to the end and adds a line', async ({ launch }) => {
  const notes = await launch('notes');
  const page = notes.getByRole('textbox');
  await page.fill('one');
  await page.press('ControlOrMeta+End');
  await page.press('Enter');
  await page.type('two');
  await expect(page).toHaveText('one\ntwo');
});

test('takes the clipboard in place of everything', async ({ launch, desktop }) => {
  const notes = await launch('notes');
  const page = notes.getByRole('textbox');
  await page.fill('twice');
  await page.press('ControlOrMeta+A');
  await page.press('ControlOrMeta+C');
  await expect.poll(() => desktop.clipboard.read()).toBe('twice');
  await desktop.clipboard.write('from outside');
  await page.press('ControlOrMeta+V');
  await expect(page).toHaveText('from outside');
});

test('opens the file of its command line', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('letter.txt');
  await writeFile(path, 'Dear reader,');
  const notes = await launch('notes', { args: [path] });
  await expect(notes.getByRole('textbox')).toHaveText('Dear reader,');
  await expect(notes.window()).toHaveTitle(/letter/);
});

test('looks as it did', async ({ launch }) => {
  const notes = await launch('notes');
  const page = notes.getByRole('textbox');
  await page.fill('The quick brown fox');
  await expect(page).toMatchBaseline('page.png');
});
