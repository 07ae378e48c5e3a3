/** One launched application: its process, what it prints, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AppExit, AppHandle } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import type { Environment } from '../session/app-environment.ts';
import { letGo } from '../session/helper.ts';

export interface AppStart {
  readonly id: string;
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly setpriv: string;
  /** Whether processes that the application started still run after it has ended itself. */
  readonly hasSurvivors: () => boolean;
}

const keptOutputBytes = 64 * 1024;
/** The last words of a crash arrive after its exit; a child that keeps the pipe open must not hold them back. */
const lastWordsMs = 500;
/** Nobody tells us of the end of processes that are not our children. */
const survivorCheckMs = 100;

export class AppProcess implements AppHandle {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly command: readonly string[];
  readonly #output: OutputTail;
  readonly #exited: Promise<AppExit>;
  #exit: AppExit | undefined;
  #expected = false;

  private constructor(start: AppStart, child: ChildProcess, pid: number) {
    this.id = start.id;
    this.name = start.name;
    this.pid = pid;
    this.command = [start.program, ...start.args];
    this.#output = new OutputTail(child);
    const closed = once(child, 'close');
    this.#exited = exitOf(child).then(async ({ code, signal }) => {
      await withDeadline(closed, Deadline.after(lastWordsMs), 'the last output').catch(() => undefined);
      // a launcher that goes into the background has done its work: the application lives on without it
      while (code === 0 && start.hasSurvivors()) await pause(survivorCheckMs);
      this.#exit = { code, signal, expected: this.#expected };
      return this.#exit;
    });
  }

  /** Resolves once the process runs. @throws APP_NOT_INSTALLED, CONFIG_INVALID */
  static async launch(start: AppStart): Promise<AppProcess> {
    const child = spawn(start.setpriv, ['--pdeathsig', 'KILL', '--', start.program, ...start.args], {
      cwd: start.cwd,
      env: start.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid === undefined) {
      const [cause] = await once(child, 'error');
      throw new CodexqaError('CONFIG_INVALID', `the application ${start.name} could not be started in ${start.cwd}`, {
        cause,
      });
    }
    letGo(child);
    return new AppProcess(start, child, pid);
  }

  get exit(): AppExit | undefined {
    return this.#exit;
  }

  get exited(): Promise<AppExit> {
    return this.#exited;
  }

  output(): string {
    return this.#output.text();
  }

  /** From now on its end is no crash. */
  expectEnd(): void {
    this.#expected = true;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function exitOf(child: ChildProcess): Promise<Omit<AppExit, 'expected'>> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

/** The end of what a process printed on both streams, in order of arrival. */
class OutputTail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#add(chunk));
      stream?.on('error', () => undefined);
    }
  }

  text(): string {
    const all = Buffer.concat(this.#chunks);
    return all.subarray(Math.max(0, all.length - keptOutputBytes)).toString();
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < 2 * keptOutputBytes) return;
    const kept = Buffer.concat(this.#chunks).subarray(-keptOutputBytes);
    this.#chunks = [Buffer.from(kept)];
    this.#bytes = kept.length;
  }
}
