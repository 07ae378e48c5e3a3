/** The locked profile: what it must say, and what its fence lets through (S95, S98–S100, S105–S107, S132). */
import { expect, test } from '@playwright/test';
import type { ActionFacts } from './detect.ts';
import { Fence, type FenceFacts } from './fence.ts';
import type { Ruling } from './judge.ts';
import { type LockedProfile, lockedFaults, lockedProfileSchema } from './locked-profile.ts';
import { click } from './policy.sample.ts';

const allowed: Ruling = { verdict: 'allow', rule: 'all', reason: '', detections: [] };
const ask = { before: ['navigation', 'deletion', 'publishing'], approvers: ['alice'] } as const;

const programs = { editor: 'mousepad', calculator: 'galculator' };

function narrowed(fence: Partial<FenceFacts>, facts: Partial<ActionFacts> = {}, ruling: Partial<Ruling> = {}): Ruling {
  return new Fence({ apps: ['editor'], ask, ...fence }, programs).narrow(
    { ...click, ...facts },
    { ...allowed, ...ruling },
  );
}

test('S99: what the policy allows is done to the applications of the profile, and to nothing else', () => {
  expect(narrowed({})).toEqual(allowed);
  expect(narrowed({}, { app: 'calculator' })).toMatchObject({ verdict: 'deny', rule: 'locked profile' });
  expect(narrowed({}, { app: undefined })).toMatchObject({ verdict: 'deny', reason: /no application/ });
  expect(narrowed({}, { verb: 'launch', app: 'terminal', command: 'terminal' })).toMatchObject({ verdict: 'deny' });
  expect(narrowed({}, { verb: 'launch', command: 'mousepad' })).toEqual(allowed);
  // a spec may start anything under any name
  expect(narrowed({}, { verb: 'launch', command: '/tmp/editor' })).toMatchObject({
    verdict: 'deny',
    reason: '"editor" is not configured as /tmp/editor',
  });
});

test('S95: windows and paths are fenced where the profile names them', () => {
  const windows = ['* - editor'];
  expect(new Fence({ apps: [], ask, windows }, {}).needsWindow).toBe(true);
  expect(narrowed({ windows })).toEqual(allowed);
  expect(narrowed({ windows }, { window: 'Settings' })).toMatchObject({ verdict: 'deny', reason: /"Settings"/ });
  expect(narrowed({ windows }, { window: undefined })).toMatchObject({ verdict: 'deny' });
  expect(narrowed({ windows }, { verb: 'launch', command: 'mousepad', window: undefined })).toEqual(allowed);
  const paths = ['/srv/drafts/*'];
  expect(narrowed({ paths }, { verb: 'fill', text: '/srv/drafts/a.txt' })).toEqual(allowed);
  expect(narrowed({ paths }, { verb: 'fill', text: '/srv/drafts/a.txt /etc/passwd' })).toMatchObject({
    verdict: 'deny',
    reason: '/etc/passwd is not among the paths of the locked profile',
  });
});

test('S100: a rule that lifts the question lifts it not behind a locked screen; a no stays a no', () => {
  expect(narrowed({}, {}, { detections: ['deletion'] })).toMatchObject({
    verdict: 'ask',
    rule: 'locked profile',
    asking: { approvers: ['alice'] },
  });
  expect(narrowed({}, {}, { detections: ['credentials'] })).toMatchObject({ verdict: 'allow' });
  expect(narrowed({}, {}, { verdict: 'deny', rule: 'never' })).toMatchObject({ verdict: 'deny', rule: 'never' });
  expect(narrowed({}, {}, { verdict: 'ask', rule: 'ours' })).toMatchObject({ verdict: 'ask', rule: 'ours' });
  // nobody is asked about what lies outside of the fence
  expect(narrowed({}, { app: 'other' }, { verdict: 'ask', detections: ['deletion'] })).toMatchObject({
    verdict: 'deny',
  });
});

const whole = {
  version: 1,
  owner: 'alice',
  environments: ['lab'],
  apps: ['editor'],
  ask,
  logging: 'full',
  machine: { encryption: 'probe', monitoring: { unit: 'agent.service' }, lock: { command: ['is-locked'] } },
};

function faultsOf(change: object): readonly string[] {
  const checked = lockedProfileSchema.safeParse({ ...whole, ...change });
  if (!checked.success) return checked.error.issues.map(({ path }) => path.join('.'));
  const ground = {
    apps: ['editor', 'calculator'],
    approvers: [{ name: 'alice' }, { name: 'bob', until: '2026-01-31' }],
    today: '2026-11-23',
  };
  return lockedFaults(checked.data as LockedProfile, ground).map(({ sentence }) => sentence);
}

test('the profile is a quarter of an hour long when it does not say, and never longer than an hour (S94)', () => {
  expect(faultsOf({})).toEqual([]);
  expect(lockedProfileSchema.parse(whole).minutes).toBe(15);
  expect(faultsOf({ minutes: 60 })).toEqual([]);
  expect(faultsOf({ minutes: 61 })).toEqual(['minutes']);
  expect(faultsOf({ minutes: 0 })).toEqual(['minutes']);
});

for (const key of ['owner', 'environments', 'apps', 'ask', 'logging', 'machine']) {
  test(`S98: there is no profile without its \`${key}\``, () => {
    expect(faultsOf({ [key]: undefined })).toEqual([key]);
  });
}

test('gates that are too wide are refused: no wildcard, no lifted question, nobody who may not answer', () => {
  expect(faultsOf({ apps: ['*'] })).toEqual(['expected an application of the configuration, saw "*"']);
  expect(faultsOf({ apps: [] })).toEqual(['apps']);
  expect(faultsOf({ logging: 'some' })).toEqual(['logging']);
  expect(faultsOf({ ask: { before: ['navigation', 'publishing'], approvers: ['alice'] } })).toEqual([
    'a person is always asked before deletion: name it here',
  ]);
  expect(faultsOf({ ask: { ...ask, approvers: ['mallory', 'bob'] } })).toEqual([
    '"mallory" is not among the configuration\'s approvers',
    'bob could approve until 2026-01-31',
  ]);
});
