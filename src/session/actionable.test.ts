import { expect, test } from '@playwright/test';
import { coverAt } from './actionable.ts';
import { sampleDesktop } from './simulated.sample.ts';
import { windowInfo } from './tree.sample.ts';

async function form() {
  const sample = await sampleDesktop();
  return { ...sample, app: await sample.desktop.launch('form') };
}

test('a disabled element is waited for, then named', async () => {
  const { app } = await form();
  const click = app.getByRole('button', { name: 'Disabled' }).click({ timeout: 120 });
  await expect(click).rejects.toThrow(
    /ELEMENT_NOT_ACTIONABLE: waited 120 ms for .* to be ready; last seen: it is disabled/u,
  );
});

test('a read-only field takes no text', async () => {
  const { app } = await form();
  await expect(app.getByLabel('Read only').fill('x')).rejects.toThrow(
    /ELEMENT_NOT_ACTIONABLE: cannot fill .*: it is read-only/u,
  );
  await expect(app.getByRole('button', { name: 'Count' }).fill('x')).rejects.toThrow(
    /it is no editable field but a button/u,
  );
});

test('a modal window blocks the others, and says so', async () => {
  const { app } = await form();
  await app.getByRole('button', { name: 'Dialog', exact: true }).click();
  const click = app.getByRole('button', { name: 'Count' }).click({ timeout: 120 });
  await expect(click).rejects.toThrow(
    /the modal window "Question" blocks its window\n +Fix: answer the modal window first/u,
  );
  await app.getByRole('button', { name: 'No', exact: true }).click();
  await app.getByRole('button', { name: 'Count' }).click();
});

test('a window on top gets the click instead, and is named', async () => {
  const { app, desktop } = await form();
  const calculator = await desktop.launch('calculator');
  const { x, y } = (await app.getByRole('button', { name: 'Count' }).bounds()) ?? { x: 0, y: 0 };
  await calculator.window().moveTo({ x: Math.max(0, x - 20), y: Math.max(0, y - 60) });
  const click = app.getByRole('button', { name: 'Count' }).click({ timeout: 120 });
  await expect(click).rejects.toThrow(/window "Calculator" covers it at \d+,\d+/u);
  await app.window().activate();
  await app.getByRole('button', { name: 'Count' }).click();
});

test('an element below the fold is scrolled into view first', async () => {
  const { app, desktop } = await form();
  await app.getByRole('button', { name: 'Row 30', includeHidden: true }).scrollIntoView();
  await app.getByRole('button', { name: 'Row 30' }).click();
  expect(await app.getByRole('status').text()).toBe('Row 30');
  expect(desktop.records().map(({ verb }) => verb)).toEqual(['launch', 'scroll into view', 'click']);
});

test('a window that moves is waited for', async () => {
  const { app } = await form();
  await app.getByRole('button', { name: 'Move window' }).click();
  await app.getByRole('button', { name: 'Count' }).click();
  expect(await app.getByRole('status').text()).toBe('Count: 1');
});

test('force skips the checks, not the proof', async () => {
  const { app } = await form();
  await expect(app.getByRole('button', { name: 'Disabled' }).click({ force: true })).rejects.toThrow(
    'ACTION_NO_EFFECT',
  );
});

const target = windowInfo();
const point = { x: 50, y: 50 };
const found = { appId: 'a', windowId: 'w1' };

for (const [what, windows, cover] of [
  ['its own window', [target], undefined],
  ['another window above', [target, windowInfo({ id: 'x', title: 'X', appId: 'b' })], 'window "X" covers it at 50,50'],
  ['another window below', [windowInfo({ id: 'x' }), target], undefined],
  ['a minimized window above', [target, windowInfo({ id: 'x', minimized: true })], undefined],
  [
    'a modal dialog elsewhere',
    [target, windowInfo({ id: 'd', title: 'D', modal: true, bounds: { x: 200, y: 0, width: 9, height: 9 } })],
    'the modal window "D" blocks its window',
  ],
  [
    'a modal dialog of another application',
    [target, windowInfo({ id: 'd', appId: 'b', modal: true, bounds: { x: 200, y: 0, width: 9, height: 9 } })],
    undefined,
  ],
] as const) {
  test(`receiving the pointer: ${what}`, () => {
    expect(coverAt(point, found, target, windows)).toBe(cover);
  });
}
