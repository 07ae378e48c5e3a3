/** What others do to the desktop meanwhile reaches people: terminal, journal, results and every report. */
import { configText, expect, test } from './inline-project.ts';

test('a person who moves the pointer meanwhile stands in the record and in the reports, and fails nothing', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText("reporters: ['list', ['junit', { outputFile: 'junit.xml' }]],"),
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test('is disturbed', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Person' }).click();
  await form.getByRole('button', { name: 'Count' }).click();
});
test('is left alone', async ({ launch }) => {
  await (await launch('form')).getByRole('button', { name: 'Count' }).click();
});`,
  });
  const { exitCode, stderr, stdout } = await project.codexqa(['test']);
  expect(exitCode, stdout + stderr).toBe(0);
  const words = '1 pointer-moved';
  expect(stderr).toContain(`others used the desktop meanwhile: ${words}`);
  expect(project.journal().filter(({ kind }) => kind === 'interference')).toEqual([
    expect.objectContaining({ what: 'pointer-moved', detail: 'to 5,5', during: 'click', follows: 'noted' }),
  ]);
  const { interferences, tests } = project.results();
  expect(interferences).toMatchObject({ 'pointer-moved': 1, 'tried-again': 0 });
  const [disturbed, alone] = tests;
  expect(disturbed?.annotations).toContainEqual({ type: 'codexqa.interferences', description: words });
  expect(disturbed?.attempts[0]?.attachments.map(({ name }) => name)).toEqual(['interferences']);
  expect(alone).not.toHaveProperty('interferences');
  expect(project.read('junit.xml')).toContain(words);
  expect((await project.codexqa(['runs', 'show', 'last'])).stdout).toContain(`others    ${words}`);
});
