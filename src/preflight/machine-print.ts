/** What a dry run and a preflight are worth something for: this machine, with these versions (S37). */
import { arch, hostname, release, version } from 'node:os';
import { digestOfProgram } from '../journal/dependencies.ts';

export interface MachinePrint {
  readonly host: string;
  /** Name, release and build of the operating system. */
  readonly system: string;
  readonly codexqa: string;
  readonly driver: string;
  /** Digests of the programs of the configured applications, by command. */
  readonly applications: Readonly<Record<string, string>>;
}

export interface PrintSources {
  readonly root: string;
  readonly codexqa: string;
  readonly driver: string;
  readonly programs: readonly string[];
}

export function machinePrint({ root, codexqa, driver, programs }: PrintSources): MachinePrint {
  const applications = [...new Set(programs)].sort().map((program) => [program, digestOfProgram(root, program)]);
  return {
    host: hostname(),
    system: `${process.platform} ${arch()} ${release()} ${version()}`,
    codexqa,
    driver,
    applications: Object.fromEntries(applications) as Record<string, string>,
  };
}

/** What is not as it was, in words; undefined when all is. Applications that were not there before are a change, too. */
export function changeSince(was: MachinePrint, now: MachinePrint): string | undefined {
  if (was.host !== now.host) return `it was on ${was.host}`;
  if (was.system !== now.system) return 'the operating system has changed';
  if (was.codexqa !== now.codexqa) return `it was with codexqa ${was.codexqa}`;
  if (was.driver !== now.driver) return `it was with the driver ${was.driver}`;
  const changed = Object.keys(now.applications).find((name) => was.applications[name] !== now.applications[name]);
  return changed === undefined ? undefined : `the application ${changed} has changed`;
}
