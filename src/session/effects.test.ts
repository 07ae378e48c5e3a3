/** What is proof on a live (simulated) desktop, and what is not. */
import { expect, test } from '@playwright/test';
import { sampleDesktop } from './simulated.sample.ts';

async function form() {
  const sample = await sampleDesktop();
  const app = await sample.desktop.launch('form');
  return { ...sample, app, last: () => sample.desktop.records().at(-1) };
}

test('a button that answers is confirmed at once, without waiting for quiet', async () => {
  const { app, last } = await form();
  await app.getByRole('button', { name: 'Count' }).click();
  expect(last()?.effect.verdict).toBe('confirmed');
  expect(last()?.effect.evidence).toContain('name-changed in status "Ready"');
  // on a busy machine any one of them may take its time
  const waited = [last()?.effect.waitedMs ?? Number.NaN];
  for (let click = 0; click < 9; click++) {
    await app.getByRole('button', { name: 'Count' }).click();
    waited.push(last()?.effect.waitedMs ?? Number.NaN);
  }
  expect(Math.min(...waited)).toBeLessThan(30);
});

test('an element that appears after the look is named in the evidence', async () => {
  const { app, last } = await form();
  await app.getByRole('button', { name: 'Dialog', exact: true }).click();
  expect(last()?.effect.evidence.join()).toContain('"Question"');
});

for (const name of ['Do nothing', 'Prelight only', 'Silent']) {
  test(`the button "${name}" has no effect, whatever it shows under the pointer`, async () => {
    const { app, last } = await form();
    const click = app.getByRole('button', { name }).click();
    await expect(click).rejects.toThrow(/^ACTION_NO_EFFECT: click on .* was carried out, but nothing answered/u);
    expect(last()).toMatchObject({ effect: { verdict: 'no-effect' }, error: 'ACTION_NO_EFFECT' });
  });
}

test('the error tells what was seen although it proves nothing', async () => {
  const { app } = await form();
  const click = app.getByRole('button', { name: 'Do nothing' }).click();
  await expect(click).rejects.toThrow(
    /only pointer feedback: .*armed of button "Do nothing"; the same 1 window\(s\); the picture is unchanged around it/u,
  );
});

test('silence can be allowed, and is recorded as such', async () => {
  const { app, desktop } = await form();
  await app.getByRole('button', { name: 'Do nothing' }).click({ effect: 'optional' });
  expect(desktop.effectCounts()).toEqual({ confirmed: 1, 'no-effect': 1, unverifiable: 0 });
});

test('silence can be demanded', async () => {
  const { app } = await form();
  await app.getByRole('button', { name: 'Do nothing' }).click({ effect: 'none' });
  const click = app.getByRole('button', { name: 'Count' }).click({ effect: 'none' });
  await expect(click).rejects.toThrow(
    /EXPECTATION_FAILED: click on .* was expected to have no effect, but: name-changed/u,
  );
});

test('what other applications do proves nothing', async () => {
  const { app, desktop, session } = await form();
  await desktop.launch('calculator');
  const [, calculator] = session.apps();
  await app.window().activate();
  const display = calculator?.windowsInOrder()[0]?.root.all();
  const textbox = [...(display ?? [])].find((widget) => widget.role === 'textbox');
  const stop = session.onSignal((signal) => {
    if (signal.kind === 'tree' && signal.detail === 'armed')
      queueMicrotask(() => textbox?.change({ text: `${Math.random()}` }));
  });
  const click = app.getByRole('button', { name: 'Do nothing' }).click();
  await expect(click).rejects.toThrow(/text.* of .*\(another application\)/u);
  stop();
});

test('the end of the application is an effect, its crash an error', async () => {
  const { app } = await form();
  await app.menu('File', 'Quit');
  expect(app.exit).toEqual({ code: 0, signal: null, expected: false });
  const again = await form();
  const click = again.app.getByRole('button', { name: 'Crash' }).click();
  await expect(click).rejects.toThrow(
    /APP_CRASHED: application "form" \(pid \d+\) ended by itself .*crash requested/su,
  );
  expect(again.last()?.error).toBe('APP_CRASHED');
});

test('a new title is an effect', async () => {
  const { app, last } = await form();
  await app.getByRole('button', { name: 'Change title' }).click();
  expect(last()?.effect.verdict).toBe('confirmed');
});

test('a text field that is clicked answers with the focus; a chosen tab need not answer', async () => {
  const { app, desktop } = await form();
  await app.getByLabel('Notes').click();
  await app.getByRole('tab', { name: 'First' }).click();
  expect(desktop.records().map(({ effect }) => effect.verdict)).toEqual(['confirmed', 'confirmed', 'no-effect']);
});

test('without a driver that reports changes every effect is unverifiable, and nothing fails for it', async () => {
  const { desktop } = await sampleDesktop({}, { without: ['accessibility', 'damage'] });
  await desktop.launch('form');
  await desktop.keyboard.press('Tab');
  expect(desktop.records().at(-1)?.effect).toMatchObject({
    verdict: 'unverifiable',
    evidence: ['this driver reports no changes'],
  });
});
