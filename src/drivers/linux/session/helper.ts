/** A helper process of a session (Xvfb, a bus, the registry, the window manager): started, watched, and named when it dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CodexqaError } from '../../../contracts/errors.ts';
import { type Deadline, withDeadline } from '../../../support/deadline.ts';

export interface HelperCommand {
  /** How messages call it. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Full path of setpriv: the kernel ends the helper when the worker dies. */
  readonly setpriv: string;
  /** TERM lets Xvfb remove its socket. */
  readonly deathSignal: 'KILL' | 'TERM';
}

const keptErrorBytes = 4096;
/** Xvfb says this for each display number that is taken while it looks for a free one. */
const searchNoise = /^_XSERVTrans/;
/** Helpers write their first line (display number, bus address) to this descriptor when they are ready. */
export const readyDescriptor = 3;

export class Helper {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lastSignal: NodeJS.Signals;
  readonly #ended: Promise<string>;
  readonly #firstLine: Promise<string>;
  #errors = '';

  private constructor({ name, deathSignal }: HelperCommand, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    this.#lastSignal = `SIG${deathSignal}`;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(
          `${name} ended ${signal === null ? `with exit code ${code}` : `by signal ${signal}`}${this.#lastWords()}`,
        ),
      );
    });
    this.#firstLine = firstLineOf(child.stdio[readyDescriptor] as Readable);
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-keptErrorBytes);
    });
  }

  static start(command: HelperCommand): Helper {
    const child = spawn(
      command.setpriv,
      ['--pdeathsig', command.deathSignal, '--', command.program, ...command.args],
      // detached: Ctrl-C in the terminal must reach the runner only, which then ends the session in order
      { env: command.env, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
    );
    letGo(child);
    return new Helper(command, child);
  }

  /** Resolves with the reason when the process ends. */
  get ended(): Promise<string> {
    return this.#ended;
  }

  /** Ends it; resolves when it has gone. */
  async end(): Promise<void> {
    this.#child.kill(this.#lastSignal);
    await this.#ended;
  }

  /** The line it writes when it is ready. @throws SESSION_START_FAILED when it ends or stays silent */
  async ready(deadline: Deadline): Promise<string> {
    return this.orDeath(this.#firstLine, deadline, `the start of ${this.#name}`);
  }

  /** `work`, unless the helper ends first. */
  async orDeath<T>(work: Promise<T>, deadline: Deadline, what: string): Promise<T> {
    const death = this.#ended.then((reason): never => {
      throw new CodexqaError('SESSION_START_FAILED', reason);
    });
    return withDeadline(Promise.race([work, death]), deadline, what);
  }

  #lastWords(): string {
    const lines = this.#errors.split('\n').filter((line) => line.trim() !== '' && !searchNoise.test(line));
    return lines.length === 0 ? '' : `: ${lines.slice(-3).join(' | ')}`;
  }
}

/** The worker may end while the child lives: no handle of it keeps the event loop alive. */
export function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream !== null && stream !== undefined && 'unref' in stream) (stream as unknown as { unref(): void }).unref();
  }
}

function firstLineOf(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let seen = '';
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const end = seen.indexOf('\n');
      if (end >= 0) resolve(seen.slice(0, end));
    });
  });
}
