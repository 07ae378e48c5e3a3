/** One application under test on a Mac: its process and its end. */
import type { AppCommand, AppExit, AppHandle } from '../../contracts/driver.ts';
import { Deadline, withDeadline } from '../../support/deadline.ts';
import type { MacProcess } from './tools.ts';

export class RunningApp implements AppHandle {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly command: readonly string[];
  readonly #process: MacProcess;
  readonly #ended: Promise<AppExit>;
  #exit: AppExit | undefined;
  #expected = false;

  constructor(id: string, app: AppCommand, process: MacProcess, onExit: (app: RunningApp) => void) {
    this.id = id;
    this.name = app.name;
    this.pid = process.pid;
    this.command = [app.command, ...app.args];
    this.#process = process;
    this.#ended = process.ended.then(({ code, signal }) => {
      const exit = { code, signal, expected: this.#expected };
      this.#exit = exit;
      onExit(this);
      return exit;
    });
  }

  get exit(): AppExit | undefined {
    return this.#exit;
  }

  output(): string {
    return this.#process.output();
  }

  /** SIGTERM, which AppKit answers by leaving; SIGKILL after `graceMs`. */
  async end(graceMs: number): Promise<AppExit> {
    if (this.#exit !== undefined) return this.#exit;
    this.#expected = true;
    this.#process.kill('SIGTERM');
    const patience = Deadline.after(Math.max(1, graceMs));
    await withDeadline(this.#ended, patience, `the end of ${this.name}`).catch(() => this.#process.kill('SIGKILL'));
    return this.#ended;
  }
}
