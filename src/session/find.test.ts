/** Finding on a live (simulated) desktop: strict, waiting, never believing a mirror. */
import { expect, test } from '@playwright/test';
import { expectCount } from './expect-content.ts';
import { expectHidden, expectVisible } from './expect-states.ts';
import { sampleDesktop } from './simulated.sample.ts';

async function form(timeoutMs = 400) {
  const sample = await sampleDesktop({ settings: { actionTimeoutMs: timeoutMs, effectTimeoutMs: 300 } });
  return { ...sample, app: await sample.desktop.launch('form') };
}

const soon = { timeoutMs: 400, negate: false };

test('several matches are listed, each with a locator that means it', async () => {
  const { app } = await form();
  const fruits = app.getByRole('list', { name: 'Fruits' }).getByRole('listitem');
  await expect(fruits.click()).rejects.toThrow(
    /LOCATOR_NOT_UNIQUE: getByRole\('list', \{ name: 'Fruits' \}\)\.getByRole\('listitem'\) in application "form" must mean one element but matches 3:\n +1\) listitem "Apple": getByRole\('listitem', \{ name: 'Apple' \}\)/u,
  );
});

test('suggested locators work as they stand', async () => {
  const { app } = await form();
  const error = await app
    .getByRole('button', { name: 'No' })
    .click()
    .catch((each: unknown) => String(each));
  expect(error).toContain("button \"Notify\": getByRole('button', { name: 'Notify' })");
  expect(await app.getByRole('button', { name: 'Notify' }).count()).toBe(1);
});

for (const [what, find, near] of [
  ['a slip in the name', { name: 'Conut' }, 'button "Count" is similar'],
  ['another role', { name: 'Subscribe' }, 'checkbox "Subscribe" has that name but another role'],
  ['another state', { name: 'Count', disabled: true }, 'button "Count" is in another state (enabled'],
  ['hidden', { name: 'Row 40' }, 'button "Row 40" is hidden'],
] as const) {
  test(`a miss says what came near: ${what}`, async () => {
    const { app } = await form(120);
    const error = await app
      .getByRole('button', find)
      .click()
      .catch((each: unknown) => String(each));
    expect(error).toContain('LOCATOR_NOT_FOUND: waited 120 ms for getByRole');
    expect(error).toContain(near);
  });
}

test('a miss says which windows are there', async () => {
  const { app } = await form(120);
  const inOther = app.window({ title: 'Preferences' }).getByRole('button', { name: 'OK' });
  await expect(inOther.click()).rejects.toThrow(/a window titled 'Preferences' is not among 'Form'/u);
});

test('what comes later is waited for, woken by signals', async () => {
  const { app, desktop } = await form(2000);
  await app.getByRole('button', { name: 'Draw late' }).click({ effect: 'optional' });
  await app.getByText('Late', { exact: true }).waitFor();
  await app.getByRole('button', { name: 'Enable late' }).click({ effect: 'optional' });
  await app.getByRole('button', { name: 'Late button' }).click();
  expect(desktop.records().at(-1)?.effect.verdict).toBe('confirmed');
});

test('a mirror that stands still is believed neither about presence nor about absence', async () => {
  const { app, session } = await form();
  session.freezeMirror();
  await app.getByRole('button', { name: 'Dialog', exact: true }).click();
  const yes = app.getByRole('button', { name: 'Yes' });
  expect(await expectVisible(yes, soon)).toMatchObject({ pass: true });
  expect(await expectCount(app.getByRole('dialog'), 1, soon)).toMatchObject({ pass: true });
  await yes.click();
  expect(await expectHidden(yes, soon)).toMatchObject({ pass: true });
  expect(await app.getByRole('dialog').count()).toBe(0);
});

test('the desktop finds popups of unknown owner', async () => {
  const { desktop } = await form();
  await desktop.launch('calculator');
  await expect(desktop.getByRole('button', { name: 'Count' }).text()).resolves.toBe('Count');
  await expect(desktop.getByRole('button', { name: '7', exact: true }).text()).resolves.toBe('7');
});

test('a locator prints the code that made it', async () => {
  const { app } = await form();
  const code = [
    app.getByRole('button', { name: /save/i, checked: 'mixed' }).first(),
    app
      .window({ title: "it's" })
      .getByLabel('Name')
      .filter({ hasText: 'x', has: app.getByText('y') })
      .nth(2),
    app.getByRole('list').locator(app.getByRole('listitem')).last(),
    app
      .getById('a')
      .or(app.getByDescription('b', { exact: true }))
      .and(app.getByText('c')),
  ].map(String);
  expect(code).toEqual([
    "getByRole('button', { name: /save/i, checked: 'mixed' }).first()",
    "window({ title: 'it\\'s' }).getByLabel('Name').filter({ hasText: 'x', has: getByText('y') }).nth(2)",
    "getByRole('list').locator(getByRole('listitem')).last()",
    "getById('a').or(getByDescription('b', { exact: true })).and(getByText('c'))",
  ]);
});
