/** What the Windows driver says away from Windows. */
import { expect, test } from '@playwright/test';
import { createWindowsDriver } from './driver.ts';

const options = { screen: { width: 1280, height: 800, scale: 1 }, locale: 'C', colorScheme: 'light', env: {} } as const;

test('S12: the background lane is refused before anything is loaded', async () => {
  await expect(createWindowsDriver().open({ ...options, lane: 'background' })).rejects.toThrow('CAPABILITY_MISSING');
});

test('S18: it claims neither background nor parallel work', () => {
  const { capabilities } = createWindowsDriver();
  expect([capabilities.has('lane:background'), capabilities.has('parallel')]).toEqual([false, false]);
  expect(capabilities.has('lane:foreground')).toBe(true);
});

test('elsewhere it is unavailable, and says where it belongs', async () => {
  test.skip(process.platform === 'win32');
  await expect(createWindowsDriver().open({ ...options, lane: 'foreground' })).rejects.toThrow('DRIVER_UNAVAILABLE');
});
