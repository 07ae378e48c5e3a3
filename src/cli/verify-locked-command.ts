/** `codexqa verify-locked`: is work behind a locked screen what the profile says, on this machine? */
import { userInfo } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { isWhole, wholeVerificationMinutes } from '../preflight/locked-state.ts';
import type { PreflightRecord } from '../preflight/record-book.ts';
import type { Condition } from '../runner/locked/conditions.ts';
import { LockedVerification, verifiable } from '../runner/locked/verify.ts';
import type { ProjectOptions } from '../runner/options.ts';
import { findConfig, readProjects } from './config-file.ts';
import { interrupted } from './interrupted.ts';
import { paint, print } from './terminal.ts';

interface VerifyLockedOptions {
  readonly config?: string;
  /** Minutes. */
  readonly max: number;
  readonly check?: true;
}

export function verifyLockedCommand(): Command {
  return new Command('verify-locked')
    .summary('verify work behind a locked screen for an hour, with harmless actions')
    .description(
      'Works in a throwaway window by the locked profile (codexqa.locked.yaml), window after window, for an hour at most. Each window is left ' +
        'to expire: nothing may be done any more then, and its state must be kept. What it came to is signed, and preflight reads it.',
    )
    .addOption(
      new Option('--max <time>', 'like 60m or 90s; a trial that is shorter than the hour does not count as it')
        .argParser(minutesOf)
        .default(wholeVerificationMinutes, `${wholeVerificationMinutes}m`),
    )
    .option('--check', 'only say whether all that it needs is there')
    .option('-c, --config <file>', 'configuration file')
    .addHelpText(
      'after',
      `
The screen is locked at the end of each window, where logind can lock one.

Examples:
  $ npx codexqa verify-locked --check
  $ npx codexqa verify-locked --max 2m
  $ npx codexqa verify-locked

Exit codes: 0 it held, 1 it did not, 2 something it needs is missing or unknown, 130 interrupted.`,
    )
    .action(verifyLocked);
}

async function verifyLocked({ config, max, check }: VerifyLockedOptions): Promise<void> {
  // read by whoever reads the configuration, and by every writer of a journal
  process.env[runEnv.locked] = '1';
  const projects = await readProjects(findConfig(config));
  process.exitCode = check === true ? await tellConditions(projects) : await verify(projects, max);
}

async function tellConditions(projects: readonly ProjectOptions[]): Promise<number> {
  const conditions = await verifiable(projects);
  for (const condition of conditions) print(conditionLine(condition));
  return conditions.every(({ state }) => state === 'met') ? 0 : 2;
}

async function verify(projects: readonly ProjectOptions[], minutes: number): Promise<number> {
  const argv = ['verify-locked', '--max', `${minutes}m`];
  const verification = await LockedVerification.begin({ projects, minutes, argv, tell: print });
  print(`${minutes} min of harmless work behind a locked screen; Ctrl-C ends it`);
  let isInterrupted = false;
  void interrupted().then(() => {
    isInterrupted = true;
    verification.abort(userInfo().username);
  });
  try {
    return tellRecord(await verification.run());
  } catch (error) {
    if (!(error instanceof CodexqaError) || error.code !== 'RUN_ABORTED') throw error;
    print('broken off: nothing of it is counted');
    return isInterrupted ? 130 : 1;
  }
}

function tellRecord(record: PreflightRecord): number {
  const { outcome, detail } = record;
  const held = outcome === 'passed';
  const word = paint(held ? 'green' : 'red', held ? 'it held' : 'it did not hold');
  print(`${word}: ${detail['rounds']} rounds, ${detail['halts']}`);
  if (detail['fault'] !== undefined) print(`  ${detail['fault']}`);
  if (held) print(isWhole(record) ? 'preflight counts it from now on' : 'a trial: the whole hour is still missing');
  return held ? 0 : 1;
}

function conditionLine({ name, rule, state, why, fix }: Condition): string {
  const colour = state === 'met' ? 'green' : 'red';
  return [
    `  ${paint(colour, state.padEnd(8))} ${name.padEnd(22)} ${why} (${rule})`,
    ...(fix ? [`${' '.repeat(34)}fix: ${fix}`] : []),
  ].join('\n');
}

const minutesIn: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60 };

function minutesOf(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const minutes = Number(count) * (minutesIn[unit] ?? Number.NaN);
  if (minutes > 0 && minutes <= wholeVerificationMinutes) return minutes;
  throw new InvalidArgumentError(`Expected a time like 60m or 90s, at most ${wholeVerificationMinutes}m.`);
}
