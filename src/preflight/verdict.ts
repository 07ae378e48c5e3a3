/** The words of a preflight: set-up steps, permissions, the five deployment tests, and what they come to together. */
import type { Probe } from '../contracts/driver.ts';
import type { MachinePrint } from './machine-print.ts';

/** What cannot be known here is `unknown`, what does not exist here `not applicable`: neither counts as passed. */
export type TestVerdict = 'passed' | 'failed' | 'unknown' | 'not applicable';

/** S124. */
export const deploymentTests = [
  'eligibility',
  'approval safety',
  'recovery',
  'locked execution',
  'plugin reliability',
] as const;

export interface DeploymentTest {
  readonly name: (typeof deploymentTests)[number];
  readonly verdict: TestVerdict;
  readonly why: string;
}

export interface SetupStep {
  readonly name: string;
  /** Of the requirements. */
  readonly rule: string;
  readonly state: 'met' | 'unmet' | 'unknown' | 'not applicable';
  readonly why: string;
  readonly fix?: string;
}

export interface Permission {
  readonly name: string;
  /** One line (S42); empty when nobody has said why. */
  readonly reason: string;
  readonly state: 'granted' | 'missing' | 'not needed' | 'unknown';
  /** By the runs on record; undefined where they cannot tell. */
  readonly used: boolean | undefined;
}

/** A window of our own that was opened, captured, typed into, clicked, read back and closed. */
export interface SandboxTrial {
  readonly verdict: 'passed' | 'failed' | 'unknown';
  /** One line each, in order. */
  readonly probes: readonly Probe[];
  readonly durationMs: number;
}

/** What the machine and the project come to in one preflight. */
export type PreflightOutcome = 'passed' | 'failed' | 'unknown';

export interface Decision {
  readonly kind: 'runs' | 'downgraded' | 'stopped';
  readonly why: string;
  readonly fix?: string;
}

export interface PreflightReport {
  readonly machine: MachinePrint;
  readonly steps: readonly SetupStep[];
  readonly permissions: readonly Permission[];
  readonly sandbox: SandboxTrial;
  readonly tests: readonly DeploymentTest[];
  readonly outcome: PreflightOutcome;
  readonly decision: Decision;
}

/** The first step that is in the way of those after it (S31). */
export function firstUnmet(steps: readonly SetupStep[]): SetupStep | undefined {
  return steps.find(({ state }) => state === 'unmet' || state === 'unknown');
}

export function outcomeOf(sandbox: SandboxTrial, tests: readonly DeploymentTest[]): PreflightOutcome {
  const all = [sandbox.verdict, ...tests.map(({ verdict }) => verdict)];
  if (all.includes('failed')) return 'failed';
  return all.includes('unknown') ? 'unknown' : 'passed';
}
