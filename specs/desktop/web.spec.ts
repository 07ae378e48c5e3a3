/** A web application in Chromium's app mode: how Electron applications look to a desktop test. */
import { expect, test } from '../../fixtures/test.ts';

test('greets by name', async ({ launch }) => {
  const page = await launch('web');
  await page.getByLabel('Name').fill('Zoë 日本');
  await page.getByRole('button', { name: 'Greet' }).click();
  await expect(page.getByRole('status')).toHaveText('Hello, Zoë 日本!');
});

test('checks a box and says so', async ({ launch }) => {
  const page = await launch('web');
  await page.getByRole('checkbox', { name: 'Subscribe' }).check();
  await expect(page.getByRole('status')).toHaveText('Subscribe: true');
});

test('counts each press once', async ({ launch }) => {
  const page = await launch('web');
  for (const expected of ['Count: 1', 'Count: 2']) {
    await page.getByRole('button', { name: 'Count' }).click();
    await expect(page.getByRole('status')).toHaveText(expected);
  }
});
