/** What a preflight means for the run: it runs, it runs shorter and with more questions, or it does not begin (S37, S38, S127). */
import { changeSince, type MachinePrint } from './machine-print.ts';
import type { PreflightRecord } from './record-book.ts';
import type { Decision, DeploymentTest, PreflightOutcome, SandboxTrial, SetupStep } from './verdict.ts';

/** So many preflights in a row must pass before a failure is forgotten. */
export const passesToLift = 3;
/** A task that may do more than this is a long chain (S38). */
export const longChain = 20;

export interface Grounds {
  /** Unmet where nothing says what may be done while nobody is there. */
  readonly policy: SetupStep;
  readonly sandbox: SandboxTrial;
  readonly tests: readonly DeploymentTest[];
  readonly outcome: PreflightOutcome;
  /** Titles of tasks that may do more than `longChain` actions. */
  readonly longTasks: readonly string[];
  readonly dryRun: DryRunState;
  /** Earlier preflights and dry runs, oldest first. */
  readonly earlier: readonly PreflightRecord[];
  readonly machine: MachinePrint;
}

export interface DryRunState {
  readonly passed: boolean;
  readonly why: string;
}

/** The newest dry run on this machine counts, and only for what it was made with. */
export function dryRunState(earlier: readonly PreflightRecord[], machine: MachinePrint): DryRunState {
  const own = earlier.filter(({ kind, machine: on }) => kind === 'dry-run' && on.driver === machine.driver);
  const last = own.findLast(({ machine: on }) => on.host === machine.host);
  if (last === undefined) return { passed: false, why: 'there was no dry run on this machine' };
  const day = new Date(last.at).toISOString().slice(0, 16).replace('T', ' ');
  const change = changeSince(last.machine, machine);
  if (change !== undefined) return { passed: false, why: `since the dry run of ${day} ${change}` };
  const passed = last.outcome === 'passed';
  return { passed, why: `the dry run of ${day} ${passed ? 'passed' : 'did not pass'}` };
}

export function decide(grounds: Grounds): Decision {
  const { policy, sandbox, tests, longTasks, dryRun } = grounds;
  if (policy.state !== 'met') return stopped(policy.why, policy.fix);
  const broken = sandbox.probes.find(({ ok }) => !ok);
  if (sandbox.verdict === 'failed') {
    return stopped(`the sandbox window: ${broken?.name}: ${broken?.detail}`, broken?.fix ?? 'npx codexqa doctor');
  }
  if (longTasks.length > 0) {
    const long = `${longTasks.join(', ')}: more than ${longChain} actions`;
    if (sandbox.verdict !== 'passed') return stopped(`${long}, and the sandbox window was not tried`, broken?.fix);
    if (!dryRun.passed) return stopped(`${long}, and ${dryRun.why}`, 'npx codexqa test --dry-run');
  }
  const failed = tests.filter(({ verdict }) => verdict === 'failed');
  if (failed.length > 0) {
    return { kind: 'downgraded', why: failed.map(({ name, why }) => `${name}: ${why}`).join('; ') };
  }
  const left = passesLeft(grounds);
  if (left > 0) {
    const times = left === 1 ? 'one more preflight' : `${left} more preflights in a row`;
    return { kind: 'downgraded', why: `an earlier preflight failed; ${times} must pass` };
  }
  return { kind: 'runs', why: 'nothing is in its way' };
}

/** After a failure: how many passes in a row are still missing, this one counted. What is unknown begins the count anew. */
function passesLeft({ earlier, outcome, machine }: Grounds): number {
  const here = earlier.filter(({ kind, machine: on }) => kind === 'preflight' && on.host === machine.host);
  const outcomes = [...here.map((each) => each.outcome), outcome];
  const lifted = outcomes.findLastIndex(
    (_, end) =>
      end + 1 >= passesToLift && outcomes.slice(end + 1 - passesToLift, end + 1).every((each) => each === 'passed'),
  );
  const since = outcomes.slice(lifted + 1);
  if (!since.includes('failed')) return 0;
  const inARow = since.length - 1 - since.findLastIndex((each) => each !== 'passed');
  return passesToLift - inARow;
}

function stopped(why: string, fix: string | undefined): Decision {
  return { kind: 'stopped', why, ...(fix === undefined ? {} : { fix }) };
}
