/** Everything that is looked at before nobody is there: put together for `codexqa preflight` and for the start of an unattended run. */
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Suite } from '@playwright/test/reporter';
import { RunFolder } from '../../journal/run-folder.ts';
import { Access } from '../../oversight/access.ts';
import { approvalFault } from '../../oversight/approval-drill.ts';
import { decide, dryRunState, type Grounds } from '../../preflight/decide.ts';
import { inDrillFolder } from '../../preflight/drill-folder.ts';
import { type LockedState, lockedState } from '../../preflight/locked-state.ts';
import { type MachinePrint, machinePrint } from '../../preflight/machine-print.ts';
import { baselinePermissions, grantedPermissions } from '../../preflight/permissions.ts';
import { type PreflightRecord, RecordBook } from '../../preflight/record-book.ts';
import { recoveryDrill } from '../../preflight/recovery-drill.ts';
import { type DeploymentTest, outcomeOf, type PreflightReport, type SandboxTrial } from '../../preflight/verdict.ts';
import { packageVersion } from '../../support/own-file.ts';
import { driverFor, isPrivate, platformOf } from '../drivers.ts';
import { hasLockedProfile } from '../locked/profile-file.ts';
import { type DriverReport, examineDriver } from '../machine.ts';
import type { ProjectOptions } from '../options.ts';
import { keyOf } from '../prewarm.ts';
import { optionsOfProjects } from '../routes.ts';
import { eligibility, grantsOf, longTasks, undeclared } from './eligibility.ts';
import { policyStep } from './policy-needed.ts';
import { trySandbox } from './sandbox.ts';
import { setupSteps } from './setup-steps.ts';

/** Of so many runs it is looked at what they used. */
const runsForPermissions = 5;

/**
 * Looks at the machine and the project as if nobody were there, and writes down what it came to. `thorough` also probes all that
 * sessions need and reads which permissions earlier runs used; a run that is about to start has no time for that.
 */
export async function preflight(suite: Suite, { thorough }: { readonly thorough: boolean }): Promise<PreflightReport> {
  const options = optionsOfProjects(suite);
  const root = rootOf(options);
  const machine = machineOf(options);
  const book = new RecordBook(root);
  const earlier = book.all();
  const drivers = thorough ? await reportsOf(options) : [];
  const sandbox = await sandboxOf(options);
  const tests = await deploymentTestsOf(suite, options, { root, earlier, machine });
  // which specs are chosen says nothing about the machine: that is judged each time and not remembered
  const remembered = outcomeOf(
    sandbox,
    tests.filter(({ name }) => name !== 'eligibility'),
  );
  const policy = policyStep(options);
  const dryRun = dryRunState(earlier, machine);
  const long = longTasks(suite);
  const decision = decide({ policy, sandbox, tests, outcome: remembered, longTasks: long, dryRun, earlier, machine });
  const permissions = [
    ...drivers.flatMap(({ driver, probes }) => baselinePermissions(platformOf(driver), probes)),
    ...grantedPermissions(grantsOf(options), thorough ? RunFolder.all(root).slice(-runsForPermissions) : []),
  ];
  const steps = setupSteps({
    drivers,
    permissions,
    channel: channelOf(options, root),
    undeclared: undeclared(suite),
    policy,
    sandbox,
    dryRun,
    longTasks: long,
  });
  book.add({
    version: 1,
    kind: 'preflight',
    at: Date.now(),
    machine,
    outcome: remembered,
    detail: verdictsOf(sandbox, tests),
  });
  return { machine, steps, permissions, sandbox, tests, outcome: outcomeOf(sandbox, tests), decision };
}

/** Verdicts by name, for the records. */
export function verdictsOf(sandbox: SandboxTrial, tests: readonly DeploymentTest[]): Readonly<Record<string, string>> {
  return {
    'sandbox window': sandbox.verdict,
    ...Object.fromEntries(tests.map(({ name, verdict }) => [name, verdict])),
  };
}

