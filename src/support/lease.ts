/**
 * Leases across processes: what only one may use at a time, held by name, given back by release or by death.
 *
 * One file per name and generation, `<name>.<n>`; the highest generation says who holds it. Only the creation of the next
 * generation has to be atomic, and `link` is. A holder that was overtaken between looking and linking sees the higher
 * generation afterwards and withdraws, so that there is never a second holder, whoever dies when.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { Bell, Deadline } from './deadline.ts';
import { identityOf, lifeOf, type ProcessIdentity } from './process-identity.ts';

export interface LeaseOptions {
  /** Folder of the leases; all processes that share something must share it. */
  readonly folder?: string;
  /** 0 waits for ever; undefined fails at once, unless the holder belongs to the same run. */
  readonly waitMs?: number;
  /** The run that takes it: its own parts wait for each other whatever is said about others. */
  readonly run?: string;
  /** Told once who is waited for. */
  readonly notify?: (line: string) => void;
  /** Stands around every wait: whoever measures time can stop the clock meanwhile. */
  readonly whileWaiting?: WhileWaiting;
}

export type WhileWaiting = <T>(wait: () => Promise<T>) => Promise<T>;

interface Owner extends ProcessIdentity {
  readonly run?: string;
}

interface Held {
  readonly path: string;
  readonly name: string;
}

/** When no file event arrives (a holder that was killed makes none), look again. */
const lookAgainMs = 100;
const released = 'released';

export function leaseFolder(): string {
  return join(tmpdir(), `codexqa-leases-${userInfo().username}`);
}

export class Lease {
  #held: readonly Held[];

  private constructor(held: readonly Held[]) {
    this.#held = held;
  }

  /**
   * Takes all names or none, in one order everywhere, so that two processes never wait for each other.
   * @throws LEASE_TAKEN with the owner, at once or after `waitMs`
   */
  static async take(names: readonly string[], options: LeaseOptions = {}): Promise<Lease> {
    const folder = options.folder ?? leaseFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const held: Held[] = [];
    try {
      for (const name of [...new Set(names)].sort()) held.push(await waitFor(folder, name, options));
    } catch (error) {
      new Lease(held).release();
      throw error;
    }
    return new Lease(held);
  }

  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const { path } of held.toReversed()) replace(path, released);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

async function waitFor(folder: string, name: string, options: LeaseOptions): Promise<Held> {
  const { notify, whileWaiting = (wait) => wait() } = options;
  const first = tryTake(folder, name, options.run);
  if ('path' in first) return first;
  if (!mayWaitFor(first.owner, options)) throw taken(name, first.owner);
  notify?.(`codexqa: "${name}" is in use by process ${first.owner.pid}; waiting for it`);
  return whileWaiting(() => freed(folder, name, options));
}

function mayWaitFor(owner: Owner, { waitMs, run }: LeaseOptions): boolean {
  return waitMs !== undefined || (run !== undefined && owner.run === run);
}

async function freed(folder: string, name: string, options: LeaseOptions): Promise<Held> {
  const bell = new Bell();
  const deadline = Deadline.after(options.waitMs ?? 0);
  const watcher = watch(folder, () => bell.ring());
  try {
    for (;;) {
      const again = tryTake(folder, name, options.run);
      if ('path' in again) return again;
      if (deadline.passed || !mayWaitFor(again.owner, options)) throw taken(name, again.owner);
      await bell.next(Math.min(lookAgainMs, deadline.leftMs));
    }
  } finally {
    watcher.close();
  }
}

function tryTake(folder: string, name: string, run: string | undefined): Held | { readonly owner: Owner } {
  const base = encodeURIComponent(name);
  for (;;) {
    const last = generations(folder, base).at(-1) ?? 0;
    const owner = last === 0 ? undefined : ownerIn(join(folder, `${base}.${last}`));
    if (owner !== undefined && lifeOf(owner) !== 'dead') return { owner };
    const path = join(folder, `${base}.${last + 1}`);
    if (!create(path, run)) continue;
    const now = generations(folder, base);
    if (now.at(-1) !== last + 1) {
      rmSync(path, { force: true });
      continue;
    }
    for (const old of now.slice(0, -1)) rmSync(join(folder, `${base}.${old}`), { force: true });
    return { path, name };
  }
}

function generations(folder: string, base: string): readonly number[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${base}.`))
    .map((file) => Number(file.slice(base.length + 1)))
    .filter((generation) => Number.isSafeInteger(generation))
    .sort((a, b) => a - b);
}

/** Undefined when released, or when somebody tidied it away a moment ago. */
function ownerIn(path: string): Owner | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text === released ? undefined : (JSON.parse(text) as Owner);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

let ownIdentity: ProcessIdentity | undefined;
let files = 0;

/** Appears complete or not at all; false when another process was first. */
function create(path: string, run: string | undefined): boolean {
  ownIdentity ??= identityOf(process.pid);
  const draft = draftOf(path);
  writeFileSync(draft, JSON.stringify({ ...ownIdentity, run }), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(path: string, text: string): void {
  const draft = draftOf(path);
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** No number follows its last dot, so nobody takes it for a generation. */
function draftOf(path: string): string {
  return `${path}-${process.pid}-${++files}.draft`;
}

function taken(name: string, owner: Owner): CodexqaError {
  return new CodexqaError('LEASE_TAKEN', `"${name}" is in use by process ${owner.pid} since ${owner.startedAt}`, {
    fix: 'wait for it to end, or run without --no-wait',
    facts: { name, owner },
  });
}
