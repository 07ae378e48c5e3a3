/** The end of a session as its worker brings it about while it lives: what the reaper's script does, without a shell. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Deadline } from '../../../support/deadline.ts';
import { type Leader, membersOf } from '../apps/processes.ts';
import { appRecord, type SessionPaths } from './folder.ts';

/** More means that a process hangs in the kernel: the reaper waits on. */
const killTimeoutMs = 1_000;
/** Nobody tells us of the end of processes that are not our children. */
const killCheckMs = 2;

/**
 * Kills every process of the session and removes its folders. False when something may be left: an X server that had to be
 * killed leaves its socket.
 */
export async function endFromInside(paths: SessionPaths): Promise<boolean> {
  const deadline = Deadline.after(killTimeoutMs);
  const leaders = leadersIn(appRecord(paths));
  for (let left = membersOf(paths.id, leaders); left.length > 0; left = membersOf(paths.id, leaders)) {
    if (deadline.passed) return false;
    for (const pid of left) kill(pid);
    await delay(killCheckMs);
  }
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
  return existsSync(display) && existsSync(`/tmp/.X11-unix/X${readFileSync(display, 'utf8').trim()}`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself meanwhile
  }
}
