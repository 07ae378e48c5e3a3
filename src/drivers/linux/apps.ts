/** The applications of a session: started, found again by process, ended with everything they started. */
import { readdirSync, readFileSync } from 'node:fs';
import type { AppCommand, AppExit, SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../support/deadline.ts';
import { type Environment, markOf, withoutDesktop } from './app-environment.ts';
import { packageOf } from './app-packages.ts';
import { AppProcess } from './app-process.ts';
import { aptCommand, findCommand } from './programs.ts';

/** After SIGKILL the kernel needs a moment; more means that it hangs in the kernel. */
const killTimeoutMs = 5_000;

export interface AppSurroundings {
  readonly sessionId: string;
  readonly setpriv: string;
  readonly options: Pick<SessionOptions, 'env'>;
}

export class Apps {
  readonly #surroundings: AppSurroundings;
  readonly #onExit: (app: AppProcess, exit: AppExit) => void;
  readonly #apps = new Map<string, AppProcess>();
  readonly #owners = new Map<number, string>();
  #launched = 0;

  constructor(surroundings: AppSurroundings, onExit: (app: AppProcess, exit: AppExit) => void) {
    this.#surroundings = surroundings;
    this.#onExit = onExit;
  }

  list(): readonly AppProcess[] {
    return [...this.#apps.values()];
  }

  /** @throws APP_UNKNOWN */
  get(appId: string): AppProcess {
    const app = this.#apps.get(appId);
    if (app === undefined) throw new CodexqaError('APP_UNKNOWN', `there is no application ${appId} in this session`);
    return app;
  }

  /** @throws APP_NOT_INSTALLED, CONFIG_INVALID */
  async launch(command: AppCommand, sessionEnv: Environment, home: string): Promise<AppProcess> {
    this.#launched += 1;
    const id = `${command.name}-${this.#launched}`;
    const env: Environment = {
      ...withoutDesktop(process.env),
      ...sessionEnv,
      ...this.#surroundings.options.env,
      ...command.env,
      ...markOf(this.#surroundings.sessionId, id),
    };
    const cwd = command.cwd ?? home;
    const program = findCommand(command.command, env['PATH'], cwd);
    if (program === undefined) throw notInstalled(command);
    const app = await AppProcess.launch({
      id,
      name: command.name,
      program,
      args: command.args,
      env,
      cwd,
      setpriv: this.#surroundings.setpriv,
      hasSurvivors: () => this.processesOf(id).length > 0,
    });
    this.#apps.set(id, app);
    this.#owners.set(app.pid, id);
    void app.exited.then((exit) => this.#onExit(app, exit));
    return app;
  }

  /** SIGTERM, after `graceMs` SIGKILL; then whatever the application started and left behind. */
  async terminate(appId: string, graceMs: number): Promise<AppExit> {
    const app = this.get(appId);
    app.expectEnd();
    if (app.exit === undefined)
      for (const pid of [app.pid, ...survivorsOf(app, this.processesOf(appId))]) signal(pid, 'SIGTERM');
    const exit = await withDeadline(app.exited, Deadline.after(Math.max(1, graceMs)), 'the end').catch(() => undefined);
    for (const pid of this.processesOf(appId)) signal(pid, 'SIGKILL');
    return exit ?? withDeadline(app.exited, Deadline.after(killTimeoutMs), `the end of ${app.name}`);
  }

  /** Ends every application at once, with all that they started, and forgets them. */
  async endAll(): Promise<void> {
    if (this.#launched === 0) return;
    for (const app of this.#apps.values()) app.expectEnd();
    const all = markedProcesses((appId) => appId !== undefined, this.#surroundings.sessionId);
    for (const pid of all) signal(pid, 'SIGKILL');
    const ends = Promise.all(this.list().map((app) => app.exited));
    await withDeadline(ends, Deadline.after(killTimeoutMs), 'the end of the applications');
    this.#apps.clear();
    this.#owners.clear();
  }

  /** The application a process belongs to: the mark in its environment, inherited from whatever was launched. */
  appIdOf(pid: number): string | undefined {
    const known = this.#owners.get(pid);
    if (known !== undefined) return known;
    const mark = markIn(pid);
    if (mark?.sessionId !== this.#surroundings.sessionId || mark.appId === undefined) return undefined;
    this.#owners.set(pid, mark.appId);
    return mark.appId;
  }

  /** Its processes as far as they are known without looking through the whole machine: quick enough for each query. */
  pidsOf(appId: string): ReadonlySet<number> {
    const known = [...this.#owners].filter(([, owner]) => owner === appId).map(([pid]) => pid);
    return new Set(known.flatMap((pid) => [pid, ...descendantsOf(pid)]));
  }

  /** Every running process of an application. */
  processesOf(appId: string): readonly number[] {
    return markedProcesses((found) => found === appId, this.#surroundings.sessionId);
  }
}

/** Only where the launched process has gone already: else it decides itself what becomes of its children. */
function survivorsOf(app: AppProcess, processes: readonly number[]): readonly number[] {
  return processes.includes(app.pid) ? [] : processes;
}

function notInstalled(command: AppCommand): CodexqaError {
  const aptPackage = packageOf(command.command);
  return new CodexqaError(
    'APP_NOT_INSTALLED',
    `the application ${command.name} needs the command ${command.command}, which is not on this machine`,
    {
      fix:
        aptPackage === undefined
          ? `install ${command.command}, or correct apps.${command.name}.command in the configuration`
          : aptCommand([aptPackage]),
      facts: { command: command.command },
    },
  );
}

interface Mark {
  readonly sessionId: string | undefined;
  readonly appId: string | undefined;
}

function markIn(pid: number): Mark | undefined {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return undefined;
  }
  return { sessionId: variableIn(environment, 'CODEXQA_SESSION'), appId: variableIn(environment, 'CODEXQA_APP') };
}

function variableIn(environment: string, name: string): string | undefined {
  const start = `\0${environment}`.indexOf(`\0${name}=`);
  if (start < 0) return undefined;
  const from = start + name.length + 1;
  const end = environment.indexOf('\0', from);
  return environment.slice(from, end < 0 ? undefined : end);
}

function markedProcesses(wanted: (appId: string | undefined) => boolean, sessionId: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const mark = markIn(pid);
      return mark?.sessionId === sessionId && wanted(mark.appId);
    });
}

function descendantsOf(pid: number): readonly number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  } catch {
    return [];
  }
  const pids = children
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
  return pids.flatMap((child) => [child, ...descendantsOf(child)]);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended by itself meanwhile
  }
}
