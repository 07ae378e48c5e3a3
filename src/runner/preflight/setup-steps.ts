/** The set-up in its order: each step needs those before it (S31–S38). */

import type { DryRunState } from '../../preflight/decide.ts';
import { complaintOf } from '../../preflight/permissions.ts';
import type { Permission, SandboxTrial, SetupStep } from '../../preflight/verdict.ts';
import type { DriverReport } from '../machine.ts';

export interface SetupFacts {
  /** Of the drivers in use; empty when nobody looked thoroughly. */
  readonly drivers: readonly DriverReport[];
  readonly permissions: readonly Permission[];
  /** Who could answer from elsewhere, in words; undefined when nobody could. */
  readonly channel: string | undefined;
  /** What tasks do not declare. */
  readonly undeclared: readonly string[];
  readonly policy: SetupStep;
  readonly sandbox: SandboxTrial;
  readonly dryRun: DryRunState;
  readonly longTasks: readonly string[];
}

export function setupSteps(facts: SetupFacts): readonly SetupStep[] {
  const sandbox = sandboxStep(facts.sandbox);
  const dryRun = dryRunStep(facts.dryRun);
  return [
    systemStep(facts.drivers),
    permissionStep(facts.permissions),
    step('plugins', 'S35', 'not applicable', 'this codexqa has no plugins'),
    facts.channel === undefined
      ? step('remote channel', 'S31', 'unmet', 'nobody is named who may answer, and no phone is paired', {
          fix: 'name people under `approvals.approvers` in the configuration, or: npx codexqa oversee',
        })
      : step('remote channel', 'S31', 'met', facts.channel),
    facts.undeclared.length === 0
      ? step(
          'stop conditions',
          'S32',
          'met',
          'every task says when it is done, when it stops, and what it may not exceed',
        )
      : step('stop conditions', 'S32', 'unmet', `not declared: ${facts.undeclared.join('; ')}`, {
          fix: 'declare it in the task(): unattended runs refuse what nobody can judge',
        }),
    facts.policy,
    sandbox,
    dryRun,
    longStep(facts.longTasks, sandbox, dryRun),
  ];
}

function systemStep(drivers: readonly DriverReport[]): SetupStep {
  const probes = drivers.flatMap((driver) => driver.probes);
  const broken = probes.find(({ ok, optional }) => !ok && optional !== true);
  if (broken === undefined) return step('system', 'S31', 'met', `${probes.length} things were tried`);
  const fix = broken.fix ?? 'npx codexqa doctor';
  return step('system', 'S31', 'unmet', `${broken.name}: ${broken.detail}`, { fix });
}

/** What is not used is flagged where the permissions stand, and stops nobody. */
function permissionStep(permissions: readonly Permission[]): SetupStep {
  const wrong = permissions.find((each) => complaintOf({ ...each, used: undefined }) !== undefined);
  if (wrong !== undefined) {
    const why = `${wrong.name}: ${complaintOf({ ...wrong, used: undefined })}`;
    const fix = wrong.state === 'missing' ? 'npx codexqa doctor' : 'write its reason into the policy';
    return step('permissions', 'S39', 'unmet', why, { fix });
  }
  const unknown = permissions.filter(({ state, name }) => state === 'unknown' && !name.includes('optional'));
  return unknown.length > 0
    ? step('permissions', 'S39', 'unknown', `${unknown.map(({ name }) => name).join(', ')}: nobody can tell`)
    : step('permissions', 'S39', 'met', 'what is needed is there, each with its reason');
}

function sandboxStep({ verdict, probes, durationMs }: SandboxTrial): SetupStep {
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const broken = probes.find(({ ok }) => !ok);
  if (broken === undefined) {
    const what = 'opened, captured, typed into, clicked, read back, closed, nothing left';
    return step('sandbox window', 'S36', 'met', `${what} (${seconds})`);
  }
  const fix = broken.fix === undefined ? {} : { fix: broken.fix };
  return step(
    'sandbox window',
    'S36',
    verdict === 'unknown' ? 'unknown' : 'unmet',
    `${broken.name}: ${broken.detail}`,
    fix,
  );
}

function dryRunStep({ passed, why }: DryRunState): SetupStep {
  return passed
    ? step('dry run', 'S37', 'met', why)
    : step('dry run', 'S37', 'unmet', why, { fix: 'npx codexqa test --dry-run' });
}

function longStep(tasks: readonly string[], ...needed: readonly SetupStep[]): SetupStep {
  if (tasks.length === 0) return step('long chains', 'S38', 'not applicable', 'no task may do more than 20 actions');
  const before = needed.find(({ state }) => state !== 'met');
  return before === undefined
    ? step('long chains', 'S38', 'met', `${tasks.join(', ')} may run`)
    : step('long chains', 'S38', 'unmet', `${tasks.join(', ')} must wait for the step "${before.name}"`);
}

function step(
  name: string,
  rule: string,
  state: SetupStep['state'],
  why: string,
  more: Pick<SetupStep, 'fix'> | object = {},
): SetupStep {
  return { name, rule, state, why, ...more };
}
