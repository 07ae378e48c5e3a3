/** Dead applications and lost sessions end every wait at once, with their own error. */
import { expect, test } from '@playwright/test';
import { expectHidden, expectVisible } from './expect-states.ts';
import { sampleDesktop } from './simulated.sample.ts';

async function longWaits() {
  const sample = await sampleDesktop({
    settings: { actionTimeoutMs: 20_000, effectTimeoutMs: 20_000, launchTimeoutMs: 20_000 },
  });
  const app = await sample.desktop.launch('form');
  const [running] = sample.session.apps();
  if (running === undefined) throw new Error('the form does not run');
  return { ...sample, app, running };
}

const missing = { timeoutMs: 20_000, negate: false };

test('a crash ends the wait for an element', async () => {
  const { app, running } = await longWaits();
  const wait = app.getByRole('button', { name: 'Never' }).click();
  setTimeout(() => running.crash('fault: on purpose'), 50);
  await expect(wait).rejects.toThrow(/APP_CRASHED.*(SIGSEGV|SIGABRT|code).*fault: on purpose/su);
});

test('a crash ends the wait for an effect, an expectation and a window', async () => {
  const first = await longWaits();
  const effect = first.app.getByRole('button', { name: 'Do nothing' }).click();
  setTimeout(() => first.running.crash('one'), 50);
  await expect(effect).rejects.toThrow('APP_CRASHED');
  const second = await longWaits();
  const visible = expectVisible(second.app.getByRole('button', { name: 'Never' }), missing);
  setTimeout(() => second.running.crash('two'), 50);
  await expect(visible).rejects.toThrow('APP_CRASHED');
  const third = await longWaits();
  const window = third.app.waitForWindow({ title: 'Never' });
  setTimeout(() => third.running.crash('three'), 50);
  await expect(window).rejects.toThrow('APP_CRASHED');
});

test('a lost session ends every wait', async () => {
  const { app, session, desktop } = await longWaits();
  const waits = [
    app.getByRole('button', { name: 'Never' }).click(),
    app.getByRole('button', { name: 'Do nothing' }).click(),
    app.waitForWindow({ title: 'Never' }).then(() => {}),
    expectVisible(app.getByRole('button', { name: 'Never' }), missing).then(() => {}),
    desktop.window({ title: 'Never' }).waitFor(),
  ].map((wait) => expect(wait).rejects.toThrow(/SESSION_LOST.*the display is gone/su));
  setTimeout(() => session.lose('the display is gone'), 50);
  await Promise.all(waits);
});

test('a hung application is told apart from a missing element', async () => {
  const { app, running } = await longWaits();
  running.hang(undefined);
  await expect(app.getByRole('button', { name: 'Count' }).click()).rejects.toThrow('APP_UNRESPONSIVE');
});

test('nobody waits for elements of an application that has ended', async () => {
  const { app, running } = await longWaits();
  const wait = app.getByRole('button', { name: 'Never' }).click();
  setTimeout(() => running.quit(0), 50);
  await expect(wait).rejects.toThrow(
    /LOCATOR_NOT_FOUND: .* cannot appear: application "form" has ended with exit code 0/u,
  );
  expect(await expectHidden(app.getByRole('button', { name: 'Count' }), missing)).toMatchObject({ pass: true });
});

test('an application that dies while it starts is reported with its output', async () => {
  const { desktop } = await sampleDesktop(
    { apps: { dying: { command: 'dying' } }, settings: { launchTimeoutMs: 20_000 } },
    {
      apps: {
        dying: (app) => {
          app.print('cannot find the config');
          app.after(30, () => app.quit(7));
        },
      },
    },
  );
  await expect(desktop.launch('dying')).rejects.toThrow(
    /APP_CRASHED: application "dying" .*with exit code 7.*cannot find the config/su,
  );
});

test('an application without a window is a time-out of its own', async () => {
  const { desktop } = await sampleDesktop(
    { apps: { shy: { command: 'shy' } } },
    { apps: { shy: (app) => app.print('hiding') } },
  );
  await expect(desktop.launch('shy', { timeout: 150 })).rejects.toThrow(
    /APP_START_TIMEOUT: application "shy" showed no readable window within 150 ms.*hiding/su,
  );
});

test('a name that is not configured is answered with the one that was meant', async () => {
  const { desktop } = await sampleDesktop();
  expect(() => desktop.launch('calculater')).toThrow(
    /APP_UNKNOWN: no application "calculater" is configured; did you mean "calculator"\?/u,
  );
});

test('a program that is not installed is the driver’s error', async () => {
  const { desktop } = await sampleDesktop();
  await expect(desktop.launch({ command: 'nowhere' })).rejects.toThrow('APP_NOT_INSTALLED');
});
