/** Who a process is: a bare pid is given to another process sooner or later. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it started, in the system's own spelling; empty where the system does not tell (Windows). */
  readonly startedAt: string;
  /** Changes at every boot; empty where the system does not tell (Windows). */
  readonly bootId: string;
}

/** Undefined when no such process runs. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { host: hostname(), pid, startedAt, bootId: bootId() };
}

/** `elsewhere`: it belongs to another machine, and from here nobody can tell. */
export function lifeOf(process: ProcessIdentity): 'alive' | 'dead' | 'elsewhere' {
  if (process.host !== hostname()) return 'elsewhere';
  const now = identityOf(process.pid);
  return now?.startedAt === process.startedAt && now.bootId === process.bootId ? 'alive' : 'dead';
}

function startOf(pid: number): string | undefined {
  switch (process.platform) {
    case 'linux':
      return startFromProc(pid);
    case 'win32':
      return answersSignals(pid) ? '' : undefined;
    default:
      return output('ps', ['-o', 'lstart=', '-p', String(pid)]);
  }
}

function startFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // the second field is the command in brackets and may hold spaces and brackets itself
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

function bootId(): string {
  switch (process.platform) {
    case 'linux':
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    case 'darwin':
      return output('sysctl', ['-n', 'kern.bootsessionuuid']) ?? '';
    default:
      return '';
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function output(command: string, args: readonly string[]): string | undefined {
  try {
    const text = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
