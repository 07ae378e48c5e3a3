/** Looking again and again, told as changes: lock, sleep that is over, user switch, display. */
import { expect, test } from '@playwright/test';
import type { PresenceChange, PresenceState } from '../contracts/presence.ts';
import { type Glimpse, PolledPresence } from './polled-presence.ts';

const here: Glimpse = { locked: false, away: false, displayOff: false, lastWake: 'boot' };

async function watchOf(first: Glimpse) {
  let glimpse: Glimpse | Error = first;
  let isClosed = false;
  const watch = await PolledPresence.begin({
    sources: ['the test'],
    look: async () => {
      if (glimpse instanceof Error) throw glimpse;
      return glimpse;
    },
    close: async () => {
      isClosed = true;
    },
  });
  const changes: PresenceChange[] = [];
  const states: PresenceState[] = [];
  watch.onChange((change) => {
    changes.push(change);
    states.push(watch.state);
  });
  const becomes = (next: Glimpse | Error): void => {
    glimpse = next;
    watch.wake();
  };
  return { watch, changes, states, becomes, isClosed: () => isClosed };
}

test('each change is told once, a sleep when it is over', async () => {
  const { watch, changes, states, becomes, isClosed } = await watchOf({ ...here, locked: true });
  expect(watch.state).toEqual({ locked: true, asleep: false, away: false, displayOff: false });
  becomes(here);
  await expect.poll(() => changes).toEqual(['unlocked']);
  becomes({ ...here, lastWake: 'later' });
  await expect.poll(() => changes).toEqual(['unlocked', 'sleeps', 'awake']);
  expect(states.map(({ asleep }) => asleep)).toEqual([false, true, false]);
  becomes({ ...here, away: true, displayOff: true, lastWake: 'later' });
  await expect.poll(() => changes.slice(3)).toEqual(['left', 'display-off']);
  await watch.close();
  expect(isClosed()).toBe(true);
});

test('whoever can tell nothing any more changes nothing, and closes', async () => {
  const { watch, changes, becomes } = await watchOf(here);
  becomes(new Error('the agent died'));
  becomes({ ...here, locked: true });
  await expect.poll(() => changes).toEqual(['locked']);
  becomes(new Error('the agent died'));
  await watch.close();
  expect(watch.state.locked).toBe(true);
});
