/** Window management on a real window manager, with galculator and mousepad side by side. */
import { expect, test } from '../../fixtures/test.ts';

test('moves and resizes a window', async ({ launch }) => {
  const editor = await launch('editor');
  const window = editor.window();
  await window.moveTo({ x: 60, y: 80 });
  await window.resizeTo({ width: 700, height: 500 });
  const bounds = await window.bounds();
  expect(bounds.x).toBe(60);
  expect(bounds.y).toBe(80);
  expect(bounds.width).toBeGreaterThanOrEqual(700);
});

test('minimizes, restores and maximizes', async ({ launch }) => {
  const calculator = await launch('calculator');
  const window = calculator.window();
  await window.minimize();
  await window.restore();
  const small = await window.bounds();
  await window.maximize();
  expect((await window.bounds()).width).toBeGreaterThan(small.width);
});

test('works in two applications and comes back', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  const editor = await launch('editor');
  await editor.window().moveTo({ x: 0, y: 0 });
  await calculator.window().moveTo({ x: 800, y: 100 });
  for (const key of ['6', '*', '7', '=']) await calculator.getByRole('button', { name: key, exact: true }).click();
  const result = await calculator.getByRole('textbox').text();
  await editor.getByRole('textbox').type(`The answer is ${result}.`);
  await expect(editor.getByRole('textbox')).toHaveText('The answer is 42.');
  expect(desktop.apps().map(({ name }) => name)).toEqual(['calculator', 'editor']);
});
