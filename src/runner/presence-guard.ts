/**
 * A reporter that reports nothing and follows the person's own desktop: lock, sleep, user switch, display off. Sessions of the run's own go on; what
 * runs on the visible desktop halts before its next action (S90, S96). Each change is on record.
 */
import type { Reporter } from '@playwright/test/reporter';
import { type PresenceChange, type PresenceWatch, whyUnavailable } from '../contracts/presence.ts';
import { runEnv } from '../contracts/run.ts';
import { askRun } from '../journal/control.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { driverFor } from './drivers.ts';
import type { ProjectOptions } from './options.ts';
import { optionsOfProjects } from './routes.ts';

export class PresenceRecord implements Disposable {
  readonly #folder: RunFolder;
  readonly #isVisible: boolean;
  readonly #watch: PresenceWatch;
  #journal: JournalWriter | undefined;

  /** `isVisible`: the run works on the person's own desktop. */
  constructor(folder: RunFolder, watch: PresenceWatch, isVisible: boolean) {
    this.#folder = folder;
    this.#watch = watch;
    this.#isVisible = isVisible;
    watch.onChange((change) => this.#note(change));
    if (watch.sources.length > 0) this.#note('watched');
  }

  [Symbol.dispose](): void {
    this.#journal?.close();
    this.#journal = undefined;
  }

  #note(change: PresenceChange | 'watched'): void {
    const why = whyUnavailable(this.#watch.state);
    const halts = this.#isVisible && why !== undefined;
    const told = `by ${this.#watch.sources.join(', ')}`;
    this.#journal ??= JournalWriter.open(this.#folder, 'presence');
    this.#journal.append({
      kind: 'presence',
      change,
      follows: halts ? 'halts' : 'goes on',
      detail: why === undefined ? told : `${why}, ${told}`,
    });
    if (halts) askRun(this.#folder, { wish: 'halt', by: 'the presence guard', reason: why, at: Date.now() });
  }
}

class PresenceGuard implements Reporter {
  #following: Promise<{ readonly watch: PresenceWatch; readonly record: PresenceRecord } | undefined> | undefined;

  printsToStdio(): boolean {
    return false;
  }

  /** Only a run on the visible desktop has to know before its first action. */
  async preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    const runDir = process.env[runEnv.runDir];
    if (runDir === undefined) return;
    const projects = optionsOfProjects(suite);
    const isVisible = projects.some(({ session }) => session.lane === 'foreground');
    this.#following = follow(RunFolder.at(runDir), projects, isVisible);
    if (isVisible) await this.#following;
  }

  /** Before the run is sealed. */
  async onEnd(): Promise<void> {
    const following = await this.#following;
    following?.record[Symbol.dispose]();
    await following?.watch.close();
  }
}

async function follow(folder: RunFolder, projects: readonly ProjectOptions[], isVisible: boolean) {
  const watch = await watchFor(projects);
  return watch === undefined ? undefined : { watch, record: new PresenceRecord(folder, watch, isVisible) };
}

/** One is enough: there is one person's desktop on a machine. */
async function watchFor(projects: readonly ProjectOptions[]): Promise<PresenceWatch | undefined> {
  for (const name of new Set(projects.map(({ driver }) => driver))) {
    const driver = await driverFor(name);
    if (driver.capabilities.has('presence')) return driver.presence?.();
  }
  return undefined;
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default PresenceGuard;
