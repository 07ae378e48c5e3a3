/** The Linux driver keeps the driver contract, with the GTK form of this repository as the application. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createLinuxDriver } from '../linux/driver.ts';
import { processNamed } from '../linux/linux.sample.ts';
import { conformanceChecks, type Fixture, runCheck } from './conformance.ts';

const form = join(import.meta.dirname, '../../../fixtures/apps/form.py');

const fixture: Fixture = {
  app: { name: 'form', command: '/usr/bin/python3', args: [form], env: {} },
  async breakSession(session) {
    process.kill(processNamed(session.id, 'Xvfb'), 'SIGKILL');
  },
  timeoutMs: 60_000,
};

for (const check of conformanceChecks) {
  test(check.name, async () => {
    const { status, detail } = await runCheck(check, createLinuxDriver(), fixture);
    test.skip(status === 'skipped', detail);
    expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
  });
}
