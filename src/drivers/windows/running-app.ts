/** One application under test: its process, everything it started, and its end. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppCommand, AppExit, AppHandle } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { Bell, Deadline, withDeadline } from '../../support/deadline.ts';
import type { Win32 } from './native.ts';

const keptOutput = 64 * 1024;
const processIdList = 3; // JobObjectBasicProcessIdList
const extendedLimits = 9; // JobObjectExtendedLimitInformation
const killOnClose = 0x2000; // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
const forProcess = 0x0100 | 0x0001 | 0x1000; // SET_QUOTA | TERMINATE | QUERY_LIMITED_INFORMATION
const mostProcesses = 256;
const sweepMs = 3000;
const lastWordsMs = 300;

type Spawn = (command: string, args: string[], options: SpawnOptions) => ChildProcess;

export class RunningApp implements AppHandle {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly command: readonly string[];
  readonly #win32: Win32;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  /** Holds the process and what it starts; when this worker dies Windows closes it and ends them all. */
  readonly #job: number;
  #output = '';
  #exit: AppExit | undefined;
  #expected = false;
  #swept = false;
  #closed = false;

  private constructor(id: string, app: AppCommand, pid: number, child: ChildProcess, win32: Win32, onExit: () => void) {
    this.id = id;
    this.name = app.name;
    this.pid = pid;
    this.command = [app.command, ...app.args];
    this.#win32 = win32;
    this.#child = child;
    this.#job = startJob(win32, pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
    }
    const drained = once(child, 'close');
    this.#ended = once(child, 'exit').then(async () => {
      // its last words arrive after its end; who inherited its streams may keep them open for ever
      await Promise.race([drained, delay(lastWordsMs, undefined, { ref: false })]);
      this.#exit = { code: child.exitCode, signal: child.signalCode, expected: this.#expected };
      onExit();
    });
  }

  /** @throws APP_NOT_INSTALLED */
  static async start(
    id: string,
    app: AppCommand,
    options: {
      readonly win32: Win32;
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      readonly onExit: (app: RunningApp) => void;
      readonly spawn?: Spawn;
    },
  ): Promise<RunningApp> {
    let child: ChildProcess;
    try {
      child = await started(app, options).catch((error: NodeJS.ErrnoException) => {
        // a failure without a name came once in 534 starts under load, in Wine; nothing runs then
        if (error.code !== 'UNKNOWN') throw error;
        // the worker's stderr goes with the test into every report
        console.error(`codexqa: Windows did not start "${app.command}" and said no reason; it is asked once more`);
        return started(app, options);
      });
    } catch (cause) {
      throw new CodexqaError('APP_NOT_INSTALLED', `"${app.command}" could not be started`, {
        fix: 'give the full path of the .exe, or put its folder into PATH',
        cause,
      });
    }
    const running: RunningApp = new RunningApp(id, app, child.pid ?? 0, child, options.win32, () =>
      options.onExit(running),
    );
    return running;
  }

  get exit(): AppExit | undefined {
    return this.#exit;
  }

  /** Resolves when the process is gone. */
  ended(): Promise<void> {
    return this.#ended;
  }

  output(): string {
    return this.#output;
  }

  /** Its process and everything below it that still runs. */
  pids(): ReadonlySet<number> {
    if (this.#closed) return new Set();
    const bytes = Buffer.alloc(8 + 8 * mostProcesses);
    this.#win32.kernel32.QueryInformationJobObject(this.#job, processIdList, bytes, bytes.length, null);
    const count = Math.min(mostProcesses, bytes.readUInt32LE(4));
    const listed = [...new Array(count).keys()].map((at) => Number(bytes.readBigUInt64LE(8 + at * 8)));
    return new Set(this.#exit === undefined ? [this.pid, ...listed] : listed);
  }

  /** Ends what is left of it and waits until Windows says that nothing is: only then its folder can be removed. */
  async #sweep(): Promise<void> {
    if (this.#swept) return;
    this.#swept = true;
    this.#win32.kernel32.TerminateJobObject(this.#job, 1);
    if (this.#exit === undefined) this.#child.kill('SIGKILL');
    await this.#ended;
    const deadline = Deadline.after(sweepMs);
    const bell = new Bell();
    while (this.pids().size > 0 && !deadline.passed) await bell.next(20);
    this.#closed = true;
    this.#win32.kernel32.CloseHandle(this.#job);
  }

  /** `ask` closes its windows; what has not ended after `graceMs` is ended, with everything it started. */
  async end(ask: () => void, graceMs: number): Promise<AppExit> {
    if (this.#exit === undefined) {
      this.#expected = true;
      ask();
      await withDeadline(this.#ended, Deadline.after(Math.max(1, graceMs)), `the end of ${this.name}`).catch(() => {});
    }
    await this.#sweep();
    return this.#exit ?? { code: null, signal: null, expected: true };
  }
}

/** A process that runs. What cannot be started is told in two ways: thrown at once, or as an event. */
async function started(
  app: AppCommand,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly spawn?: Spawn },
): Promise<ChildProcess> {
  const { cwd, env, spawn: begin = spawn } = options;
  const child = begin(app.command, [...app.args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child, 'spawn');
  return child;
}

function startJob(win32: Win32, pid: number): number {
  const { kernel32 } = win32;
  const job = kernel32.CreateJobObjectW(null, null);
  const limits = Buffer.alloc(144); // JOBOBJECT_EXTENDED_LIMIT_INFORMATION
  limits.writeUInt32LE(killOnClose, 16);
  kernel32.SetInformationJobObject(job, extendedLimits, limits, limits.length);
  const process = kernel32.OpenProcess(forProcess, 0, pid);
  kernel32.AssignProcessToJobObject(job, process);
  kernel32.CloseHandle(process);
  return job;
}
