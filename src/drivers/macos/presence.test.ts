/** A person on a Mac, on the simulated one: what they do to their screen is told; their input is known from ours. */
import { expect } from '@playwright/test';
import type { PresenceChange } from '../../contracts/presence.ts';
import { PolledPresence } from '../../support/polled-presence.ts';
import { test } from './mac-desk.sample.ts';

const form = { name: 'form', command: 'form', args: [], env: {} };

test('lock, user switch, a dark display and a closed lid are told as they come and go', async ({ macWith }) => {
  const { mac, driver } = await macWith();
  expect(driver.capabilities.has('presence')).toBe(true);
  const watch = await driver.presence?.();
  if (!(watch instanceof PolledPresence)) throw new TypeError('a Mac is asked again and again');
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  expect(watch.sources).toEqual(['the login session (CGSession)', 'CGDisplayIsAsleep', 'ioreg (AppleClamshellState)']);
  expect(watch.state).toEqual({ locked: false, asleep: false, away: false, displayOff: false });
  const told: PresenceChange[] = [];
  for (const [oddity, is, change] of [
    ['locked', true, 'locked'],
    ['locked', false, 'unlocked'],
    ['away', true, 'left'],
    ['away', false, 'returned'],
    ['displayAsleep', true, 'display-off'],
    ['displayAsleep', false, 'display-on'],
    ['lidShut', true, 'display-off'],
    ['lidShut', false, 'display-on'],
  ] as const) {
    mac.oddities[oddity] = is;
    told.push(change);
    watch.wake();
    await expect.poll(() => changes, { timeout: 20_000 }).toEqual(told);
  }
  await watch.close();
});

test('in the foreground our own input is never a person, and theirs is', async ({ open }) => {
  const { mac, session } = await open({}, 'foreground');
  await session.launch(form);
  const at = { x: 30, y: 40 };
  for (const text of ['a', 'b', 'c']) {
    await session.act({ kind: 'click', point: at, button: 'left', count: 1, modifiers: [], address: {} });
    await session.act({ kind: 'type', text, address: {} });
    expect(await session.personInput?.()).toBeUndefined();
  }
  expect(mac.routes).toContainEqual({ kind: 'global' });
  mac.oddities.personIsBusy = true;
  await expect
    .poll(async () => (await session.personInput?.())?.evidence)
    .toBe("an input that is none of this session's (CGEventSource), the pointer at 640,400");
  await session.close();
});

test('in the background a person is nobody who has to be waited for', async ({ open }) => {
  const { mac, session } = await open({}, 'background');
  mac.oddities.personIsBusy = true;
  expect(await session.personInput?.()).toBeUndefined();
  await session.close();
});

test('a machine whose screen belongs to another user is not acted on', async ({ open }) => {
  const { mac, session } = await open({}, 'foreground');
  await session.launch(form);
  mac.oddities.away = true;
  await expect(session.act({ kind: 'type', text: 'x', address: {} })).rejects.toThrow(
    "nothing can be done on this desktop: another user's session is on the screen",
  );
  await session.close();
});
