/** One append-only file that belongs to one process: whole records or none. */
import { closeSync, constants, fdatasyncSync, ftruncateSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { syncFolder, writeFully } from '../support/durable-file.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

export class Segment {
  readonly path: string;
  readonly #file: number;
  #bytes = 0;
  #synced = true;
  #failure: CodexqaError | undefined;

  private constructor(path: string, file: number) {
    this.path = path;
    this.#file = file;
  }

  /** Undefined when the name is taken: a segment is never opened a second time. @throws JOURNAL_WRITE_FAILED */
  static create(path: string): Segment | undefined {
    try {
      const file = openSync(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY);
      syncFolder(dirname(path));
      return new Segment(path, file);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
      throw writeFailed(path, cause);
    }
  }

  /** After one failure every later write is refused as well: a journal with a hole would be believed. @throws JOURNAL_WRITE_FAILED */
  write(record: string): void {
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = Buffer.from(record);
    try {
      writeFully(this.#file, bytes);
    } catch (cause) {
      this.#cutBack();
      throw this.#fail(cause);
    }
    this.#bytes += bytes.length;
    this.#synced = false;
  }

  /** @throws JOURNAL_WRITE_FAILED */
  sync(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#synced) return;
    try {
      fdatasyncSync(this.#file);
    } catch (cause) {
      // never tried again on this file: the kernel has already forgotten the pages it could not write
      throw this.#fail(cause);
    }
    this.#synced = true;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A disk that fills in the middle of a record leaves its beginning; the records before it must stay whole. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#bytes);
    } catch {
      // then a torn tail stays, which readers know
    }
  }

  #fail(cause: unknown): CodexqaError {
    this.#failure = writeFailed(this.path, cause);
    return this.#failure;
  }
}

function writeFailed(path: string, cause: unknown): CodexqaError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return new CodexqaError('JOURNAL_WRITE_FAILED', `the journal ${path} cannot be written (${code}), so the run stops`, {
    fix:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'free some disk: npx codexqa runs prune'
        : 'check the disk and the permissions of .codexqa',
    cause,
  });
}
