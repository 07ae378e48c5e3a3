/** The throwaway window on the simulated Mac: it passes, and each thing that may be wrong with a Mac is found by the probe that it belongs to (S33, S36). */
import { expect } from '@playwright/test';
import { defaultSession } from '../../contracts/driver.ts';
import { test } from '../../drivers/macos/mac-desk.sample.ts';
import type { Oddities } from '../../drivers/macos/simulated-oddities.sample.ts';
import { trySandbox } from './sandbox.ts';

test('a dialog of the system is captured, typed into, clicked, read back and closed', async ({ macWith }) => {
  const { mac, driver } = await macWith();
  const person = mac.frontmostPid;
  const { verdict, probes } = await trySandbox(driver, defaultSession);
  expect(probes.map(({ name, detail }) => [name, detail])).toEqual([
    ['session', '1280x800'],
    ['window', '"Sandbox"'],
    ['capture', expect.stringMatching(/^\d+x\d+$/)],
    ['typing', 'read back as it was typed'],
    ['click', 'answered'],
    ['reading', '"Hello, Sandbox!"'],
    ['closing', 'ended by itself'],
    ['nothing left', 'no process, no file'],
  ]);
  expect(verdict).toBe('passed');
  expect(mac.frontmostPid, 'the person was not disturbed').toBe(person);
  expect(mac.desktop.apps().map(({ exit }) => exit)).toEqual([{ code: 0, signal: null, expected: false }]);
});

const wrong: readonly {
  readonly what: string;
  readonly oddities: Oddities;
  readonly probe: string;
  readonly told: RegExp;
  readonly verdict?: 'unknown';
}[] = [
  {
    what: 'no permission to read windows',
    oddities: { permissions: { accessibility: 'denied' } },
    probe: 'session',
    told: /PERMISSION_MISSING: macOS permission "Accessibility": not granted/,
  },
  {
    what: 'no permission to take pictures',
    oddities: { permissions: { screenRecording: 'unusable' } },
    probe: 'session',
    told: /PERMISSION_MISSING: macOS permission "Screen & System Audio Recording": granted, but it does not work/,
  },
  { what: 'nobody may be asked', oddities: { noInteraction: true }, probe: 'window', told: /-1713/ },
  { what: 'the window never comes', oddities: { dialogNeverComes: true }, probe: 'window', told: /APP_START_TIMEOUT/ },
  {
    what: 'it takes the front',
    oddities: { selfActivates: true },
    probe: 'window',
    told: /FOCUS_STOLEN/,
    verdict: 'unknown',
  },
  {
    what: 'the typed text did not arrive',
    oddities: { dialogForgetsText: true },
    probe: 'reading',
    told: /Hello, Sandbox!/,
  },
];

for (const { what, oddities, probe, told, verdict = 'failed' } of wrong) {
  test(`${what}: "${probe}" fails, and nothing is left`, async ({ macWith }) => {
    const { mac, driver } = await macWith(oddities);
    const trial = await trySandbox(driver, defaultSession, 1000);
    expect(trial.verdict).toBe(verdict);
    const failed = trial.probes.filter(({ ok }) => !ok);
    expect(failed).toMatchObject([{ name: probe, detail: expect.stringMatching(told) }]);
    expect(mac.desktop.apps().filter(({ exit }) => exit === undefined)).toEqual([]);
  });
}
