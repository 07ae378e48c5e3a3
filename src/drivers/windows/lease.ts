/**
 * The foreground lease: one visible desktop, one run. A named mutex holds it machine-wide and Windows itself gives it back
 * when its owner dies, however it dies.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import type { WhileWaiting } from '../../support/lease.ts';
import type { Win32 } from './native.ts';
import { wide } from './structs.ts';

const mutexName = 'Global\\codexqa-foreground';
const waitResult = { got: 0, gotFromTheDead: 0x80, taken: 0x102 } as const;
const askAgainMs = 200;
const remindMs = 30_000;
/** Who has just taken it says so a moment later. */
const namelessForMs = 1000;

export interface LeaseOptions {
  /** False: fail at once when another run has it (`--no-wait`). */
  readonly wait: boolean;
  /** The run that takes it: its own parts wait for each other whatever is said about others. */
  readonly run?: string;
  /** Told once, and every half minute, while waiting. */
  readonly notify: (line: string) => void;
  /** Stands around the wait: whoever measures time can stop the clock meanwhile. */
  readonly whileWaiting?: WhileWaiting;
  /** For tests: another name than the machine's one lease. */
  readonly name?: string;
}

interface Owner {
  readonly pid: number;
  readonly run: string | undefined;
}

/** A mutex belongs to a thread and its owner may take it again: a second session of this process must be stopped here. */
const heldHere = new Set<string>();

export class ForegroundLease {
  readonly #win32: Win32;
  readonly #handle: number;
  readonly #name: string;

  private constructor(win32: Win32, handle: number, name: string, run: string | undefined) {
    this.#win32 = win32;
    this.#handle = handle;
    this.#name = name;
    heldHere.add(name);
    writeFileSync(ownerFile(name), JSON.stringify({ pid: process.pid, run } satisfies Owner));
  }

  /** @throws LEASE_TAKEN at once without `wait`, or when this process already holds it */
  static async take(win32: Win32, options: LeaseOptions): Promise<ForegroundLease> {
    const name = options.name ?? mutexName;
    if (heldHere.has(name)) throw taken('this process', 'close the other session first');
    const handle = win32.kernel32.CreateMutexW(null, 0, wide(name));
    if (handle === 0) {
      throw new CodexqaError('SESSION_START_FAILED', 'Windows gave no mutex for the foreground lease', {
        fix: 'end the program that uses the name "codexqa-foreground" for something else',
      });
    }
    try {
      const { whileWaiting = (wait) => wait() } = options;
      if (!isOurs(win32, handle)) await whileWaiting(() => freed(win32, handle, name, options));
    } catch (error) {
      win32.kernel32.CloseHandle(handle);
      throw error;
    }
    return new ForegroundLease(win32, handle, name, options.run);
  }

  release(): void {
    if (!heldHere.delete(this.#name)) return;
    rmSync(ownerFile(this.#name), { force: true });
    this.#win32.kernel32.ReleaseMutex(this.#handle);
    this.#win32.kernel32.CloseHandle(this.#handle);
  }
}

function isOurs(win32: Win32, handle: number): boolean {
  const answer = win32.kernel32.WaitForSingleObject(handle, 0);
  return answer === waitResult.got || answer === waitResult.gotFromTheDead;
}

async function freed(win32: Win32, handle: number, name: string, options: LeaseOptions): Promise<void> {
  const bell = new Bell();
  const nameless = Deadline.after(namelessForMs);
  let remindedAt = Number.NEGATIVE_INFINITY;
  while (!isOurs(win32, handle)) {
    const owner = ownerOf(name);
    const strange = owner === undefined ? nameless.passed : options.run === undefined || owner.run !== options.run;
    if (!options.wait && strange) throw taken(wordsFor(owner), 'wait for it to end, or run without --no-wait');
    if ((owner !== undefined || nameless.passed) && performance.now() - remindedAt > remindMs) {
      remindedAt = performance.now();
      options.notify(`codexqa: the visible desktop is in use by ${wordsFor(owner)}; waiting for it`);
    }
    await bell.next(askAgainMs);
  }
}

function ownerFile(name: string): string {
  return join(tmpdir(), `${name.replaceAll(/\W+/g, '-')}.pid`);
}

/** Undefined while the owner has not written it down. */
function ownerOf(name: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile(name), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function wordsFor(owner: Owner | undefined): string {
  return owner === undefined ? 'another process' : `process ${owner.pid}`;
}

function taken(owner: string, fix: string): CodexqaError {
  return new CodexqaError('LEASE_TAKEN', `the visible desktop is in use by ${owner}`, { fix });
}
