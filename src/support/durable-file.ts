/** Files that survive a kill and a power cut: whole writes, replacement by rename, and the folder's own entry synced. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** `write` may take only a part of what it is given; this goes on until all is written. */
export function writeFully(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** Puts a name made or renamed in `path` on the disk. Windows keeps names itself and refuses to open a folder. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Makes the folder and those above it, durably. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

interface FileOptions {
  /** Permission bits; 0o666 before the umask when not given. */
  readonly mode?: number;
}

/**
 * Readers see the old content or the new, never a half: written beside, synced, renamed. A failure leaves the old file.
 * @throws the file system's own error (ENOSPC, EIO …)
 */
export function replaceFile(path: string, content: string | Uint8Array, options: FileOptions = {}): void {
  const beside = writeBeside(path, content, options);
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Like `replaceFile` for a file that must not exist yet: false, and nothing changed, when it does. */
export function createFile(path: string, content: string | Uint8Array, options: FileOptions = {}): boolean {
  const beside = writeBeside(path, content, options);
  try {
    // link, unlike rename, refuses an existing name, so of two processes exactly one succeeds
    linkSync(beside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(path));
  return true;
}

function writeBeside(path: string, content: string | Uint8Array, options: FileOptions): string {
  const beside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const file = openSync(beside, 'wx', options.mode ?? 0o666);
  try {
    writeFully(file, typeof content === 'string' ? Buffer.from(content) : content);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    closeQuietly(file);
    rmSync(beside, { force: true });
    throw error;
  }
  return beside;
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // already closed, or closing reported the same full disk: the first error is the one to tell
  }
}
