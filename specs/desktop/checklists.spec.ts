/** A checklist on a real application: what mousepad must be able to do before it may be delivered. */
import { readFile, writeFile } from 'node:fs/promises';
import { checklist } from 'codexqa';
import { expect, test } from '../../fixtures/test.ts';

test('mousepad passes its regression checklist', async ({ launch, desktop }, testInfo) => {
  const path = testInfo.outputPath('letter.txt');
  await writeFile(path, '');
  const editor = await launch('editor', { args: ['--disable-server', path] });
  const page = editor.getByRole('textbox');
  await checklist('Editor', [
    {
      id: 'ED-1',
      title: 'takes text as it is typed',
      owner: 'alice',
      severity: 'blocker',
      evidence: editor.window(),
      check: async () => {
        await page.type('Hello');
        await expect(page).toHaveText('Hello');
      },
    },
    {
      id: 'ED-2',
      title: 'undoes what was typed, and does it again',
      owner: 'bob',
      severity: 'critical',
      check: async () => {
        await desktop.keyboard.press('Control+Z');
        await expect(page).toHaveText('');
        await desktop.keyboard.press('Control+Y');
        await expect(page).toHaveText('Hello');
      },
    },
    {
      id: 'ED-3',
      title: 'saves the bytes that were typed',
      owner: 'alice',
      severity: 'blocker',
      evidence: () => readFile(path, 'utf8'),
      check: async () => {
        await editor.menu('File', 'Save');
        await expect.poll(() => readFile(path, 'utf8')).toBe('Hello');
      },
    },
    {
      id: 'ED-4',
      title: 'names the file in its title, no longer as changed',
      owner: 'bob',
      severity: 'minor',
      evidence: editor.window(),
      check: () => expect(editor.window()).toHaveTitle(/^[^*]*letter\.txt/),
    },
  ]);
});
