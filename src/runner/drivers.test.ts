/** Which name means which platform, and what is said where that is another one. */
import { expect, test } from '@playwright/test';
import { driverFor, platformOf } from './drivers.ts';

test("elements of UI Automation belong to Windows, cua-driver's hands to macOS", () => {
  expect([platformOf('uia'), platformOf('cua')]).toEqual(['windows', 'macos']);
});

test('a driver of another platform is refused by the name of its platform', async () => {
  test.skip(process.platform !== 'linux');
  await expect(driverFor('cua')).rejects.toThrow(
    'DRIVER_UNAVAILABLE: the cua driver needs macos, this machine runs linux',
  );
  await expect(driverFor('uia')).rejects.toThrow('the uia driver needs windows');
});
