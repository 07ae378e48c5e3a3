/** The fixed job through the whole command: click 1 2 + 3 0 =, read 42, take a screenshot. */
import { expect, test } from 'codexqa';

test('adds', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  for (const key of ['1', '2', '+', '3', '0', '=']) {
    await calculator.getByRole('button', { name: key, exact: true }).click();
  }
  await expect(calculator.getByRole('textbox')).toHaveText('42');
  await desktop.screenshot();
});
