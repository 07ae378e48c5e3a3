/** zenity: one dialog each, its answer read from the process. */
import { expect, secret, test } from '../../fixtures/test.ts';

test('gives the text that was entered', async ({ launch }) => {
  const dialog = await launch('zenity', { args: ['--entry', '--text', 'Your name:'] });
  await dialog.getByRole('textbox').fill('Zoë 日本');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect.poll(() => dialog.exit?.code).toBe(0);
  await expect.poll(() => dialog.output()).toContain('Zoë 日本');
});

test('says no with its exit code', async ({ launch }) => {
  const question = await launch('zenity', { args: ['--question', '--text', 'Go on?'] });
  await expect(question.getByText('Go on?')).toBeVisible();
  await question.getByRole('button', { name: 'No' }).click();
  await expect.poll(() => question.exit?.code).toBe(1);
});

test('takes a password without showing it', async ({ launch }) => {
  const dialog = await launch('zenity', { args: ['--password'] });
  await dialog.getByRole('textbox').type(secret('s3cret-Pässword'));
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect.poll(() => dialog.exit?.code).toBe(0);
  await expect
    .poll(() => dialog.output().includes('s3cret-Pässword'), { message: 'the dialog gives what was typed' })
    .toBe(true);
});

test('sets a scale by the keyboard', async ({ launch, desktop }) => {
  const dialog = await launch('zenity', { args: ['--scale', '--text', 'How much?', '--value', '10'] });
  const scale = dialog.getByRole('slider');
  await expect(scale).toHaveValue(10);
  await scale.focus();
  await desktop.keyboard.press('ArrowRight');
  await expect(scale).toHaveValue(11);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect.poll(() => dialog.output()).toContain('11');
});

test('gives the row that was chosen', async ({ launch }) => {
  const list = await launch('zenity', { args: ['--list', '--column', 'Fruit', 'Apple', 'Pear', 'Plum'] });
  await list.getByRole('cell', { name: 'Pear' }).click();
  await list.getByRole('button', { name: 'OK' }).click();
  await expect.poll(() => list.output()).toContain('Pear');
});

test('tells and goes', async ({ launch }) => {
  const info = await launch('zenity', { args: ['--info', '--text', 'Backup finished'] });
  await expect(info.getByText('Backup finished')).toBeVisible();
  await info.close();
  await expect.poll(() => info.exit !== undefined).toBe(true);
});
