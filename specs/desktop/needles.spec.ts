/** Needles of os-autoinst on galculator: a key is found by its picture and clicked, a screen is known by its tag. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '../../fixtures/test.ts';
import { writePng } from '../../src/visual/png-write.ts';

test('a needle made of a real screen is found and clicked at its click point', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  const display = calculator.getByRole('textbox');
  await desktop.keyboard.type('6*7');
  // by its name or its tag
  expect((await calculator.getByImage('key-equals').bounds()).width).toBe(124);
  await calculator.getByImage('calculator-equals').click({ effect: 'required' });
  await expect(display).toHaveText('42');
  expect(desktop.records().at(-1)).toMatchObject({
    verb: 'click',
    target: `getByImage('calculator-equals') in application "calculator"`,
    effect: { verdict: 'confirmed' },
  });
});

test('it is found wherever its window is', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  await calculator.window().moveTo({ x: 40, y: 60 });
  await desktop.keyboard.type('40+2');
  await desktop.getByImage('calculator-equals').click({ effect: 'required' });
  await expect(calculator.getByRole('textbox')).toHaveText('42');
});

test('the element under a picture says that an effect is due', async ({ launch, desktop }, testInfo) => {
  const calculator = await launch('calculator');
  const picture = testInfo.outputPath('disabled.png');
  await desktop.keyboard.press('Shift');
  writeFileSync(picture, writePng(await calculator.getByRole('button', { name: 'MR' }).screenshot()));
  const click = calculator.getByImage(picture).click();
  await expect(click).rejects.toThrow(/ACTION_NO_EFFECT: click at \d+,\d+ on getByImage\(.*disabled\.png'\)/u);
});

test('a picture alone is enough, and one place must be meant', async ({ launch, desktop }, testInfo) => {
  const calculator = await launch('calculator');
  const key = calculator.getByRole('button', { name: '7', exact: true });
  const picture = testInfo.outputPath('seven.png');
  await desktop.keyboard.press('Shift');
  writeFileSync(picture, writePng(await key.screenshot()));
  await calculator.getByImage(picture).click({ effect: 'required' });
  await expect(calculator.getByRole('textbox')).toHaveText('7');

  const second = await launch('calculator');
  await second.window().moveTo({ x: 20, y: 30 });
  const keys = desktop.getByImage('calculator-equals');
  await expect.poll(() => keys.count()).toBe(2);
  await expect(keys.click({ timeout: 1000 })).rejects.toThrow(
    /LOCATOR_NOT_UNIQUE: getByImage\('calculator-equals'\) must mean one place but matches 2/u,
  );
  const [upper, lower] = [await keys.first().bounds(), await keys.last().bounds()];
  expect(upper.y).toBeLessThan(lower.y);
  expect(await second.getByImage('calculator-equals').bounds()).toEqual(upper);
  await keys.nth(1).hover();
});

test('a screen is known by its tag as soon as it looks so', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  await expect(desktop).not.toMatchNeedle('calculator-shows-42');
  const shown = expect(desktop).toMatchNeedle('calculator-shows-42');
  await desktop.keyboard.type('42');
  await shown;
  await expect(desktop).toMatchNeedle('calculator calculator-shows-42');
  await expect(calculator.getByImage('calculator-shows-42')).toBeVisible();
  await desktop.keyboard.type('0');
  await expect(desktop).not.toMatchNeedle('calculator-shows-42');
  await expect(calculator.getByImage('calculator-shows-42')).toBeHidden();
});

test('what is not there is told with what came nearest', async ({ launch, desktop }) => {
  const calculator = await launch('calculator');
  const missing = calculator.getByImage('calculator-shows-42');
  await expect(missing.click({ timeout: 500 })).rejects.toThrow(
    /LOCATOR_NOT_FOUND: waited 500 ms for getByImage\('calculator-shows-42'\) in application "calculator"; nearest: needle "calculator-shows-42": area 1 is [\d.]+ % alike at \d+,\d+ 317x52, wanted 98 %; area 2 is [\d.]+ % alike/u,
  );
  await expect(desktop.getByImage('calculator-equal').click()).rejects.toThrow(
    /NEEDLE_NOT_FOUND: .*\n\s*Fix: did you mean "calculator-equals"\?/u,
  );
});
