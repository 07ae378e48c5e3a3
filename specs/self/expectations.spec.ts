import { configText, expect, specText, test } from './inline-project.ts';

const launched = "const form = await launch('form');";

test('every matcher holds on an application that it is true of', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({
      states: `${launched}
  const name = form.getByLabel('Name', { exact: true });
  await expect(form.window()).toBeVisible();
  await expect(form.window()).toHaveTitle('Form');
  await expect(name).toBeVisible();
  await expect(name).toBeEnabled();
  await expect(name).toBeEditable();
  await expect(form.getByLabel('Read only')).not.toBeEditable();
  await expect(form.getByRole('button', { name: 'no such' })).toBeHidden();
  await name.fill('Ada');
  await expect(name).toBeFocused();
  await expect(name).toHaveText('Ada');
  await expect(name).toContainText(/^A/);
  await expect(name).toHaveValue('Ada');
  await expect(name).toHaveAccessibleName('Name');
  await expect(form.getByRole('radio')).toHaveCount(await form.getByRole('radio').count());
  await expect(form.getByRole('button', { name: 'Greet' })).not.toBeDisabled();`,
      tree: `${launched}
  await expect(form).toMatchTree(\`
    - window "Form":
      - menubar:
        - menuitem "File"
        - menuitem "Help"
  \`);`,
      'plain values, soft and poll': `${launched}
  expect([1, 2]).toHaveLength(2);
  expect.soft(1).toBe(1);
  await expect.soft(form.getByLabel('Name', { exact: true })).toHaveText('');
  await expect.poll(() => form.getByRole('radio').count()).toBeGreaterThan(0);
  await expect(Promise.resolve(3)).resolves.toBe(3);`,
    }),
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(stdout).toContain('3 passed');
  expect(exitCode).toBe(0);
});

test('a failing matcher names what was expected, what was seen, and the line of the spec', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({
      text: `${launched}\n  await expect(form.getByLabel('Read only')).toHaveText('other');`,
      // each failed test takes another worker: what can be told together is
      soft: `${launched}
  await expect.soft(form.getByLabel('Read only')).not.toHaveText('fixed');
  await expect.soft(form.getByLabel('Read only')).toHaveText('first');
  await expect.soft(form.getByLabel('Read only')).toHaveText('second');
  await expect(form.getByRole('radio')).toBeVisible();`,
      plain: 'await expect(3 as never).toBeVisible();',
    }),
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('3 failed');
  expect(stdout).toContain(`to have the text 'other', but the text was "fixed"`);
  expect(stdout).toContain(`not to have the text 'fixed', but the text was "fixed"`);
  expect(stdout).toContain(`to have the text 'first'`);
  expect(stdout).toContain(`to have the text 'second'`);
  expect(stdout).toContain('LOCATOR_NOT_UNIQUE');
  expect(stdout).toMatch(/>\s+\d+ \| {3}await expect\(form\.getByLabel\('Read only'\)\)\.toHaveText\('other'\)/);
});

test('a stored tree obeys the modes of -u', async ({ project }) => {
  const stored = (name: string) => `baselines/${process.platform}/a.spec.ts/${name}`;
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({ tree: `${launched}\n  await expect(form).toMatchTree({ name: 'form.tree.yml' });` }),
  });
  const none = await project.codexqa(['test', '-u', 'none']);
  expect(none.exitCode).toBe(1);
  expect(project.has(stored('form.tree.yml'))).toBe(false);

  const written = await project.codexqa(['test', '--retries', '1']);
  expect(written.exitCode, 'a tree that nobody has read fails on every retry').toBe(1);
  expect(written.stdout).toContain('BASELINE_MISSING');
  expect(project.read(stored('form.tree.yml'))).toContain('- window "Form":');

  expect((await project.codexqa(['test'])).exitCode).toBe(0);

  project.write({ [stored('form.tree.yml')]: '- window "Another"\n' });
  const differs = await project.codexqa(['test']);
  expect(differs.exitCode).toBe(1);
  expect(differs.stdout).toContain('EXPECTATION_FAILED');
  expect((await project.codexqa(['test', '-u', 'missing'])).exitCode).toBe(1);
  expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
  expect(project.read(stored('form.tree.yml'))).toContain('- window "Form":');
});

test('pictures obey the modes of -u, and a bad one is an input error', async ({ project }) => {
  const stored = `baselines/${process.platform}/a.spec.ts/form.png`;
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({ picture: `${launched}\n  await expect(form).toMatchBaseline('form.png');` }),
  });
  const written = await project.codexqa(['test', '--retries', '1']);
  expect(written.exitCode).toBe(1);
  expect(written.stdout).toContain('BASELINE_MISSING');
  expect((await project.codexqa(['test'])).exitCode).toBe(0);

  project.write({ [stored]: 'not a picture' });
  const invalid = await project.codexqa(['test']);
  expect(invalid.stdout).toContain('BASELINE_INVALID');
  expect(invalid.exitCode).toBe(2);
  expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
});
