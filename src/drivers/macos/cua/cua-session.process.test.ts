/** Whole sessions with cua-driver as their hands, on its stand-in and a simulated Mac; and a real process without the package. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { defaultSession } from '../../../contracts/driver.ts';
import { runCheck } from '../../conformance/conformance.ts';
import { inputChecks } from '../../conformance/input-checks.ts';
import { type MacFixtures, test } from '../mac-desk.sample.ts';
import { connectCua } from './connect-cua.ts';
import { CuaDouble } from './cua-double.sample.ts';
import { CuaInput } from './cua-input.ts';

const form = { name: 'form', command: 'form', args: [], env: {} };
const compiled = join(import.meta.dirname, '../../../../dist/src/drivers/macos/cua/cua-agent.js');

async function open(macWith: MacFixtures['macWith']) {
  const doubles: CuaDouble[] = [];
  const { driver } = await macWith({}, (mac) => ({
    input: 'cua',
    async connectCua() {
      const double = new CuaDouble(mac);
      doubles.push(double);
      return CuaInput.load(async () => ({ CuaDriver: { create: () => double } }));
    },
  }));
  return { driver, doubles };
}

test('where it is not installed the session does not open, and the error names the command', async () => {
  test.skip(!existsSync(compiled), 'needs a build: npm run build');
  await expect(connectCua(() => undefined, compiled)).rejects.toThrow(
    /DRIVER_UNAVAILABLE: driver: 'cua' needs @trycua\/cua-driver, which did not load\n {2}Fix: npm install --save-dev @trycua\/cua-driver@/,
  );
});

test('the foreground lane does without it', async ({ macWith }) => {
  const { driver, doubles } = await open(macWith);
  const session = await driver.open({ ...defaultSession, lane: 'foreground' });
  await session.launch(form);
  await session.act({
    kind: 'click',
    point: { x: 30, y: 40 },
    button: 'left',
    count: 1,
    modifiers: [],
    address: {},
  });
  await session.close();
  expect(doubles).toEqual([]);
});

test('it ends with its session', async ({ macWith }) => {
  const { driver, doubles } = await open(macWith);
  await (await driver.open({ ...defaultSession, lane: 'background' })).close();
  expect(doubles.map(({ ended }) => ended)).toEqual([true]);
});

for (const check of inputChecks) {
  test(`the driver contract through it: ${check.name}`, async ({ macWith }) => {
    const { driver } = await open(macWith);
    const { status, detail } = await runCheck(check, driver, { app: form, timeoutMs: 30_000 });
    test.skip(status === 'skipped', detail);
    if (check.name === 'a drag carries one thing onto another')
      expect(detail).toContain('CAPABILITY_MISSING: a drag cannot be done in the background');
    else expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
  });
}
