/** The same words as on the other platforms: buttons, a display, a sum. */
import { expect, test } from 'codexqa';

test('adds by pointer', async ({ launch }) => {
  const calculator = await launch('calculator');
  for (const key of ['1', '2', '+', '3', '0', '=']) {
    await calculator.getByRole('button', { name: key, exact: true }).click();
  }
  await expect(calculator.getByRole('textbox')).toHaveText('42');
  await expect(calculator).toMatchBaseline('sum.png');
});

test('multiplies by keyboard', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  for (const key of ['6', '*', '7', 'Enter']) await desktop.keyboard.press(key);
  await expect(calculator.getByRole('textbox')).toHaveText('42');
});
