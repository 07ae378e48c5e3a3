/** The macOS driver keeps the driver contract on the simulated Mac, in both lanes; what the background refuses is listed. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { DesktopDriver } from '../../contracts/driver.ts';
import { conformanceChecks, type Fixture, runCheck } from '../conformance/conformance.ts';
import { createMacDriver } from './driver.ts';
import { MacSession } from './session.ts';
import { SimulatedMac, simulatedTools } from './simulated-mac.sample.ts';

const screen = { width: 1280, height: 800, scale: 1 };
const options = { screen, locale: 'C.UTF-8', colorScheme: 'light', env: {} } as const;

const fixture: Fixture = {
  app: { name: 'form', command: 'form', args: [], env: {} },
  async breakSession(session) {
    if (session instanceof MacSession) session.lose('the agent process ended');
  },
  timeoutMs: 30_000,
};

function driverOn(folder: string): DesktopDriver {
  return createMacDriver({
    async connect() {
      const mac = await SimulatedMac.create(options);
      return { backend: mac, tools: simulatedTools(mac) };
    },
    lease: { folder, waitMs: 50, notify: () => undefined },
  });
}

/** Typed refusals of the background lane: the person owns pointer, modifier keys, front and pasteboard. */
const refusedInBackground: Readonly<Record<string, string>> = {
  'a drag carries one thing onto another': 'CAPABILITY_MISSING: a drag cannot be done in the background',
  'activation brings a window to the top': 'CAPABILITY_MISSING: bringing a window to the front cannot be done',
  'reset empties the clipboard': 'EXPECTATION_FAILED: clipboard after reset',
};

/** One desktop, one session at a time: this check opens two. */
const refusedInForeground: Readonly<Record<string, string>> = {
  'a session opens empty and closes without a trace': 'LEASE_TAKEN: "foreground" is in use',
};

/** The driver has both lanes, whatever one run of it shows. */
const inForeground = conformanceChecks.filter((check) => check.name !== 'a lane that the driver lacks is refused');

for (const check of inForeground) {
  test(`foreground: ${check.name}`, async () => {
    const both = driverOn(mkdtempSync(join(tmpdir(), 'codexqa-mac-')));
    const capabilities = new Set(
      [...both.capabilities].filter((each) => each !== 'lane:background' && each !== 'parallel'),
    );
    const { status, detail } = await runCheck(check, { ...both, capabilities }, fixture);
    test.skip(status === 'skipped', detail);
    const refusal = refusedInForeground[check.name];
    if (refusal === undefined) expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
    else expect(detail).toContain(refusal);
  });
}

for (const check of conformanceChecks) {
  test(`background: ${check.name}`, async () => {
    const driver = driverOn(mkdtempSync(join(tmpdir(), 'codexqa-mac-')));
    const { status, detail } = await runCheck(check, driver, fixture);
    test.skip(status === 'skipped', detail);
    const refusal = refusedInBackground[check.name];
    if (refusal === undefined) expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
    else expect(detail).toContain(refusal);
  });
}
