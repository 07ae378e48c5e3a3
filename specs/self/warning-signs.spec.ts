/** Signs that a run is nothing to be left alone: counted, shown, and moving the next one to where a person is (S137–S140). */
import { configText, expect, impatient, test } from './inline-project.ts';

const spec = (button: string): string => `import { task, test } from 'codexqa';
const look = task({ kind: 'design-qa', risk: 'low', reversible: true, done: 'all', stop: 'never', onError: 'continue',
  limits: { actions: 9, minutes: 9 }, knownFailures: [], interruptionTolerance: 'any' });
test.describe('Look', look, () => {
  for (const name of ['one', 'two', 'three']) test(name, async ({ launch }) => {
    await (await launch('calculator')).getByRole('button', { name: '${button}', exact: true }).click();
  });
});`;

test('unclear screens in one run keep the next one from being left alone', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(impatient), 'specs/a.spec.ts': spec('seven') });
  const unclear = await project.codexqa(['test']);
  const sign = 'unclear transitions: 3 in 3 actions (S139)';
  expect(unclear.stderr).toContain(`warning sign, the next run is not for nobody: ${sign}`);
  expect(project.results().signs?.map(({ name, count, tripped }) => [name, count, tripped])).toEqual([
    ['permission prompts', 0, false],
    ['context loss', 0, false],
    ['unclear transitions', 3, true],
    ['steering', 0, false],
  ]);
  expect((await project.codexqa(['runs', 'show', 'last'])).stdout).toContain(
    `sign      ${sign}, too often to be left alone`,
  );

  project.write({ 'specs/a.spec.ts': spec('7') });
  const plan = await project.codexqa(['plan', '--unattended']);
  expect(plan.exitCode).toBe(1);
  expect(plan.stdout).toMatch(/REFUSED +Look/);
  expect(plan.stdout).toContain(`the run before had warning signs: ${sign}; run it with a person beside it`);
  const alone = await project.codexqa(['test', '--unattended']);
  expect(alone.exitCode).toBe(2);
  expect(alone.stdout + alone.stderr).toContain('ROUTE_REFUSED');
});
