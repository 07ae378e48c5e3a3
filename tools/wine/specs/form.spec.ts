/** Every classic control through the public API, as a person would use it. */
import { expect, test } from 'codexqa';

test('fields, buttons and the status bar', async ({ launch }) => {
  const form = await launch('form');
  await form.getByLabel('Name').fill('Zoë 世界');
  await form.getByRole('button', { name: 'Greet' }).click();
  await expect(form.getByRole('status')).toHaveText('Hello, Zoë 世界!');
  await form.getByLabel('Notes').fill('first\nsecond');
  await expect(form.getByLabel('Notes')).toHaveText('first\nsecond');
});

test('check boxes, radio buttons, lists', async ({ launch }) => {
  const form = await launch('form');
  const status = form.getByRole('status');
  await form.getByRole('checkbox', { name: 'Subscribe' }).check();
  await expect(status).toHaveText('Subscribe: true');
  await form.getByRole('radio', { name: 'Large' }).check();
  await expect(form.getByRole('radio', { name: 'Small' })).not.toBeChecked();
  await form.getByRole('combobox', { name: 'Colour' }).select('Green');
  await expect(status).toHaveText('Colour: Green');
  await form.getByRole('listitem', { name: 'Banana' }).click();
  await expect(status).toHaveText('Fruit: Banana');
  await form.getByRole('treeitem', { name: 'main.ts' }).click();
  await expect(status).toHaveText('File: main.ts');
  await form.getByRole('tab', { name: 'Second' }).click();
  await expect(form.getByText('Second page')).toBeVisible();
});

test('a modal dialog is found and answered', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Dialog', exact: true }).click();
  const question = form.window({ title: 'Question' });
  await question.getByRole('button', { name: 'Yes' }).click();
  await expect(form.getByRole('status')).toHaveText('Answer: Yes');
});

test('menus by keyboard', async ({ launch, desktop }) => {
  const form = await launch('form');
  await desktop.keyboard.press('Alt+H');
  await desktop.keyboard.press('a');
  await expect(form.getByRole('status')).toHaveText('About');
});

test('dragging by the real pointer', async ({ launch }) => {
  const form = await launch('form');
  await form.getByText('Drag me').dragTo(form.getByText('Drop here'));
  await expect(form.getByRole('status')).toHaveText('Dropped: Drag me');
});

test('a button that does nothing is no success', async ({ launch }) => {
  const form = await launch('form');
  const nothing = form.getByRole('button', { name: 'Do nothing' });
  await expect(nothing.click()).rejects.toThrow('ACTION_NO_EFFECT');
});

test('a crash is told as what it is', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Crash' }).click({ effect: 'optional' });
  await expect(form.getByRole('button', { name: 'Greet' }).click()).rejects.toThrow('APP_CRASHED');
  await expect.poll(() => form.output()).toContain('crash requested');
});

test('looks as it did', async ({ launch }) => {
  const form = await launch('form');
  await expect(form).toMatchBaseline('form.png');
});
