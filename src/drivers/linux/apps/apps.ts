/** The applications of a session: started, found again by process, ended with everything they started. */
import { writeFileSync } from 'node:fs';
import type { AppCommand, AppExit, SessionOptions } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { findCommand } from '../../../support/command.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import { type Environment, markOf, withoutDesktop } from '../session/app-environment.ts';
import { packageOf } from './app-packages.ts';
import { AppProcess } from './app-process.ts';
import { descendantsOf, familyOf, killAll, type Leader, ownerOf, signal, startOf } from './processes.ts';
import { aptCommand } from './programs.ts';

/** After SIGKILL the kernel needs a moment; more means that it hangs in the kernel. */
const killTimeoutMs = 5_000;

export interface AppSurroundings {
  readonly sessionId: string;
  readonly setpriv: string;
  /** File in which the reaper finds the applications' processes, one `pid start` per line. */
  readonly record: string;
  readonly options: Pick<SessionOptions, 'env'>;
}

export class Apps {
  readonly #surroundings: AppSurroundings;
  readonly #onExit: (app: AppProcess, exit: AppExit) => void;
  readonly #apps = new Map<string, AppProcess>();
  readonly #owners = new Map<number, string>();
  #leaders: readonly Leader[] = [];
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
    this.#lead([...this.#leaders, { appId: id, pid: app.pid, startedAt: startOf(app.pid) }]);
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
    await killAll(() => this.processesOf(appId), killTimeoutMs);
    const end = exit ?? (await withDeadline(app.exited, Deadline.after(killTimeoutMs), `the end of ${app.name}`));
    this.#lead(this.#leaders.filter((leader) => leader.appId !== appId));
    return end;
  }

  /** Ends every application at once, with all that they started, and forgets them. */
  async endAll(): Promise<void> {
    if (this.#apps.size === 0) return;
    for (const app of this.#apps.values()) app.expectEnd();
    await killAll(() => this.#family(() => true), killTimeoutMs);
    const ends = Promise.all(this.list().map((app) => app.exited));
    await withDeadline(ends, Deadline.after(killTimeoutMs), 'the end of the applications');
    this.#apps.clear();
    this.#owners.clear();
    this.#lead([]);
  }

  /** Kills what was launched without looking for what that has started: the session ends, and its reaper does. */
  abandon(): void {
    for (const app of this.#apps.values()) {
      app.expectEnd();
      if (app.exit === undefined) signal(app.pid, 'SIGKILL');
    }
  }

  appIdOf(pid: number): string | undefined {
    const known = this.#owners.get(pid);
    if (known !== undefined) return known;
    const owner = ownerOf(pid, this.#surroundings.sessionId, this.#leaders);
    if (owner !== undefined) this.#owners.set(pid, owner);
    return owner;
  }

  /** Its processes as far as they are known without looking through the whole machine: quick enough for each query. */
  pidsOf(appId: string): ReadonlySet<number> {
    const known = [...this.#owners].filter(([, owner]) => owner === appId).map(([pid]) => pid);
    return new Set(known.flatMap((pid) => [pid, ...descendantsOf(pid)]));
  }

  /** Every running process of an application. */
  processesOf(appId: string): readonly number[] {
    return this.#family((owner) => owner === appId);
  }

  #family(wanted: (appId: string) => boolean): readonly number[] {
    const family = familyOf(this.#surroundings.sessionId, this.#leaders);
    return [...family].filter(([, owner]) => wanted(owner)).map(([pid]) => pid);
  }

  #lead(leaders: readonly Leader[]): void {
    this.#leaders = leaders;
    writeFileSync(this.#surroundings.record, leaders.map(({ pid, startedAt }) => `${pid} ${startedAt}\n`).join(''));
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
