/** Which processes belong to an application: by the mark in their environment, and by the kernel's session they are in. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Deadline } from '../../../support/deadline.ts';

/** Nobody tells us of the end of processes that are not our children. */
const killCheckMs = 5;

/** The process that leads the session of an application: every launched one starts its own (setsid). */
export interface Leader {
  readonly appId: string;
  readonly pid: number;
  /** In clock ticks since boot: a number that is given again belongs to another start. */
  readonly startedAt: string;
}

interface Mark {
  readonly sessionId: string | undefined;
  readonly appId: string | undefined;
}

interface Stat {
  readonly state: string;
  readonly session: number;
  readonly startedAt: string;
}

/** Start of a running process; empty when it has gone already. */
export function startOf(pid: number): string {
  return statOf(pid)?.startedAt ?? '';
}

/**
 * The application a process belongs to. Chromium, and with it Electron, wipes its environment (it writes its title over
 * it): of those only the kernel's session tells.
 */
export function ownerOf(pid: number, sessionId: string, leaders: readonly Leader[]): string | undefined {
  return memberOf(pid, sessionId, leaders)?.appId;
}

/** Every running process that belongs to an application of the session, with the application. */
export function familyOf(sessionId: string, leaders: readonly Leader[]): ReadonlyMap<number, string> {
  const family = new Map<number, string>();
  for (const pid of running()) {
    const owner = ownerOf(pid, sessionId, leaders);
    if (owner !== undefined) family.set(pid, owner);
  }
  return family;
}

/** Every running process of the session: its applications and its own helpers. */
export function membersOf(sessionId: string, leaders: readonly Leader[]): readonly number[] {
  return running().filter((pid) => memberOf(pid, sessionId, leaders) !== undefined);
}

/** Undefined for a process of somebody else; helpers of the session are of no application. */
function memberOf(
  pid: number,
  sessionId: string,
  leaders: readonly Leader[],
): { readonly appId: string | undefined } | undefined {
  const stat = statOf(pid);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  const mark = markIn(pid);
  if (mark?.sessionId !== undefined) return mark.sessionId === sessionId ? { appId: mark.appId } : undefined;
  const leader = leaders.find((found) => found.pid === stat.session);
  return leader !== undefined && isSameStart(leader) ? { appId: leader.appId } : undefined;
}

function running(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Kills until none is left: a process may have started another one just before it was killed. False after `timeoutMs`. */
export async function killAll(left: () => readonly number[], timeoutMs: number): Promise<boolean> {
  const deadline = Deadline.after(timeoutMs);
  for (let pids = left(); pids.length > 0; pids = left()) {
    if (deadline.passed) return false;
    for (const pid of pids) signal(pid, 'SIGKILL');
    await delay(killCheckMs);
  }
  return true;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended by itself meanwhile
  }
}

/** Direct and indirect children, as far as they have not been orphaned. */
export function descendantsOf(pid: number): readonly number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`) ?? '';
  const pids = children
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
  return pids.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Once the leader has gone, its number stays taken as long as its session has members. */
function isSameStart(leader: Leader): boolean {
  const now = startOf(leader.pid);
  return now === '' || now === leader.startedAt;
}

function statOf(pid: number): Stat | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // the second field is the command in brackets and may hold spaces and brackets itself
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', session: Number(fields[3]), startedAt: fields[19] ?? '' };
}

function markIn(pid: number): Mark | undefined {
  const environment = textOf(`/proc/${pid}/environ`);
  if (environment === undefined) return undefined;
  return {
    sessionId: variableIn(environment, 'CODEXQA_SESSION'),
    appId: variableIn(environment, 'CODEXQA_APP'),
  };
}

function variableIn(environment: string, name: string): string | undefined {
  const start = `\0${environment}`.indexOf(`\0${name}=`);
  if (start < 0) return undefined;
  const from = start + name.length + 1;
  const end = environment.indexOf('\0', from);
  return environment.slice(from, end < 0 ? undefined : end);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
