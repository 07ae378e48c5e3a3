import { expect, test } from 'codexqa';

test('adds, and looks as it did', async ({ launch }) => {
  const calculator = await launch('calculator');
  for (const key of ['1', '2', '+', '3', '0', '=']) {
    await calculator.getByRole('button', { name: key, exact: true }).click();
  }
  await expect(calculator.getByRole('textbox')).toHaveText('42');
  await expect(calculator).toMatchBaseline('sum.png');
});

test('takes keys as well as clicks', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  await desktop.keyboard.type('6*7');
  await desktop.keyboard.press('Enter');
  await expect(calculator.getByRole('textbox')).toHaveText('42');
});
