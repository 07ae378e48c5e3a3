/** The end of a session by a process that lives, its worker or one that sweeps: what the reaper's script does, without a shell. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { killAll, type Leader, membersOf } from '../apps/processes.ts';
import { appRecord, type SessionPaths, socketOf } from './folder.ts';

/** More means that a process hangs in the kernel: the reaper waits on. */
const killTimeoutMs = 1_000;

/**
 * Kills every process of the session and removes its folders. False when something may be left: an X server that had to be
 * killed leaves its socket.
 */
export async function endFromInside(paths: SessionPaths): Promise<boolean> {
  const leaders = leadersIn(appRecord(paths));
  if (!(await killAll(() => membersOf(paths.id, leaders), killTimeoutMs))) return false;
  if (hasSocket(join(paths.root, 'display'))) return false;
  await Promise.all([paths.root, paths.frames].map((folder) => rm(folder, { recursive: true, force: true })));
  return true;
}

/** `pid start` a line; a line without a number leads nothing: session 0 is everybody's whose leader is out of sight. */
function leadersIn(record: string): readonly Leader[] {
  if (!existsSync(record)) return [];
  const lines = readFileSync(record, 'utf8').matchAll(/^([1-9]\d*) (\d+)$/gm);
  return [...lines].map(([, pid, startedAt = '']) => ({ appId: '', pid: Number(pid), startedAt }));
}

/** Its number may be another server's by now: who has to know looks closer. */
function hasSocket(display: string): boolean {
  return existsSync(display) && existsSync(socketOf(Number(readFileSync(display, 'utf8'))));
}
