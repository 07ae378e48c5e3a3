/** A reporter that reports to people who look elsewhere: what waits for them, what has halted, what has ended. */
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';
import { runEnv } from '../contracts/run.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { notifierRole } from '../oversight/notices/outbox.ts';
import { courierFor, notificationsFor } from './notify.ts';
import { optionsOfProjects } from './routes.ts';

/** A run does not stay for longer because a receiver does not answer; what is left goes with the next process. */
const lastWordsMs = 10_000;

class NotifyReporter implements Reporter {
  readonly #folder = RunFolder.at(process.env[runEnv.runDir] ?? '');
  #end: () => Promise<void> = async () => {};
  #lastWords: () => Promise<void> = async () => {};

  printsToStdio(): boolean {
    return false;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    const [options] = optionsOfProjects(suite).flatMap((project) => notificationsFor(project) ?? []);
    if (options === undefined || process.env[runEnv.dryRun] === '1') return;
    const journal = JournalWriter.open(this.#folder, notifierRole);
    const courier = courierFor(this.#folder, options, journal);
    courier.start();
    // before the run is sealed, so that the list of its segments stays true
    this.#end = async () => {
      await courier.stop();
      journal.close();
    };
    this.#lastWords = async () => {
      using last = JournalWriter.open(this.#folder, notifierRole);
      await courierFor(this.#folder, options, last).empty(lastWordsMs);
    };
  }

  async onEnd(): Promise<void> {
    await this.#end();
  }

  /** By now every other reporter has said how the run ended. */
  async onExit(): Promise<void> {
    await this.#lastWords();
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default NotifyReporter;
