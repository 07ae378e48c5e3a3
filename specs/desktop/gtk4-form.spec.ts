/** Our GTK 4 fixture: tabs by their labels, rows that scroll, and GTK 4's file chooser. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '../../fixtures/test.ts';

test('turns to a page by the label of its tab', async ({ launch }) => {
  const form = await launch('gtk4-form');
  await expect(form.getByRole('tab')).toHaveCount(2);
  await form.getByRole('tab', { name: 'Second' }).click();
  await expect(form.getByRole('tab', { name: 'Second' })).toBeSelected();
  await expect(form.getByRole('status')).toHaveText('Tab: Second');
  await expect(form.getByText('Second page')).toBeVisible();
});

test('scrolls to the row that is clicked', async ({ launch }) => {
  const form = await launch('gtk4-form');
  await form.getByRole('button', { name: 'Row 30' }).click();
  await expect(form.getByRole('status')).toHaveText('Row 30');
  await form.getByRole('button', { name: 'Row 1', exact: true }).click();
  await expect(form.getByRole('status')).toHaveText('Row 1');
});

test('opens a file by its path', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('Größe 日本.txt');
  writeFileSync(path, 'content');
  const form = await launch('gtk4-form');
  await form.getByRole('button', { name: 'Open file' }).click();
  await form.fileDialog().open(path);
  await expect(form.getByRole('status')).toHaveText(`Open: ${path}`);
});

test('saves under a path, and replaces a file only when told to', async ({ launch }, testInfo) => {
  const path = testInfo.outputPath('letter.txt');
  const form = await launch('gtk4-form');
  const save = async (options?: { overwrite: boolean }) => {
    await form.getByRole('button', { name: 'Save file' }).click();
    await form.fileDialog().save(path, options);
  };
  await save();
  await expect(form.getByRole('status')).toHaveText(`Save: ${path}`);
  expect(readFileSync(path, 'utf8')).toBe('saved by the form\n');

  writeFileSync(path, 'something else');
  await save({ overwrite: true });
  await expect.poll(() => readFileSync(path, 'utf8')).toBe('saved by the form\n');
});

test('a chooser is cancelled', async ({ launch }) => {
  const form = await launch('gtk4-form');
  await form.getByRole('button', { name: 'Open file' }).click();
  await form.fileDialog().cancel();
  await expect(form.getByRole('status')).toHaveText('Ready');
});
