import { expect, test } from '@playwright/test';
import { sampleDesktop } from './simulated.sample.ts';

async function form() {
  const sample = await sampleDesktop();
  const app = await sample.desktop.launch('form');
  return { ...sample, app, status: () => app.getByRole('status').text() };
}

test('checking reads the state back and does nothing twice', async () => {
  const { app, desktop } = await form();
  const box = app.getByRole('checkbox', { name: 'Subscribe' });
  await box.check();
  await box.check();
  expect(await box.isChecked()).toBe(true);
  await box.uncheck();
  expect(await box.isChecked()).toBe(false);
  expect(
    desktop
      .records()
      .map(({ verb, effect }) => `${verb}: ${effect.evidence}`)
      .slice(1),
  ).toEqual(['check: it is checked now', 'uncheck: it is unchecked now']);
});

test('radio buttons are checked, never unchecked', async () => {
  const { app } = await form();
  await app.getByRole('radio', { name: 'Large' }).check();
  expect(await app.getByRole('radio', { name: 'Small' }).isChecked()).toBe(false);
  await expect(app.getByRole('radio', { name: 'Large' }).uncheck()).rejects.toThrow(
    /ACTION_NOT_POSSIBLE.*only choosing another one/u,
  );
  await expect(app.getByRole('button', { name: 'Count' }).check()).rejects.toThrow(
    /ACTION_NOT_POSSIBLE.*a button without a checked state/u,
  );
});

test('options are chosen by name in combo boxes, lists and tabs', async () => {
  const { app, status } = await form();
  await app.getByRole('list', { name: 'Fruits' }).select('Banana');
  expect(await status()).toBe('Fruit: Banana');
  await app.getByRole('tablist').select('Second');
  expect(await app.getByText('Second page').isVisible()).toBe(true);
  await app.getByRole('combobox', { name: 'Colour' }).select('Green');
  expect(await app.getByRole('combobox', { name: 'Colour' }).text()).toBe('Green');
});

test('an option that is not offered is named with what is', async () => {
  const { app } = await form();
  const select = app.getByRole('combobox', { name: 'Colour' }).select('Gren', { timeout: 200 });
  await expect(select).rejects.toThrow(/LOCATOR_NOT_FOUND.*Gren.*option "Green" is similar/su);
});

test('numbers are filled into sliders, texts into spin buttons', async () => {
  const { app } = await form();
  await app.getByRole('slider').fill('70');
  expect(await app.getByRole('slider').value()).toBe(70);
  await app.getByRole('spinbutton').fill('12');
  expect(await app.getByRole('spinbutton').text()).toBe('12');
  await expect(app.getByRole('slider').fill('loud')).rejects.toThrow(
    /ACTION_NOT_POSSIBLE.*takes a number, not "loud"/u,
  );
});

test('accessible actions run without the pointer; unknown ones are refused with what is offered', async () => {
  const { app, status } = await form();
  await app.getByRole('button', { name: 'Count' }).invoke();
  expect(await status()).toBe('Count: 1');
  await expect(app.getByRole('button', { name: 'Count' }).invoke('explode')).rejects.toThrow(
    /offers no explode action \(it offers: click\)/u,
  );
  await expect(app.getByRole('button', { name: 'No actions' }).invoke()).rejects.toThrow(/it offers: none/u);
});

test('dragging, hovering, scrolling and double clicks reach their element', async () => {
  const { app, status, desktop } = await form();
  await app.getByText('Drag me').dragTo(app.getByText('Drop here'));
  expect(await status()).toBe('Dropped: Drag me');
  await app.getByRole('button', { name: 'Count' }).hover();
  await app.getByRole('region', { name: 'Rows' }).scroll({ y: 3 });
  await app.getByRole('button', { name: 'Count' }).dblclick();
  expect(await status()).toBe('Count: 2');
  expect(
    desktop
      .records()
      .map(({ verb, effect }) => `${verb} ${effect.verdict}`)
      .slice(1),
  ).toEqual(['drag confirmed', 'hover unverifiable', 'scroll confirmed', 'dblclick confirmed']);
});

test('keys go to the element, or to whatever has the focus', async () => {
  const { app, desktop } = await form();
  const name = app.getByLabel('Name', { exact: true });
  await name.focus();
  expect(await name.isFocused()).toBe(true);
  await desktop.keyboard.type('abc');
  await desktop.keyboard.press('Backspace');
  expect(await name.text()).toBe('ab');
  await name.press('ControlOrMeta+A');
  await name.press('Delete');
  expect(await name.text()).toBe('');
  await app.getByRole('button', { name: 'Count' }).press('Enter');
});

test('text that the application changes is TEXT_NOT_ENTERED, with both texts, unless that was said', async () => {
  const { app, session } = await form();
  const [running] = session.apps();
  const field = app.getByLabel('Name', { exact: true });
  const widget = [...(running?.windowsInOrder()[0]?.root.all() ?? [])].find(
    ({ options }) => options.nativeId === 'name',
  );
  session.onSignal((signal) => {
    const text = widget?.state.text ?? '';
    if (signal.kind === 'tree' && signal.nodeId === widget?.id && text !== text.toUpperCase())
      widget?.change({ text: text.toUpperCase() });
  });
  await expect(field.fill('ada')).rejects.toThrow(
    /TEXT_NOT_ENTERED: fill on getByLabel\('Name', \{ exact: true \}\) .*: expected "ada", but the element has "ADA"/u,
  );
  await field.fill('bob', { effect: 'optional' });
  expect(await field.text()).toBe('BOB');
});

test('the clipboard is written and read back', async () => {
  const { desktop } = await form();
  await desktop.clipboard.write('é 日本 😀');
  expect(await desktop.clipboard.read()).toBe('é 日本 😀');
});
