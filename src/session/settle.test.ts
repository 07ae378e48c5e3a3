import { expect, test } from '@playwright/test';
import { settle } from './settle.ts';
import { sampleDesktop } from './simulated.sample.ts';

const options = { quietMs: 50, timeoutMs: 300, mayBeBlank: false };
const screen = { kind: 'screen' } as const;

test('a still screen is given after the quiet time', async () => {
  const { desktop, session } = await sampleDesktop();
  await desktop.launch('form');
  const since = performance.now();
  const image = await settle(session, screen, options);
  expect(image).toMatchObject({ width: 1280, height: 800 });
  expect(performance.now() - since).toBeGreaterThanOrEqual(50);
});

test('a still screen is no restless one when the time is up before the quiet time is', async () => {
  const { desktop, session } = await sampleDesktop();
  await desktop.launch('form');
  expect(await settle(session, screen, { ...options, timeoutMs: 1 })).toMatchObject({ width: 1280 });
});

test('a screen that never stands still is named with the place that moves', async () => {
  const { desktop, session } = await sampleDesktop();
  const app = await desktop.launch('form');
  const [running] = session.apps();
  const status = [...(running?.windowsInOrder()[0]?.root.all() ?? [])].find(({ role }) => role === 'status');
  let tick = 0;
  const timer = setInterval(() => status?.change({ name: `tick ${++tick}` }), 15);
  const bounds = await app.getByRole('status').bounds();
  await expect(settle(session, screen, options)).rejects.toThrow(
    /CAPTURE_UNSTABLE: the picture did not stand still within 300 ms; it kept changing at \d+,\d+ \d+x\d+/u,
  );
  const masked = await settle(session, screen, { ...options, ignored: bounds === undefined ? [] : [bounds] });
  clearInterval(timer);
  expect(masked.width).toBe(1280);
});

test('a screen with nothing on it is blank, an element of one colour is not', async () => {
  const { session } = await sampleDesktop();
  await expect(settle(session, screen, options)).rejects.toThrow(
    /CAPTURE_BLANK: the picture of the screen is one single colour \(#[0-9a-f]{6}\)/u,
  );
  await settle(session, screen, { ...options, mayBeBlank: true });
});

test('a lost session ends the wait', async () => {
  const { session } = await sampleDesktop();
  const wait = settle(session, screen, { ...options, quietMs: 5000, timeoutMs: 20_000 });
  setTimeout(() => session.lose('gone'), 30);
  await expect(wait).rejects.toThrow('SESSION_LOST');
});
