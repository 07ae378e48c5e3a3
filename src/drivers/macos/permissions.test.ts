/** What `codexqa doctor` tells about a Mac: who must be granted what, and where; whether its screen can be used. */
import { expect } from '@playwright/test';
import { test } from './mac-desk.sample.ts';
import { isLidShut } from './tools.ts';

test('S39: what is missing names its page of System Settings, and that page can be shown', async ({ macWith }) => {
  const { driver, mac } = await macWith({ permissions: { screenRecording: 'denied' } });
  const probes = await driver.probe();
  const page = 'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture';
  expect(probes.filter(({ ok }) => !ok)).toMatchObject([
    { name: 'Screen & System Audio Recording', detail: 'not granted', settings: page },
  ]);
  expect(probes.filter(({ settings }) => settings !== undefined)).toHaveLength(1);
  await driver.showSettings?.(page);
  expect(mac.pagesShown).toEqual([page]);
});

test('a closed lid is told before anything is tried', async ({ macWith }) => {
  const { driver } = await macWith({ lidShut: true });
  expect(await driver.probe()).toContainEqual({
    name: 'desktop',
    ok: false,
    detail: 'the lid is closed, which puts this machine to sleep',
    fix: 'log in, unlock the screen, keep the lid open or a display attached',
  });
});

test('a closed lid counts when it causes sleep: not with a display attached, not where there is none', () => {
  const registry = (
    state: string,
    sleeps: string,
  ): string => `+-o IOPMrootDomain  <class IOPMrootDomain, id 0x100000110>
    {
      "SleepDisabled" = No
      "AppleClamshellState" = ${state}
      "AppleClamshellCausesSleep" = ${sleeps}
    }
`;
  expect(isLidShut(registry('Yes', 'Yes'))).toBe(true);
  expect(isLidShut(registry('Yes', 'No'))).toBe(false);
  expect(isLidShut(registry('No', 'Yes'))).toBe(false);
  expect(isLidShut('')).toBe(false);
});
