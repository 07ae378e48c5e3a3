/** What a verification claims can fail: a fence that lets through, a halt that does not come, a state that was lost (S130, S131). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { SessionOptions } from '../../contracts/driver.ts';
import { askRun, ControlReader } from '../../journal/control.ts';
import { JournalReader } from '../../journal/reader.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { ManualClock } from '../../support/clock.ts';
import { driverFor } from '../drivers.ts';
import { optionsOf } from '../options.ts';
import { ControlGate } from '../pause-gate.ts';
import { sandboxDesktop } from '../preflight/sandbox.ts';
import type { Condition } from './conditions.ts';
import { HarmlessSuite, suiteGate } from './harmless-suite.ts';
import { profileDigest } from './profile-file.ts';
import { verifyWindow, type WindowPlan } from './verify-window.ts';

const simulated: SessionOptions = {
  lane: 'background',
  screen: { width: 800, height: 600, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
};
const ask = { before: ['navigation', 'deletion', 'publishing'], approvers: ['alice'] } as const;

async function opened() {
  const driver = await driverFor('simulated');
  return { driver, session: await driver.open(simulated) };
}

test('without a fence and without a halt a verification says so', async () => {
  const { driver, session } = await opened();
  const suite = await HarmlessSuite.open(sandboxDesktop(session, driver.trial), driver.trial);
  await suite.round(1);
  expect(await suite.haltFault()).toBe('an act after the end: it was carried out');
  // nothing is called so on any machine: what the fence does not stop the system does not find
  expect(await suite.fenceFault()).toMatch(/^an application outside of the fence: (?!POLICY_DENIED)/);
  await session.close();
});

test('with the gates of a locked run both hold, and what was refused is on record', async ({}, info) => {
  const { driver, session } = await opened();
  const folder = RunFolder.create(info.outputPath(), { codexqa: '0', argv: [] });
  const asked: string[] = [];
  const journal = {
    append: (entry: { readonly kind: string; readonly verb?: string }) => {
      if (entry.kind === 'verdict') asked.push(entry.verb ?? '');
    },
  };
  const pauseGate = new ControlGate(new ControlReader(folder), { timeout: 0, setTimeout: () => {} });
  const suite = await HarmlessSuite.open(
    sandboxDesktop(session, driver.trial, {
      gate: suiteGate(session, driver.trial, { ask }, journal),
      pauseGate,
      journal,
    }),
    driver.trial,
  );
  expect(await suite.fenceFault()).toBeUndefined();
  expect(asked).toContain('ask');
  await suite.round(1);
  askRun(folder, { wish: 'halt', by: 'a test', reason: 'it is over', at: 0 });
  expect(await suite.haltFault()).toBeUndefined();
  await session.close();
});

test('a window that does not find what the one before it had kept does not count', async ({}, info) => {
  const root = info.outputPath();
  const folder = RunFolder.create(root, { codexqa: '0', argv: [], verification: true });
  const options = optionsOf({ driver: 'simulated' }, {}, `${root}/codexqa.config.ts`);
  const inForce = { file: '', digest: '', profile: {} } as unknown as WindowPlan['inForce'];
  const plan = { folder, options, inForce, conditions: [], look: async () => [], minutes: 1, rounds: 3 };
  expect(await verifyWindow(plan)).toEqual({ rounds: 3, fault: '3 rounds were done, 0 were kept' });
});

test('S96, S101-S103: what let it begin is looked at every minute of a window, and one that breaks is a fault', async ({}, info) => {
  const root = info.outputPath();
  const folder = RunFolder.create(root, { codexqa: '0', argv: [], verification: true });
  const file = join(root, 'codexqa.locked.yaml');
  writeFileSync(file, 'version: 1\n');
  const profile = { version: 1, owner: 'alice', environments: ['lab'], minutes: 15, apps: ['form'], ask } as const;
  const inForce = { file, digest: profileDigest(file), profile } as unknown as WindowPlan['inForce'];
  const options = optionsOf({ driver: 'simulated' }, {}, `${root}/codexqa.config.ts`);
  const encrypted: Condition = { name: 'encrypted storage', rule: 'S102', state: 'met', why: 'by dm-crypt' };
  const looks: Condition[] = [encrypted, encrypted, { ...encrypted, state: 'missing', why: 'it was taken apart' }];
  const clock = new ManualClock();
  const plan = { folder, options, inForce, conditions: [encrypted], minutes: 15, rounds: 0, clock };
  // the screen of whoever runs this stays as it is
  process.env['XDG_SESSION_ID'] = 'nobody-has-this-one';
  try {
    const ended = verifyWindow({ ...plan, look: async () => [looks.shift() ?? encrypted] });
    const rounds = () =>
      [...new JournalReader(folder).records()].filter(({ entry }) => entry.kind === 'checkpoint').length;
    await expect.poll(rounds, { timeout: 60_000 }).toBeGreaterThan(0);
    for (const left of [2, 1, 0]) {
      clock.advance(60_000);
      expect(looks).toHaveLength(left);
      await breathe();
    }
    expect((await ended).fault).toMatch(
      /^it did not expire: begun: .* revoked: encrypted storage is missing: it was taken apart/,
    );
  } finally {
    delete process.env['XDG_SESSION_ID'];
  }
});
