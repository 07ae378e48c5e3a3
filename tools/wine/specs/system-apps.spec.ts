/** Two larger programs that come with the system: a rich edit with tool bars, and a tree beside a table. */
import { expect, test } from 'codexqa';

test('wordpad takes formatted text', async ({ launch }) => {
  const wordpad = await launch('wordpad');
  const page = wordpad.getByRole('textbox').filter({ visible: true }).first();
  await page.type('plain and — 日本語');
  await expect(page).toHaveText('plain and — 日本語');
});

test('regedit opens a branch of its tree', async ({ launch, desktop }) => {
  const regedit = await launch('regedit');
  await regedit.getByRole('treeitem', { name: 'HKEY_CURRENT_USER' }).click();
  await desktop.keyboard.press('ArrowRight'); // opens it, or goes into it where the last visit left it open
  await expect(regedit.getByRole('treeitem', { name: 'Software' }).first()).toBeVisible();
});
