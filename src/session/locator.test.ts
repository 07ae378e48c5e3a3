import { expect, test } from '@playwright/test';
import { secret } from '../contracts/secret.ts';
import { sampleDesktop } from './simulated.sample.ts';

test('a calculator adds by clicks, each with its proof', async () => {
  const { desktop } = await sampleDesktop();
  const calculator = await desktop.launch('calculator');
  for (const name of ['1', '2', '+', '3', '0', '=']) {
    // plus shows nothing on this calculator
    await calculator.getByRole('button', { name }).click({ effect: name === '+' ? 'optional' : 'required' });
  }
  expect(await calculator.getByRole('textbox').text()).toBe('42');
  expect(desktop.effectCounts()).toEqual({ confirmed: 6, 'no-effect': 1, unverifiable: 0 });
  expect(desktop.records()[1]?.effect.evidence).toEqual(['text-changed in textbox "Display"']);
});

test('text is filled, typed, cleared and read back', async () => {
  const { desktop } = await sampleDesktop();
  const form = await desktop.launch('form');
  const name = form.getByLabel('Name', { exact: true });
  await name.fill('Ada');
  await name.type(' Lovelace é 日本 😀');
  expect(await name.text()).toBe('Ada Lovelace é 日本 😀');
  await name.fill('Bob');
  expect(await name.text()).toBe('Bob');
  await name.clear();
  expect(await name.text()).toBe('');
  await form.getByLabel('Notes').fill('one\n\ttwo');
  expect(await form.getByLabel('Notes').text()).toBe('one\n\ttwo');
});

test('a secret is nowhere to be read', async () => {
  const { desktop, entries, steps } = await sampleDesktop();
  const form = await desktop.launch('form');
  await form.getByLabel('Password', { exact: true }).fill(secret('hunter2'));
  await form.getByLabel('Name', { exact: true }).fill(secret('hunter2'));
  await form.getByRole('button', { name: 'Password length' }).click();
  expect(await form.getByRole('status').text()).toBe('Password length: 7');
  expect(JSON.stringify([entries, steps, desktop.records()])).not.toContain('hunter2');
});
