/** Our fixture application (GTK 3): what real applications do by accident, on demand. */
import { expect, test } from '../../fixtures/test.ts';

test('a crash is one clear error with the last output, at once', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Crash' }).click({ effect: 'optional' });
  await expect(form.getByRole('button', { name: 'Greet' }).click()).rejects.toThrow(
    /APP_CRASHED[\s\S]*fixture: crash requested/,
  );
});

test('an exit code is told with what was printed', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Exit 3' }).click({ effect: 'optional' });
  await expect.poll(() => form.exit?.code).toBe(3);
  await expect.poll(() => form.output()).toContain('fixture: leaving with 3');
});

test('a button that does nothing fails with evidence', async ({ launch }) => {
  const form = await launch('form');
  const dead = form.getByRole('button', { name: 'Do nothing' });
  await expect(dead.click()).rejects.toThrow('ACTION_NO_EFFECT');
  await dead.click({ effect: 'optional' });
});

test('a modal dialog is answered', async ({ launch, desktop }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Dialog', exact: true }).click();
  await desktop.getByRole('dialog').or(desktop.getByRole('alertdialog')).getByRole('button', { name: 'Yes' }).click();
  await expect(form.getByRole('status')).toHaveText('Answer: Yes');
});

test('a modal dialog that pops up by itself is waited for', async ({ launch, desktop }) => {
  const form = await launch('form', { args: ['--dialog-after', '300'] });
  await desktop.getByRole('button', { name: 'No', exact: true }).click();
  await expect(form.getByRole('status')).toHaveText('Answer: No');
});

test('what is drawn late is waited for', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Draw late' }).click({ effect: 'optional' });
  await expect(form.getByText('Late', { exact: true })).toBeVisible();
});

test('a button that is enabled late is clicked when it is', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Enable late' }).click({ effect: 'optional' });
  await form.getByRole('button', { name: 'Late button' }).click({ effect: 'optional' });
  await expect(form.getByRole('button', { name: 'Late button' })).toBeEnabled();
});

test('a press counts once', async ({ launch }) => {
  const form = await launch('form');
  for (const expected of ['Count: 1', 'Count: 2', 'Count: 3']) {
    await form.getByRole('button', { name: 'Count' }).click();
    await expect(form.getByRole('status')).toHaveText(expected);
  }
});

test('fills, checks, chooses', async ({ launch }) => {
  const form = await launch('form');
  await form.getByLabel('Name').fill('Zoë 日本 😀');
  await form.getByRole('button', { name: 'Greet' }).click();
  await expect(form.getByRole('status')).toHaveText('Hello, Zoë 日本 😀!');
  await form.getByRole('checkbox', { name: 'Subscribe' }).check();
  await expect(form.getByRole('checkbox', { name: 'Subscribe' })).toBeChecked();
  await form.getByRole('radio', { name: 'Large' }).check();
  await expect(form.getByRole('status')).toHaveText('Size: Large');
});
