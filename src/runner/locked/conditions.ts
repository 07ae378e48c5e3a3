/** Everything that must be there before anything is done behind a locked screen. What is missing and what nobody can tell weigh the same. */
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { runEnv } from '../../contracts/run.ts';
import { possibleYes } from '../../oversight/answers.ts';
import type { LockedProfile, MonitoringCheck } from '../../policy/locked-profile.ts';
import type { LockedState } from '../../preflight/locked-state.ts';
import { postureByCommand } from '../../preflight/posture/ask-command.ts';
import { diskEncryption } from '../../preflight/posture/encryption.ts';
import { knownMonitoring, monitoringProcess, monitoringUnit } from '../../preflight/posture/monitoring.ts';
import type { Posture } from '../../preflight/posture/posture.ts';
import { screenLock } from '../../preflight/posture/screen-lock.ts';
import { driverFor, isPrivate, platformOf } from '../drivers.ts';
import type { ProjectOptions } from '../options.ts';

export interface Condition extends Posture {
  readonly name: string;
  /** Of the requirements. */
  readonly rule: string;
  readonly fix?: string;
}

export interface LockedGround {
  /** Of the projects that are to run. */
  readonly options: readonly ProjectOptions[];
  readonly profile: LockedProfile;
  /** What the verifications on record say; undefined for a verification itself, which is harmless anywhere. */
  readonly verified: LockedState | undefined;
}

export async function lockedConditions({ options, profile, verified }: LockedGround): Promise<readonly Condition[]> {
  const root = dirname(options[0]?.configFile ?? join(process.cwd(), 'codexqa.config.ts'));
  const { machine, apps, minutes } = profile;
  return [
    met('time box', 'S98', `${minutes} min`),
    met('application allowlist', 'S99', apps.join(', ')),
    approvalGate(options, profile),
    met('full logging', 'S93', 'each entry is on the disk before the next, each action leaves a picture'),
    environment(profile, verified),
    path(options),
    condition(
      'encrypted storage',
      'S102',
      byCommandOr(machine.encryption, root, () => diskEncryption(written(root))),
      {
        fix: 'encrypt it, or name under `machine.encryption` a command that can tell',
      },
    ),
    condition('endpoint monitoring', 'S103', monitoring(machine.monitoring, root), {
      fix: 'name its process, unit, or a command under `machine.monitoring`',
    }),
    condition('screen lock', 'S101', await lockPosture(profile, options, root), {
      fix: 'have the screen lock itself, or name under `machine.lock` a command that can tell',
    }),
  ];
}

/** @throws LOCKED_REFUSED naming each that is missing or unknown */
export function assertConditions(conditions: readonly Condition[]): void {
  const wrong = conditions.filter(({ state }) => state !== 'met');
  if (wrong.length === 0) return;
  const lines = wrong.map(({ name, rule, state, why, fix }) => {
    return `\n  ${name} is ${state}: ${why} (${rule})${fix === undefined ? '' : `; ${fix}`}`;
  });
  throw new CodexqaError('LOCKED_REFUSED', `nothing begins behind a locked screen:${lines.join('')}`, {
    fix: 'mend each of them, or run it where a person sees it, without --locked (S97)',
    facts: { conditions: wrong },
  });
}

/** For the journal. */
export function conditionWords(conditions: readonly Condition[]): Readonly<Record<string, string>> {
  return Object.fromEntries(conditions.map(({ name, state, why }) => [name, `${state}: ${why}`]));
}

function approvalGate(options: readonly ProjectOptions[], { ask }: LockedProfile): Condition {
  const named = { name: 'approval gate', rule: 'S100' };
  if (options.some(({ policy }) => policy === undefined)) {
    const fix = 'write a codexqa.policy.yaml';
    return { ...named, state: 'missing', why: 'no policy says what is asked about', fix };
  }
  const { username } = userInfo();
  const approvers = (options[0]?.approvals.approvers ?? []).filter(({ name }) => ask.approvers.includes(name));
  const answering = possibleYes({ approvers, requester: username, selfApproval: false }, Date.now());
  if (answering === 0) {
    const why = `none of ${ask.approvers.join(', ')} may answer a run that ${username} starts`;
    return { ...named, state: 'missing', why, fix: 'name somebody else under `ask.approvers`' };
  }
  return { ...named, state: 'met', why: `before ${ask.before.join(', ')}: ${ask.approvers.join(', ')}` };
}

function environment({ environments }: LockedProfile, verified: LockedState | undefined): Condition {
  const named = { name: 'environment', rule: 'S91' };
  const here = process.env[runEnv.environment];
  const fix = `whoever looks after this machine sets ${runEnv.environment} to one of: ${environments.join(', ')}`;
  if (here === undefined || here === '') {
    return { ...named, state: 'unknown', why: `${runEnv.environment} does not say what this machine is for`, fix };
  }
  if (!environments.includes(here)) {
    return { ...named, state: 'missing', why: `"${here}" is not among the profile's environments`, fix };
  }
  if (/^prod/i.test(here) && verified !== undefined && verified.verdict !== 'passed') {
    const why = `"${here}" waits for the verification of an hour: ${verified.why}`;
    return { name: 'environment', rule: 'S129', state: 'missing', why, fix: 'npx codexqa verify-locked' };
  }
  return { ...named, state: 'met', why: here };
}

/** Sessions of the run's own need no unlocking. For the visible desktop there is no way that the platform authorises (S90). */
function path(options: readonly ProjectOptions[]): Condition {
  const barred = options.find((each) => !isPrivate(each));
  if (barred === undefined) return met('way past the lock', 'S90', 'sessions of its own: nothing has to be unlocked');
  const why = `${platformOf(barred.driver)} in the ${barred.session.lane} works on the person's own desktop, and nothing here unlocks one`;
  return { name: 'way past the lock', rule: 'S90', state: 'missing', why };
}

function monitoring(check: MonitoringCheck, root: string): Posture {
  if (check === 'probe') return knownMonitoring();
  if ('process' in check) return monitoringProcess(check.process);
  if ('unit' in check) return monitoringUnit(check.unit);
  return postureByCommand(check.command, root);
}

async function lockPosture(
  { machine }: LockedProfile,
  options: readonly ProjectOptions[],
  root: string,
): Promise<Posture> {
  const isLocked = await lockedNow(options);
  return byCommandOr(machine.lock, root, () => screenLock(isLocked));
}

async function lockedNow([first]: readonly ProjectOptions[]): Promise<boolean | undefined> {
  const driver = first === undefined ? undefined : await driverFor(first.driver);
  const watch = driver?.capabilities.has('presence') ? await driver.presence?.() : undefined;
  const locked = watch?.state.locked;
  await watch?.close();
  return locked;
}

function byCommandOr(check: LockedProfile['machine']['encryption'], root: string, probe: () => Posture): Posture {
  return check === 'probe' ? probe() : postureByCommand(check.command, root);
}

/** Journal and evidence, reports, the homes of the applications. */
function written(root: string): readonly string[] {
  return [join(root, '.codexqa'), join(root, 'test-results'), tmpdir()];
}

function met(name: string, rule: string, why: string): Condition {
  return { name, rule, state: 'met', why };
}

function condition(name: string, rule: string, posture: Posture, { fix }: { readonly fix: string }): Condition {
  return { name, rule, ...posture, ...(posture.state === 'met' ? {} : { fix }) };
}
