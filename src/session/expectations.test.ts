import { expect, test } from '@playwright/test';
import { expectCount, expectDescription, expectName, expectText, expectTitle, expectValue } from './expect-content.ts';
import {
  expectChecked,
  expectDisabled,
  expectEditable,
  expectEnabled,
  expectExpanded,
  expectFocused,
  expectHidden,
  expectSelected,
  expectVisible,
} from './expect-states.ts';
import type { Outcome } from './expectation.ts';
import { sampleDesktop } from './simulated.sample.ts';

const now = { timeoutMs: 60, negate: false };
const not = { timeoutMs: 60, negate: true };

async function form() {
  const sample = await sampleDesktop();
  const app = await sample.desktop.launch('form');
  return { ...sample, app, button: (name: string) => app.getByRole('button', { name, exact: true }) };
}

async function passes(...outcomes: readonly Promise<Outcome>[]): Promise<readonly boolean[]> {
  return (await Promise.all(outcomes)).map(({ pass }) => pass);
}

test('states are read as they are', async () => {
  const { app, button } = await form();
  const box = app.getByRole('checkbox', { name: 'Subscribe' });
  const name = app.getByLabel('Name', { exact: true });
  expect(
    await passes(
      expectVisible(button('Count'), now),
      expectHidden(button('Nowhere'), now),
      expectEnabled(button('Count'), now),
      expectDisabled(button('Disabled'), now),
      expectChecked(box, { checked: false }, now),
      expectChecked(app.getByRole('radio', { name: 'Small' }), {}, now),
      expectEditable(name, now),
      expectSelected(app.getByRole('tab', { name: 'First' }), now),
      expectExpanded(app.getByRole('treeitem', { name: 'src' }), now),
    ),
  ).toEqual(Array(9).fill(true));
  expect(
    await passes(
      expectVisible(button('Nowhere'), now),
      expectHidden(button('Count'), now),
      expectEnabled(button('Disabled'), now),
      expectDisabled(button('Count'), now),
      expectChecked(box, {}, now),
      expectChecked(box, { indeterminate: true }, now),
      expectChecked(button('Count'), {}, now),
      expectEditable(app.getByLabel('Read only'), now),
      expectSelected(app.getByRole('tab', { name: 'Second' }), now),
      expectFocused(button('Count'), now),
    ),
  ).toEqual(Array(10).fill(false));
});

test('contents are compared as Playwright does', async () => {
  const { app } = await form();
  const status = app.getByRole('status');
  const fruits = app.getByRole('list', { name: 'Fruits' }).getByRole('listitem');
  expect(
    await passes(
      expectText(status, 'Ready', {}, now),
      expectText(status, '  Ready ', {}, now),
      expectText(status, /^Re/, {}, now),
      expectText(status, 'ead', { contains: true }, now),
      expectText(status, 'READY', { ignoreCase: true }, now),
      expectText(fruits, ['Apple', /ban/i, 'Cherry'], {}, now),
      expectText(fruits, ['App', 'Cher'], { contains: true }, now),
      expectCount(fruits, 3, now),
      expectCount(app.getByRole('listitem', { name: 'Durian' }), 0, now),
      expectValue(app.getByRole('slider'), 50, now),
      expectValue(app.getByRole('spinbutton'), '5', now),
      expectValue(app.getByRole('spinbutton'), 5, now),
      expectName(app.getById('name'), 'Name', now),
      expectTitle(app.window(), 'Form', now),
      expectTitle(app.window(), /^F/, now),
    ),
  ).toEqual(Array(15).fill(true));
  expect(
    await passes(
      expectText(status, 'Read', {}, now),
      expectText(fruits, ['Apple', 'Banana'], {}, now),
      expectText(fruits, ['Cher', 'App'], { contains: true }, now),
      expectCount(fruits, 2, now),
      expectValue(app.getByRole('slider'), 51, now),
      expectDescription(status, 'x', now),
      expectTitle(app.window(), 'For', now),
    ),
  ).toEqual(Array(7).fill(false));
});

test('a failure says what was expected, what was seen, and what came near', async () => {
  const { app, button } = await form();
  expect((await expectText(app.getByRole('status'), 'Done', {}, now)).message).toBe(
    'EXPECTATION_FAILED: expected getByRole(\'status\') in application "form" to have the text \'Done\', but the text was "Ready" (waited 60 ms)',
  );
  expect((await expectVisible(button('Conut'), now)).message).toContain(
    'but it was not there (waited 60 ms); last seen:\n    button "Count" is similar',
  );
  expect((await expectVisible(button('Count'), not)).message).toContain('not to be visible, but it was visible');
});

test('an expectation is retried until it holds, and under not until it no longer does', async () => {
  const { app, button } = await form();
  const patient = { timeoutMs: 60_000, negate: false };
  await button('Draw late').click({ effect: 'optional' });
  expect(await expectVisible(app.getByText('Late', { exact: true }), patient)).toMatchObject({ pass: true });
  await button('Enable late').click({ effect: 'optional' });
  expect(await expectDisabled(button('Late button'), { timeoutMs: 60_000, negate: true })).toMatchObject({
    pass: false,
  });
});

test('what did not hold in time is reported with the last state', async () => {
  const { app } = await form();
  expect(await expectText(app.getByRole('status'), 'Done', {}, now)).toMatchObject({
    pass: false,
    expected: 'Done',
    received: 'Ready',
  });
  expect(await expectCount(app.getByRole('tab'), 5, now)).toMatchObject({ pass: false, received: 2 });
});

test('several matches are an error at once, not a false answer', async () => {
  const { app } = await form();
  await expect(expectVisible(app.getByRole('tab'), { timeoutMs: 5000, negate: false })).rejects.toThrow(
    'LOCATOR_NOT_UNIQUE',
  );
});
