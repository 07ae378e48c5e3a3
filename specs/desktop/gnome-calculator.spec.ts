/** gnome-calculator (GTK 4, libadwaita). */
import { expect, test } from '../../fixtures/test.ts';

test('adds with the pointer', async ({ launch }) => {
  const calculator = await launch('gnome-calculator');
  for (const key of ['1', '2', '+', '3', '0', '='])
    await calculator.getByRole('button', { name: key, exact: true }).click();
  await expect(calculator.getByRole('textbox').first()).toHaveText('42');
});

test('adds with the keyboard', async ({ launch, desktop }) => {
  const calculator = await launch('gnome-calculator');
  await desktop.keyboard.type('6*7');
  await desktop.keyboard.press('Enter');
  await expect(calculator.getByRole('textbox').first()).toHaveText('42');
});

test('names itself in its window', async ({ launch }) => {
  const calculator = await launch('gnome-calculator');
  await expect(calculator.window()).toHaveTitle(/Calculator/);
});

test('closes by its window', async ({ launch }) => {
  const calculator = await launch('gnome-calculator');
  await calculator.close();
  expect(calculator.exit).toMatchObject({ code: 0 });
});
