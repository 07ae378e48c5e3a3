import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { configText, expect, impatient, specText, test } from './inline-project.ts';
import { readableParts } from './unpack.ts';

/** Not in any file of the project itself: it comes from the environment, as secrets do. */
const pin = 'k7-Wolkenbruch-93';

test('a secret stands in no report, journal, trace, attachment or line of output', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(
      `${impatient} reporters: ['list', 'html', 'junit', 'json', 'allure'], playwright: { use: { trace: 'on' } },`,
    ).replace("reporters: ['list'],", ''),
    'specs/a.spec.ts': specText({
      'fills and types': `
  const pin = secret(process.env.PIN ?? '');
  const form = await launch('form');
  await form.getByLabel('Password', { exact: true }).fill(pin);
  await form.getByLabel('Name', { exact: true }).fill(pin);
  await form.getByLabel('Notes', { exact: true }).type(pin);
  await form.getByRole('button', { name: 'Greet' }).click();
  console.log('the pin is', pin, String(pin), JSON.stringify({ pin }));`,
      'fails in every way': `
  const pin = secret(process.env.PIN ?? '');
  const form = await launch('form');
  await form.getByLabel('Name', { exact: true }).fill(pin);
  await form.getByRole('button', { name: 'Greet' }).click();
  await expect.soft(form.getByLabel('Name', { exact: true })).toHaveText('other');
  await expect.soft(form.getByRole('status')).toHaveText('other');
  await expect.soft(form).toMatchTree('- window "Other"');
  await form.getByLabel('Read only', { exact: true }).fill(pin);`,
    }),
  });
  const { exitCode, stdout, stderr } = await project.codexqa(['test'], { env: { PIN: pin } });
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toContain('1 passed');
  expect(stdout).toContain('••••');
  expect(stdout + stderr).not.toContain(pin);
  const files = filesBelow(project.folder).map((path) => ({ path, bytes: readFileSync(path) }));
  const holders = (text: string) => files.filter(({ bytes }) => holds(bytes, text)).map(({ path }) => basename(path));
  expect(holders(pin)).toEqual([]);
  // the search does look inside: what is not secret is found in the trace and in the page
  expect(holders('Read only')).toEqual(
    expect.arrayContaining(['trace.zip', 'index.html', 'results.json', 'junit.xml']),
  );
});

function holds(bytes: Buffer, text: string): boolean {
  return readableParts(bytes).some((part) => part.includes(text));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
