/** A whole session with the elements of UI Automation: read, clicked, filled, answered. */
import { expect, test } from 'codexqa';

test('fields, check boxes and the status bar', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('textbox', { name: 'Name' }).fill('Zoë');
  await form.getByRole('button', { name: 'Greet' }).click();
  await expect(form.getByRole('status')).toHaveText('Hello, Zoë!');
  await form.getByRole('checkbox', { name: 'Subscribe' }).check();
  await expect(form.getByRole('status')).toHaveText('Subscribe: true');
});

test('a modal dialog is found and answered', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Dialog', exact: true }).click();
  await form.window({ title: 'Question' }).getByRole('button', { name: 'Yes' }).click();
  await expect(form.getByRole('status')).toHaveText('Answer: Yes');
});

test('a button that does nothing is no success', async ({ launch }) => {
  const form = await launch('form');
  await expect(form.getByRole('button', { name: 'Do nothing' }).click()).rejects.toThrow('ACTION_NO_EFFECT');
});