/** What a dry run on this machine came to (S37). */
export function recordDryRun(
  options: readonly ProjectOptions[],
  outcome: PreflightRecord['outcome'],
  found: number,
): void {
  const detail = { targets: String(found) };
  const record = { version: 1, kind: 'dry-run', at: Date.now(), machine: machineOf(options), outcome, detail } as const;
  new RecordBook(rootOf(options)).add(record);
}

export function rootOf([first]: readonly ProjectOptions[]): string {
  return first === undefined ? process.cwd() : dirname(first.configFile);
}

/** What a record of this project on this machine is made with. */
export function machineOf(options: readonly ProjectOptions[]): MachinePrint {
  return machinePrint({
    root: rootOf(options),
    codexqa: packageVersion(),
    driver: [...new Set(options.map(({ driver }) => platformOf(driver)))].sort().join(', '),
    programs: options.flatMap(({ apps }) => Object.values(apps).map(({ command }) => command)),
  });
}

async function reportsOf(options: readonly ProjectOptions[]): Promise<readonly DriverReport[]> {
  const reports: DriverReport[] = [];
  for (const driver of new Set(options.map((each) => platformOf(each.driver)))) {
    reports.push(await examineDriver(driver, false));
  }
  return reports;
}

/** One for each sort of session that the projects use; the worst counts. */
async function sandboxOf(options: readonly ProjectOptions[]): Promise<SandboxTrial> {
  const distinct = [...new Map(options.map((each) => [keyOf(each), each])).values()];
  const trials: SandboxTrial[] = [];
  for (const { driver, session } of distinct) trials.push(await trySandbox(await driverFor(driver), session));
  const verdicts = trials.map(({ verdict }) => verdict);
  const worst = (['failed', 'unknown'] as const).find((verdict) => verdicts.includes(verdict));
  return {
    verdict: worst ?? (trials.length === 0 ? 'unknown' : 'passed'),
    probes: trials.flatMap(({ probes }) => probes),
    durationMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

async function deploymentTestsOf(
  suite: Suite,
  options: readonly ProjectOptions[],
  { root, earlier, machine }: { readonly root: string } & Pick<Grounds, 'earlier' | 'machine'>,
): Promise<readonly DeploymentTest[]> {
  return [
    eligibility(suite),
    await approvalSafety(options, root),
    await recoveryDrill(root),
    lockedExecution(options, lockedState(earlier, machine)),
    { name: 'plugin reliability', verdict: 'not applicable', why: 'this codexqa has no plugins' },
  ];
}

async function approvalSafety(options: readonly ProjectOptions[], root: string): Promise<DeploymentTest> {
  return inDrillFolder(root, async (drill) => {
    const folder = RunFolder.create(drill, { codexqa: '', argv: ['drill'] });
    const approvers = options[0]?.approvals.approvers ?? [];
    const fault = await approvalFault(folder, { approvers, requester: userInfo().username });
    const why = fault ?? 'without an answer it is a no, nobody says yes to themselves, a yes counts once';
    return { name: 'approval safety', verdict: fault === undefined ? 'passed' : 'failed', why };
  });
}

/** What nobody has verified is not passed. Sessions of their own only need it where a locked profile is to be used. */
function lockedExecution(options: readonly ProjectOptions[], { verdict, why }: LockedState): DeploymentTest {
  const name = 'locked execution';
  const hasProfile = options.some(({ configFile }) => hasLockedProfile(configFile));
  if (options.every(isPrivate) && !hasProfile) {
    const why = 'sessions of their own are not locked with the machine: nothing has to be unlocked';
    return { name, verdict: 'not applicable', why };
  }
  return { name, verdict, why: verdict === 'passed' ? why : `${why}: npx codexqa verify-locked` };
}

function channelOf(options: readonly ProjectOptions[], root: string): string | undefined {
  const approvers = options[0]?.approvals.approvers.map(({ name }) => name) ?? [];
  const devices = new Access(root).devices().length;
  const ways = [
    ...(approvers.length === 0 ? [] : [`${approvers.join(', ')} may answer`]),
    ...(devices === 0 ? [] : [`${devices === 1 ? '1 device is' : `${devices} devices are`} paired`]),
  ];
  return ways.length === 0 ? undefined : ways.join('; ');
}
