/** The folders of a session: what it owns on the disk, and the fresh homes its applications live in. */
import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../../../support/process-identity.ts';

export const folderPrefix = 'codexqa-x-';
export const sharedMemory = '/dev/shm';

/** Socket paths end at 108 bytes; applications add up to 60 of their own below the session's folder. */
const longestParent = 30;
/** A frame of 4K at 4 bytes is 33 MB; containers often give /dev/shm 64 MB in all. */
const freeBytesForFrames = 48 * 1024 * 1024;

export interface SessionPaths {
  readonly id: string;
  /** Everything but the frame buffer. */
  readonly root: string;
  /** Where Xvfb keeps its frame buffer: in memory when the machine allows, or each frame would be written to the disk. */
  readonly frames: string;
}

/** Folders of one stretch between two resets; every one is new and private. */
export interface HomeFolders {
  readonly home: string;
  readonly config: string;
  readonly cache: string;
  readonly data: string;
  readonly state: string;
  readonly temporary: string;
  readonly runtime: string;
}

/** Parents under which sessions of this user may lie. */
export function sessionParents(): readonly string[] {
  return [...new Set([sessionParent(), '/tmp'])];
}

export function makeSessionFolder(): SessionPaths {
  const id = randomBytes(5).toString('hex');
  const root = join(sessionParent(), `${folderPrefix}${id}`);
  mkdirSync(root, { mode: 0o700 });
  writeFileSync(join(root, 'owner.json'), JSON.stringify(identityOf(process.pid)));
  const frames = hasRoomInMemory() ? join(sharedMemory, `${folderPrefix}${id}`) : join(root, 'frames');
  mkdirSync(frames, { mode: 0o700 });
  return { id, root, frames };
}

/** Where clients find the X server of a display. */
export function socketOf(display: number): string {
  return `/tmp/.X11-unix/X${display}`;
}

/** Where the processes of applications are written down for the reaper. */
export function appRecord(paths: SessionPaths): string {
  return join(paths.root, 'apps');
}

export function makeHomeFolders(root: string, generation: number): HomeFolders {
  const base = join(root, String(generation));
  const folders: HomeFolders = {
    home: join(base, 'home'),
    config: join(base, 'config'),
    cache: join(base, 'cache'),
    data: join(base, 'data'),
    state: join(base, 'state'),
    temporary: join(base, 'tmp'),
    runtime: join(base, 'run'),
  };
  mkdirSync(base);
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  chmodSync(folders.temporary, 0o1777);
  return folders;
}

export async function removeHomeFolders(root: string, generation: number): Promise<void> {
  await rm(join(root, String(generation)), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

export function isMemoryUsable(): boolean {
  try {
    accessSync(sharedMemory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function hasRoomInMemory(): boolean {
  return isMemoryUsable() && freeBytes(sharedMemory) > freeBytesForFrames;
}

function sessionParent(): string {
  const preferred = tmpdir();
  return preferred.length <= longestParent ? preferred : '/tmp';
}
