/** `codexqa inspect`: the tree in words and as JSON, changes as they come, and clear errors. */
import { configText, expect, specText, test } from './inline-project.ts';

test('prints each element with the locator that finds it', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({ passes: '' }) });
  const { exitCode, stdout } = await project.codexqa(['inspect', 'calculator']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^window "Calculator" \[active\]/);
  expect(stdout).toMatch(/ {2}textbox "Display" = "0" \[readonly, focused\] \d+,\d+ \d+x\d+ +getByRole\('textbox'/);
  expect(stdout).toContain("getByRole('button', { name: '7' })");
  expect(stdout, 'no colour off a terminal').not.toContain('\u001b[');
});

test('works without a configuration, as JSON', async ({ project }) => {
  const { exitCode, stdout } = await project.codexqa(['inspect', 'form', '--driver', 'simulated', '--json']);
  expect(exitCode).toBe(0);
  const { app, windows, elements } = JSON.parse(stdout) as {
    app: string;
    windows: { title: string }[];
    elements: { role: string; name: string; locator: string }[];
  };
  expect(app).toBe('form');
  expect(windows.map(({ title }) => title)).toEqual(['Form']);
  expect(elements.map(({ role, name }) => `${role} ${name}`)).toEqual(['window Form']);
});

test('an unknown name is an error that names the known ones', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({ passes: '' }) });
  const { exitCode, stderr } = await project.codexqa(['inspect', 'calculater']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('APP_NOT_INSTALLED: "calculater" is neither a configured application nor a command');
  expect(stderr).toMatch(/Fix: use one of: .*calculator/);
});

test('a depth that is no number is refused', async ({ project }) => {
  const { exitCode, stderr } = await project.codexqa(['inspect', 'form', '--depth', 'deep']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('expected a whole number, 0 or more');
});

test('watching ends with Ctrl-C and leaves nothing', async ({ project }) => {
  const child = project.start([process.execPath, project.cli, 'inspect', 'form', '--driver', 'simulated', '--watch']);
  const end = project.finish(child);
  let noted = '';
  child.stderr?.on('data', (chunk) => (noted += String(chunk)));
  await expect.poll(() => noted).toContain('Watching; Ctrl-C ends it.');
  child.kill('SIGINT');
  expect((await end).exitCode).toBe(0);
});
