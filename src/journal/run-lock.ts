/** One process per run: a lock that a dead process cannot keep and a live one cannot lose. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { createFile, replaceFile } from '../support/durable-file.ts';
import { identityOf, lifeOf, type ProcessIdentity } from '../support/process-identity.ts';
import type { RunFolder } from './run-folder.ts';

/** Both kinds live at once: the command line holds `cli` while the runner it started holds `runner`. */
export type LockKind = 'cli' | 'runner';

interface Holder extends ProcessIdentity {
  readonly released: boolean;
}

/**
 * Each taker makes the file of the next generation (`cli.1.lock`, `cli.2.lock` …) and no file is ever removed. Removing a
 * dead holder's file instead would race: the second of two takers removes the lock the first has just made.
 */
export class RunLock implements Disposable {
  readonly #path: string;
  readonly #holder: ProcessIdentity;

  private constructor(path: string, holder: ProcessIdentity) {
    this.#path = path;
    this.#holder = holder;
  }

  /** @throws RUN_LOCKED naming the process that has it */
  static take(folder: RunFolder, kind: LockKind): RunLock {
    const me = identityOf(process.pid);
    if (me === undefined) throw new CodexqaError('RUN_LOCKED', 'this process cannot find out its own start time');
    // the runner outlives a command line that was killed, and is still driving applications
    const kinds: readonly LockKind[] = kind === 'cli' ? ['cli', 'runner'] : ['runner'];
    for (;;) {
      for (const other of kinds) refuseIfHeld(folder, other);
      const path = lockPath(folder, kind, generations(folder, kind).length + 1);
      if (createFile(path, JSON.stringify({ ...me, released: false }))) return new RunLock(path, me);
    }
  }

  /** Gives the run free while this process goes on; its end does so too. */
  release(): void {
    replaceFile(this.#path, JSON.stringify({ ...this.#holder, released: true }));
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

/** The process at work on the run, if there is one. */
export function workerOn(folder: RunFolder): ProcessIdentity | undefined {
  return holderOf(folder, 'cli') ?? holderOf(folder, 'runner');
}

function refuseIfHeld(folder: RunFolder, kind: LockKind): void {
  const holder = holderOf(folder, kind);
  if (holder === undefined) return;
  const elsewhere = lifeOf(holder) === 'elsewhere';
  const where = elsewhere ? ` on ${holder.host}` : '';
  throw new CodexqaError('RUN_LOCKED', `run ${folder.runId} is in use by process ${holder.pid}${where}`, {
    fix: elsewhere
      ? `if that machine is gone, remove ${lockPath(folder, kind, generations(folder, kind).length)}`
      : 'wait for it to end, or end it',
  });
}

/** Undefined when nobody holds it: released, or its holder has died. */
function holderOf(folder: RunFolder, kind: LockKind): ProcessIdentity | undefined {
  const last = generations(folder, kind).length;
  if (last === 0) return undefined;
  const holder = JSON.parse(readFileSync(lockPath(folder, kind, last), 'utf8')) as Holder;
  return holder.released || lifeOf(holder) === 'dead' ? undefined : holder;
}

function generations(folder: RunFolder, kind: LockKind): readonly string[] {
  return readdirSync(folder.path).filter((name) => name.startsWith(`${kind}.`) && name.endsWith('.lock'));
}

function lockPath(folder: RunFolder, kind: LockKind, generation: number): string {
  return join(folder.path, `${kind}.${generation}.lock`);
}
