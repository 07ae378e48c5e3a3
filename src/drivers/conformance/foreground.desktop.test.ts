/**
 * The Linux driver keeps the driver contract on the visible display, too: the checks in which a window manager, a screen or a clipboard
 * that are not ours could make a difference. `CODEXQA_EVERY_CHECK=1` runs all of them.
 */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { DesktopDriver } from '../../contracts/driver.ts';
import { createLinuxDriver } from '../linux/driver.ts';
import { laneCapabilities } from '../linux/linux-capabilities.ts';
import { VisibleDeskSample } from '../linux/visible-desk.sample.ts';
import { conformanceChecks, runCheck } from './conformance.ts';

const form = join(import.meta.dirname, '../../../fixtures/apps/form.py');
const app = { name: 'form', command: '/usr/bin/python3', args: [form], env: {} };

/** They open a second session beside the first, which the lease of the visible desktop refuses. */
const impossible = ['a session opens empty and closes without a trace', 'a lane that the driver lacks is refused'];
const chosen = [
  'typed Unicode arrives exactly',
  'keys follow the click before them',
  'a menu opens at a click and its item works',
  'a drag carries one thing onto another',
  'activation brings a window to the top',
  'the pointer is never in the picture',
  'damage is signalled where something was drawn',
  'applications paste what was written',
];
const isEvery = process.env['CODEXQA_EVERY_CHECK'] === '1';

for (const check of conformanceChecks) {
  if (isEvery ? impossible.includes(check.name) : !chosen.includes(check.name)) continue;
  test(`foreground: ${check.name}`, async ({}, info) => {
    const desk = await VisibleDeskSample.open();
    const linux = createLinuxDriver({ env: desk.env, lease: { folder: info.outputPath('leases') } });
    const driver: DesktopDriver = {
      platform: linux.platform,
      capabilities: laneCapabilities('foreground'),
      trial: linux.trial,
      probe: () => linux.probe(),
      open: (options) => linux.open(options),
    };
    try {
      const { status, detail } = await runCheck(check, driver, { app, timeoutMs: 60_000 });
      test.skip(status === 'skipped', detail);
      expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
    } finally {
      await desk.close();
    }
  });
}

test('every chosen check is one of the list', () => {
  const names = conformanceChecks.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...chosen, ...impossible]));
});
