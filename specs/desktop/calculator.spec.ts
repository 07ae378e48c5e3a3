/** galculator (GTK 3): buttons, menus, modes and a picture. */
import { expect, task, test } from '../../fixtures/test.ts';

test.describe(
  'Calculator arithmetic',
  task({
    kind: 'ui-regression-checklist',
    risk: 'low',
    reversible: true,
    done: 'every check has a verdict',
    onError: 'continue',
    limits: { actions: 200, minutes: 5 },
  }),
  () => {
    test('adds', { annotation: { type: 'check', description: 'CALC-1 blocker' } }, async ({ launch }) => {
      const calculator = await launch('calculator');
      for (const key of ['1', '2', '+', '3', '0', '='])
        await calculator.getByRole('button', { name: key, exact: true }).click();
      await expect(calculator.getByRole('textbox')).toHaveText('42');
      await expect(calculator).toMatchBaseline('sum.png');
    });

    for (const [keys, result] of [
      ['7 * 6 =', '42'],
      ['1 0 0 / 8 =', '12.5'],
      ['2 - 9 =', '-7'],
      ['( 1 + 2 ) * 3 =', '9'],
    ] as const) {
      test(`calculates ${keys} ${result}`, async ({ launch }) => {
        const calculator = await launch('calculator');
        for (const key of keys.split(' ')) await calculator.getByRole('button', { name: key, exact: true }).click();
        await expect(calculator.getByRole('textbox')).toHaveText(result);
      });
    }
  },
);

test('takes keys from the keyboard', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  await desktop.keyboard.type('12+30');
  await desktop.keyboard.press('Enter');
  await expect(calculator.getByRole('textbox')).toHaveText('42');
});

test('clears the display', async ({ launch }) => {
  const calculator = await launch('calculator');
  for (const key of ['9', '9']) await calculator.getByRole('button', { name: key, exact: true }).click();
  await expect(calculator.getByRole('textbox')).toHaveText('99');
  await calculator.getByRole('button', { name: 'AC' }).click();
  await expect(calculator.getByRole('textbox')).toHaveText('0');
});

test('shows scientific functions in scientific mode', async ({ launch }) => {
  const calculator = await launch('calculator');
  await expect(calculator.getByRole('button', { name: 'sin', exact: true })).toBeHidden();
  await calculator.menu('View', 'Scientific Mode');
  await expect(calculator.getByRole('button', { name: 'sin', exact: true })).toBeVisible();
});

test('copies the display to the clipboard', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  for (const key of ['4', '2']) await calculator.getByRole('button', { name: key, exact: true }).click();
  await calculator.menu('Edit', 'Copy Display Value');
  await expect.poll(() => desktop.clipboard.read()).toBe('42');
});

test('tells about itself and goes back', async ({ launch }) => {
  const calculator = await launch('calculator');
  await calculator.menu('Help', 'About');
  const about = await calculator.waitForWindow({ title: /About/ });
  await about.close();
  await about.waitFor({ state: 'hidden' });
  await expect(calculator.getByRole('button', { name: '7', exact: true })).toBeEnabled();
});
