/** The timer of a locked window: from its begin to its end, both on record. */
import { spawnSync } from 'node:child_process';
import type { JournalSink } from '../../contracts/journal.ts';
import { ControlReader } from '../../journal/control.ts';
import type { RunFolder } from '../../journal/run-folder.ts';
import { type Clock, realClock } from '../../support/clock.ts';
import { type Condition, conditionWords } from './conditions.ts';
import { LockedWindow, lengthWords, writeGrant } from './locked-window.ts';
import type { LockedInForce } from './profile-file.ts';

/** How often it is looked at the machine again. */
const lookAgainMs = 60_000;

/** How a window ends: by itself, or by a halt that came before it. */
export type WindowEnd = 'by itself' | 'halted';

export class LockedTimer {
  readonly window: LockedWindow;
  readonly #folder: RunFolder;
  readonly #journal: JournalSink;
  readonly #clock: Clock;
  readonly #stopTimer: () => void;
  #stopLooking = () => {};
  #isOver = false;

  private constructor(folder: RunFolder, window: LockedWindow, journal: JournalSink, clock: Clock) {
    this.window = window;
    this.#folder = folder;
    this.#journal = journal;
    this.#clock = clock;
    this.#stopTimer = clock.after(window.grant.minutes * 60_000, () => window.expire());
  }

  /** From here on the run may act. `minutes`: of this window. */
  static begin(
    folder: RunFolder,
    journal: JournalSink,
    { file, digest, profile }: LockedInForce,
    conditions: readonly Condition[],
    minutes = profile.minutes,
    clock = realClock,
  ): LockedTimer {
    const grant = { until: Date.now() + minutes * 60_000, minutes, profile: file, digest };
    const detail = `${lengthWords(minutes)}, by the profile of ${profile.owner}`;
    journal.append({ kind: 'locked', event: 'begun', detail, conditions: conditionWords(conditions) });
    writeGrant(folder, grant);
    return new LockedTimer(folder, new LockedWindow(folder, grant, journal), journal, clock);
  }

  /** What let the run begin has to hold as long as it lasts (S96). */
  keepLooking(look: () => Promise<readonly Condition[]>): void {
    this.#stopLooking = this.#clock.after(lookAgainMs, async () => {
      const broken = await brokenIn(look);
      if (this.#isOver) return;
      if (broken === undefined) this.keepLooking(look);
      else this.window.halt('revoked', broken);
    });
  }

  /** A window that did not end by itself leaves a locked screen (S96). */
  end(lock = lockScreen): WindowEnd {
    this.#stopTimer();
    this.#isOver = true;
    this.#stopLooking();
    const end = new ControlReader(this.#folder).read().wish === 'halt' ? 'halted' : 'by itself';
    const detail = end === 'halted' ? `halted; ${lock()}` : 'the run ended before its time was over';
    this.#journal.append({ kind: 'locked', event: 'ended', detail });
    return end;
  }
}

/** The first condition that does not hold any more, in words. */
async function brokenIn(look: () => Promise<readonly Condition[]>): Promise<string | undefined> {
  try {
    const broken = (await look()).find(({ state }) => state !== 'met');
    return broken && `${broken.name} is ${broken.state}: ${broken.why}`;
  } catch (error) {
    return `nobody can look any more: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** logind passes it on to whoever locks the screens of this account. */
function lockScreen(): string {
  if (process.platform !== 'linux') return 'nothing here locks a screen';
  const session = process.env['XDG_SESSION_ID'];
  const { status } = spawnSync('loginctl', ['lock-session', ...(session === undefined ? [] : [session])], {
    stdio: 'ignore',
    timeout: 5000,
  });
  return status === 0 ? 'logind was told to lock the screen' : 'there was no screen that logind could lock';
}
