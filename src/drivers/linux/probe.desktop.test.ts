/** The doctor's lines: true on a complete machine, and a missing program is named with its command. */
import { expect, test } from '@playwright/test';
import { createLinuxDriver, linuxPackages } from './driver.ts';

test('every line of a complete machine is fine and says what was seen', async () => {
  const probes = await createLinuxDriver().probe();
  expect(probes.filter((probe) => !probe.ok && probe.optional !== true)).toEqual([]);
  const details = new Map(probes.map((probe) => [probe.name, probe.detail]));
  expect(details.get('Xvfb')).toMatch(/^\/.*\/Xvfb$/);
  expect(details.get('openbox')).toMatch(/^\/.*\/openbox, \d+\.\d+/);
  expect(details.get('session')).toMatch(/in \d+ ms$/);
  expect(details.get('screen capture')).toMatch(/^640x480 in/);
  expect(details.get('clipboard')).toBe('written and read back');
  expect(details.has('fonts')).toBe(true);
});

test('the packages to install name every program', () => {
  expect(linuxPackages).toEqual(['xvfb', 'dbus-daemon', 'at-spi2-core', 'openbox', 'util-linux', 'fonts-dejavu-core']);
});
