/** The routine part of the night: sums, each with a number and a weight. */
import { expect, task, test } from 'codexqa';

const sums = [
  ['12', '30', '42'],
  ['99', '1', '100'],
  ['7', '0', '7'],
  ['25', '25', '50'],
  ['64', '8', '72'],
  ['1', '1', '2'],
] as const;

test.describe(
  'Sums',
  task({
    kind: 'ui-regression-checklist',
    risk: 'low',
    reversible: true,
    done: 'every sum has been checked',
    stop: 'the calculator shows an error',
    onError: 'continue',
    limits: { actions: 100, minutes: 10 },
    knownFailures: [],
    interruptionTolerance: 'any',
  }),
  () => {
    for (const [a, b, sum] of sums) {
      const check = { annotation: { type: 'check', description: `SUM-${a} major` } };
      test(`${a} + ${b} = ${sum}`, check, async ({ launch }) => {
        const calculator = await launch('calculator');
        for (const key of [...a, '+', ...b, '=']) {
          await calculator.getByRole('button', { name: key, exact: true }).click();
        }
        await expect(calculator.getByRole('textbox')).toHaveText(sum);
      });
    }
  },
);
