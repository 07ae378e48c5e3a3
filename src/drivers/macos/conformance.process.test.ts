/** The macOS driver keeps the driver contract on the simulated Mac, in both lanes; what the background refuses is listed. */
import { expect } from '@playwright/test';
import { defaultSession } from '../../contracts/driver.ts';
import { accessibleActionChecks } from '../conformance/accessible-action-checks.ts';
import { conformanceChecks, type Fixture, runCheck } from '../conformance/conformance.ts';
import { inputChecks } from '../conformance/input-checks.ts';
import { pictureChecks } from '../conformance/picture-checks.ts';
import { test } from './mac-desk.sample.ts';
import { MacSession } from './session.ts';
import { SimulatedMac } from './simulated-mac.sample.ts';
import type { Oddities } from './simulated-oddities.sample.ts';
import { simulatedTools } from './simulated-tools.sample.ts';

const fixture: Fixture = {
  app: { name: 'form', command: 'form', args: [], env: {} },
  async breakSession(session) {
    if (session instanceof MacSession) session.lose('the agent process ended');
  },
  timeoutMs: 30_000,
};

/** A Mac for each session. */
const ofTheirOwn = (oddities: Oddities = {}) => ({
  async connect() {
    const mac = await SimulatedMac.create(defaultSession, { ...oddities });
    return { backend: mac, tools: simulatedTools(mac) };
  },
});

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
  test(`foreground: ${check.name}`, async ({ macWith }) => {
    const { driver: both } = await macWith({}, () => ofTheirOwn());
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

/** Pictures of the screen show what the person has there. */
const seenByThePerson: Readonly<Record<string, string>> = {
  'a picture shows what an action changed': 'EXPECTATION_FAILED: another picture: not seen',
};

const lanes: readonly {
  readonly name: string;
  readonly checks: typeof conformanceChecks;
  readonly oddities: Oddities;
  readonly refusals: Readonly<Record<string, string>>;
}[] = [
  { name: 'background', checks: conformanceChecks, oddities: {}, refusals: refusedInBackground },
  {
    name: "under the person's window",
    checks: [...inputChecks, ...accessibleActionChecks, ...pictureChecks],
    oddities: { covered: true },
    refusals: { ...refusedInBackground, ...seenByThePerson },
  },
];

for (const { name, checks, oddities, refusals } of lanes) {
  for (const check of checks) {
    test(`${name}: ${check.name}`, async ({ macWith }) => {
      const { driver } = await macWith({}, () => ofTheirOwn(oddities));
      const { status, detail } = await runCheck(check, driver, fixture);
      test.skip(status === 'skipped', detail);
      const refusal = refusals[check.name];
      if (refusal === undefined) expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
      else expect(detail).toContain(refusal);
    });
  }
}
