/** The editor that comes with Windows (here: Wine's), driven like any other application. */
import { expect, test } from 'codexqa';

test('types any text and finds it again', async ({ launch }) => {
  const notepad = await launch('notepad');
  const page = notepad.getByRole('textbox');
  await page.fill('Grüße, 世界 😀 (x) @#$');
  await expect(page).toHaveText('Grüße, 世界 😀 (x) @#$');
  await page.press('End');
  await page.press('Enter');
  await expect(page).toHaveText('Grüße, 世界 😀 (x) @#$\n');
});
