/**
 * A reporter that reports nothing and guards a run behind a locked screen: it does not begin without all that it needs, and its timer
 * ends it before the next action (S94, S96).
 */
import type { Reporter } from '@playwright/test/reporter';
import { CodexqaError } from '../../contracts/errors.ts';
import { runEnv } from '../../contracts/run.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { lockedState } from '../../preflight/locked-state.ts';
import { RecordBook } from '../../preflight/record-book.ts';
import { refusing } from '../../support/refusal.ts';
import type { ProjectOptions } from '../options.ts';
import { machineOf, rootOf } from '../preflight/examine.ts';
import { optionsOfProjects } from '../routes.ts';
import { assertConditions, conditionWords, lockedConditions } from './conditions.ts';
import { LockedTimer } from './locked-timer.ts';
import { isLockedRun, type LockedInForce } from './profile-file.ts';

class LockedGuard implements Reporter {
  #timer: LockedTimer | undefined;
  #journal: JournalWriter | undefined;

  printsToStdio(): boolean {
    return false;
  }

  /** @throws LOCKED_REFUSED */
  async preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    const runDir = process.env[runEnv.runDir];
    if (runDir === undefined || !isLockedRun()) return;
    const folder = RunFolder.at(runDir);
    const journal = JournalWriter.open(folder, 'locked');
    this.#journal = journal;
    this.#timer = await refusing(() => this.#admit(folder, journal, optionsOfProjects(suite)));
  }

  /** Before the run is sealed. */
  async onEnd(): Promise<void> {
    this.#timer?.end();
    this.#journal?.close();
  }

  async #admit(folder: RunFolder, journal: JournalWriter, options: readonly ProjectOptions[]): Promise<LockedTimer> {
    const inForce = profileOf(options);
    const verified = lockedState(new RecordBook(rootOf(options)).all(), machineOf(options));
    const look = () => lockedConditions({ options, profile: inForce.profile, verified });
    const conditions = await look();
    try {
      assertConditions(conditions);
    } catch (refusal) {
      const detail = 'not all that it needs is there';
      journal.append({ kind: 'locked', event: 'refused', detail, conditions: conditionWords(conditions) });
      throw refusal;
    }
    const timer = LockedTimer.begin(folder, journal, inForce, conditions);
    timer.keepLooking(look);
    const { apps, minutes } = inForce.profile;
    const until = new Date(timer.window.grant.until).toTimeString().slice(0, 5);
    process.stderr.write(`  locked: ${minutes} min, until ${until}, only ${apps.join(', ')}\n`);
    return timer;
  }
}

/** @throws LOCKED_REFUSED where nobody has written one */
export function profileOf(options: readonly ProjectOptions[]): LockedInForce {
  const inForce = options.find(({ locked }) => locked !== undefined)?.locked;
  if (inForce !== undefined) return inForce;
  throw new CodexqaError('LOCKED_REFUSED', 'nothing begins behind a locked screen without a locked profile', {
    fix: 'write a codexqa.locked.yaml beside the configuration; the guide "The locked profile" shows one',
  });
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default LockedGuard;
