/** A batch on a real application: galculator works through the rows of a CSV, each a result of its own. */
import { batch, fromCsv } from 'codexqa';
import { expect, test } from '../../fixtures/test.ts';

const sums = fromCsv('specs/desktop/data/sums.csv', { columns: { id: String, keys: String, result: String } });

test('galculator works out every row of a table', async ({ launch }) => {
  const calculator = await launch('calculator');
  const counts = await batch('sums', { items: sums, key: 'id' }, async ({ keys, result }) => {
    await calculator.getByRole('button', { name: 'AC', exact: true }).click();
    for (const key of keys.split(' ')) await calculator.getByRole('button', { name: key, exact: true }).click();
    await expect(calculator.getByRole('textbox')).toHaveText(result);
  });
  expect(counts).toEqual({ passed: 5, failed: 0, invalid: 0, carried: 0, 'not-run': 0 });
});
