import { expect, test } from '@playwright/test';
import { decide, dryRunState } from './decide.ts';
import { grounds, machine, record, recovery } from './grounds.sample.ts';
import { firstUnmet, outcomeOf, type SandboxTrial, type SetupStep } from './verdict.ts';

const broken: SandboxTrial = {
  verdict: 'failed',
  probes: [
    { name: 'session', ok: true, detail: '' },
    { name: 'click', ok: false, detail: 'nothing answered', fix: 'give the display a pointer' },
  ],
  durationMs: 1,
};
const unseen: SandboxTrial = {
  verdict: 'unknown',
  probes: [{ name: 'window', ok: false, detail: 'no GTK' }],
  durationMs: 1,
};

test('where all is well it runs', () => {
  expect(decide(grounds()).kind).toBe('runs');
});

test('without a policy nothing begins, whatever else holds (S125)', () => {
  const policy: SetupStep = { name: 'policy', rule: 'S125', state: 'unmet', why: 'there is none', fix: 'write one' };
  expect(decide(grounds({ policy }))).toEqual({ kind: 'stopped', why: 'there is none', fix: 'write one' });
});

test('a sandbox window that fails ends everything, and one that was not tried only long chains (S33, S36, S38)', () => {
  expect(decide(grounds({ sandbox: broken, outcome: 'failed' }))).toEqual({
    kind: 'stopped',
    why: 'the sandbox window: click: nothing answered',
    fix: 'give the display a pointer',
  });
  expect(decide(grounds({ sandbox: unseen, outcome: 'unknown' })).kind).toBe('runs');
  const dryRun = { passed: true, why: 'it passed' };
  expect(decide(grounds({ sandbox: unseen, outcome: 'unknown', longTasks: ['"Keys"'], dryRun }))).toMatchObject({
    kind: 'stopped',
    why: '"Keys": more than 20 actions, and the sandbox window was not tried',
  });
});

test('a long chain waits for a dry run (S37)', () => {
  expect(decide(grounds({ longTasks: ['"Keys"'] }))).toEqual({
    kind: 'stopped',
    why: '"Keys": more than 20 actions, and there was no dry run on this machine',
    fix: 'npx codexqa test --dry-run',
  });
  expect(decide(grounds({ longTasks: ['"Keys"'], dryRun: { passed: true, why: '' } })).kind).toBe('runs');
});

test('a dry run counts for the machine and the versions it was made with, and the last one counts (S37)', () => {
  const made = [record('passed', 'dry-run')];
  expect(dryRunState(made, machine)).toEqual({ passed: true, why: 'the dry run of 2026-11-22 20:15 passed' });
  const why = (change: Partial<typeof machine>): string => dryRunState(made, { ...machine, ...change }).why;
  expect(why({ codexqa: '1.3.0' })).toBe('since the dry run of 2026-11-22 20:15 it was with codexqa 1.2.3');
  expect(why({ system: 'linux x64 6.2' })).toContain('the operating system has changed');
  expect(why({ applications: { galculator: 'b2' } })).toContain('the application galculator has changed');
  expect(why({ applications: { galculator: 'a1', mousepad: 'c3' } })).toContain('the application mousepad has changed');
  expect(why({ host: 'lab-4' })).toBe('there was no dry run on this machine');
  expect(why({ driver: 'macos' })).toBe('there was no dry run on this machine');
  expect(dryRunState([...made, record('failed', 'dry-run')], machine).passed).toBe(false);
  expect(dryRunState([record('passed')], machine).passed).toBe(false);
});

test('one failed test holds the run shorter, and three passes in a row lift that (S127)', () => {
  const failing = grounds({ tests: [recovery('failed')], outcome: 'failed' });
  expect(decide(failing)).toEqual({ kind: 'downgraded', why: 'recovery: it is said here' });
  const after = (...outcomes: ('passed' | 'failed' | 'unknown')[]): string =>
    decide(grounds({ earlier: outcomes.map((outcome) => record(outcome)) })).why;
  expect(after('failed')).toBe('an earlier preflight failed; 2 more preflights in a row must pass');
  expect(after('failed', 'passed')).toBe('an earlier preflight failed; one more preflight must pass');
  expect(after('failed', 'passed', 'passed')).toBe('nothing is in its way');
  expect(after('failed', 'passed', 'failed', 'passed')).toContain('one more');
  expect(after('failed', 'passed', 'passed', 'passed', 'unknown')).toBe('nothing is in its way');
  // what is unknown is not passed, and begins the count anew
  expect(after('failed', 'passed', 'unknown', 'passed')).toContain('one more');
  const elsewhere = record('failed', 'preflight', { host: 'lab-4' });
  expect(decide(grounds({ earlier: [elsewhere] })).kind).toBe('runs');
});

test('what is unknown is never counted as passed', () => {
  const { sandbox } = grounds();
  expect(outcomeOf(sandbox, [recovery('passed'), recovery('not applicable')])).toBe('passed');
  expect(outcomeOf(sandbox, [recovery('passed'), recovery('unknown')])).toBe('unknown');
  expect(outcomeOf(sandbox, [recovery('unknown'), recovery('failed')])).toBe('failed');
  expect(outcomeOf(unseen, [recovery('passed')])).toBe('unknown');
});

test('the first unmet step is the one in the way (S31)', () => {
  const step = (name: string, state: SetupStep['state']): SetupStep => ({ name, rule: 'S31', state, why: '' });
  const steps = [step('a', 'met'), step('b', 'not applicable'), step('c', 'unknown'), step('d', 'unmet')];
  expect(firstUnmet(steps)?.name).toBe('c');
  expect(firstUnmet(steps.slice(0, 2))).toBeUndefined();
});
