/** A machine on which all is well, for tests that spoil one thing of it. */
import type { Grounds } from './decide.ts';
import type { MachinePrint } from './machine-print.ts';
import type { PreflightRecord } from './record-book.ts';
import type { DeploymentTest, PreflightOutcome } from './verdict.ts';

export const machine: MachinePrint = {
  host: 'lab-3',
  system: 'linux x64 6.1',
  codexqa: '1.2.3',
  driver: 'linux',
  applications: { galculator: 'a1' },
};

export function record(
  outcome: PreflightOutcome,
  kind: PreflightRecord['kind'] = 'preflight',
  on: Partial<MachinePrint> = {},
): PreflightRecord {
  return { version: 1, kind, at: Date.UTC(2026, 10, 22, 20, 15), machine: { ...machine, ...on }, outcome, detail: {} };
}

export function recovery(verdict: DeploymentTest['verdict']): DeploymentTest {
  return { name: 'recovery', verdict, why: 'it is said here' };
}

export function grounds(change: Partial<Grounds> = {}): Grounds {
  return {
    policy: { name: 'policy', rule: 'S125', state: 'met', why: 'codexqa.policy.yaml of alice' },
    sandbox: { verdict: 'passed', probes: [{ name: 'window', ok: true, detail: 'Form' }], durationMs: 800 },
    tests: [recovery('passed')],
    outcome: 'passed',
    longTasks: [],
    dryRun: { passed: false, why: 'there was no dry run on this machine' },
    earlier: [],
    machine,
    ...change,
  };
}
