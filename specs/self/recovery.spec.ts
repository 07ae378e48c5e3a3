/** Something unexpected stands in the way: a rule answers it, a person at the terminal is asked, or the test fails and says why. */
import { configText, expect, type InlineProject, impatient, test } from './inline-project.ts';

const blocked = (rule: string) => `import { expect, test } from 'codexqa';
test('counts', async ({ launch, desktop }) => {
  ${rule}
  const form = await launch('form');
  const question = desktop.getByRole('button', { name: 'Yes' });
  await form.getByRole('button', { name: 'Dialog later' }).click({ effect: 'optional' });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await form.getByRole('button', { name: 'Count' }).click();
});`;

const recoveries = (project: InlineProject) => project.journal().filter(({ kind }) => kind === 'recovery');

test('a rule clears the way, and the journal has signal, switch and the step returned to (S9)', async ({ project }) => {
  const rule = `const yes = desktop.getByRole('button', { name: 'Yes' });
  desktop.onUnexpected(yes, () => yes.click());`;
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': blocked(rule) });
  const { exitCode } = await project.codexqa(['test']);
  expect(exitCode).toBe(0);
  expect(recoveries(project)).toMatchObject([
    { signal: 'unknown-window', seen: 'window "Question" appeared', returnedTo: expect.stringContaining('Count') },
  ]);
});

test('without a rule and without a person the test fails, and the journal says what stood in the way', async ({
  project,
}) => {
  project.write({ 'codexqa.config.ts': configText(impatient), 'specs/a.spec.ts': blocked('') });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('ELEMENT_NOT_ACTIONABLE');
  expect(recoveries(project)).toMatchObject([{ signal: 'unknown-window', handler: 'nobody' }]);
});

test('without a rule a person at the terminal finds the run paused, with evidence (S8)', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': blocked('') });
  const running = project.start([process.execPath, project.cli, 'test'], { env: { CODEXQA_TERMINAL: '1' } });
  const ended = project.finish(running);
  await expect
    .poll(() => project.journal())
    .toContainEqual(
      expect.objectContaining({ kind: 'state', to: 'paused', reason: 'by the watchdog: window "Question" appeared' }),
    );
  await expect.poll(() => project.state()).toBe('paused');
  await project.codexqa(['abort', '--reason', 'seen']);
  const { stderr, stdout } = await ended;
  expect(stderr + stdout).toContain('paused: window "Question" appeared');
  expect(stdout).toContain('screenshot');
});
