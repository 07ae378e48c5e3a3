/** Whole sessions with cua-driver as their hands, on its stand-in and a simulated Mac; and a real process without the package. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCheck } from '../../conformance/conformance.ts';
import { inputChecks } from '../../conformance/input-checks.ts';
import { createMacDriver } from '../driver.ts';
import { SimulatedMac, simulatedTools } from '../simulated-mac.sample.ts';
import { connectCua } from './connect-cua.ts';
import { CuaDouble } from './cua-double.sample.ts';
import { CuaInput } from './cua-input.ts';

const screen = { width: 1280, height: 800, scale: 1 };
const options = { screen, locale: 'C.UTF-8', colorScheme: 'light', env: {} } as const;
const form = { name: 'form', command: 'form', args: [], env: {} };
const compiled = join(import.meta.dirname, '../../../../dist/src/drivers/macos/cua/cua-agent.js');

async function open() {
  const mac = await SimulatedMac.create(options);
  const double = new CuaDouble(mac);
  const driver = createMacDriver({
    input: 'cua',
    connect: async () => ({ backend: mac, tools: simulatedTools(mac) }),
    connectCua: async () => CuaInput.load(async () => ({ CuaDriver: { create: () => double } })),
    lease: { folder: mkdtempSync(join(tmpdir(), 'codexqa-cua-')), waitMs: 50, notify: () => undefined },
  });
  return { mac, double, driver };
}

test('where it is not installed the session does not open, and the error names the command', async () => {
  test.skip(!existsSync(compiled), 'needs a build: npm run build');
  await expect(connectCua(() => undefined, compiled)).rejects.toThrow(
    /DRIVER_UNAVAILABLE: driver: 'cua' needs @trycua\/cua-driver, which did not load\n {2}Fix: npm install --save-dev @trycua\/cua-driver@/,
  );
});

test('the foreground lane does without it', async () => {
  const { driver, double } = await open();
  const session = await driver.open({ ...options, lane: 'foreground' });
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
  expect([double.calls, double.ended]).toEqual([[], false]);
});

test('it ends with its session', async () => {
  const { driver, double } = await open();
  await (await driver.open({ ...options, lane: 'background' })).close();
  expect(double.ended).toBe(true);
});

for (const check of inputChecks) {
  test(`the driver contract through it: ${check.name}`, async () => {
    const { driver } = await open();
    const { status, detail } = await runCheck(check, driver, { app: form, timeoutMs: 30_000 });
    test.skip(status === 'skipped', detail);
    if (check.name === 'a drag carries one thing onto another')
      expect(detail).toContain('CAPABILITY_MISSING: a drag cannot be done in the background');
    else expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
  });
}
