/** Two larger programs that come with the system: a rich edit with tool bars, and a tree beside a table. */
import { expect, test } from 'codexqa';

test('wordpad takes formatted text', async ({ launch }) => {
  const wordpad = await launch('wordpad');
  const page = wordpad.getByRole('textbox').filter({ visible: true }).first();
  await page.type('plain and — 日本語');
  await expect(page).toHaveText('plain and — 日本語');
});

test('regedit opens a branch of its tree', async ({ launch }) => {
  const regedit = await launch('regedit');
  const branch = regedit.getByRole('treeitem', { name: 'HKEY_CURRENT_USER' });
  await branch.dblclick();
  await expect(regedit.getByRole('treeitem', { name: 'Software' }).first()).toBeVisible();
});
