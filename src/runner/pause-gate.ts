/** Holds a test while its run is paused and ends it when the run is aborted; the test's own time-out stands still meanwhile. */
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import type { PauseGate } from '../contracts/gate.ts';
import type { Control, ControlReader } from '../journal/control.ts';
import { Bell } from '../support/deadline.ts';
import type { LockedWindow } from './locked/locked-window.ts';

/** Whose time-out stands still. */
type Timed = Pick<TestInfo, 'timeout' | 'setTimeout'>;

/** File watchers miss changes on some file systems; so long may a change go unseen then. */
const lookAgainMs = 250;

export class ControlGate implements PauseGate {
  readonly #reader: ControlReader | undefined;
  readonly #testInfo: Timed;
  readonly #window: LockedWindow | undefined;
  #lifted = false;
  #pauses = 0;

  /** `window`: of a run behind a locked screen. */
  constructor(reader: ControlReader | undefined, testInfo: Timed, window?: LockedWindow) {
    this.#reader = reader;
    this.#testInfo = testInfo;
    this.#window = window;
  }

  get isAborted(): boolean {
    return this.#reader?.read().wish === 'abort';
  }

  /** Then nothing is undone either: nobody can see it, and a resumed run goes on from it. */
  get isHalted(): boolean {
    return this.#reader?.read().wish === 'halt';
  }

  /** How often it has waited for people. */
  get pauses(): number {
    return this.#pauses;
  }

  /** From here on everything may pass: what undoes a test's steps must work after an abort too. */
  lift(): void {
    this.#lifted = true;
  }

  /** @throws RUN_ABORTED, RUN_HALTED */
  async pass(): Promise<void> {
    const reader = this.#reader;
    this.#window?.look();
    // where nobody can see it, nothing is undone either once the permission has ended
    if (reader !== undefined && this.#window !== undefined && this.isHalted) throw halted(reader.read());
    if (this.#lifted || reader === undefined) return;
    if (reader.read().wish === 'pause') await this.#wait(reader);
    const now = reader.read();
    if (now.wish === 'abort') throw aborted(now);
    if (now.wish === 'halt') throw halted(now);
  }

  async #wait(reader: ControlReader): Promise<void> {
    this.#pauses += 1;
    const bell = new Bell();
    const watcher = watch(dirname(reader.path), () => bell.ring());
    try {
      await withoutTimeout(this.#testInfo, async () => {
        while (reader.read().wish === 'pause') await bell.next(lookAgainMs);
      });
    } finally {
      watcher.close();
    }
  }
}

/** The test's own time-out stands still while it waits for people. */
export async function withoutTimeout<T>(testInfo: Timed, wait: () => Promise<T>): Promise<T> {
  const timeoutMs = testInfo.timeout;
  const since = performance.now();
  testInfo.setTimeout(0);
  try {
    return await wait();
  } finally {
    if (timeoutMs > 0) testInfo.setTimeout(timeoutMs + performance.now() - since);
  }
}

function aborted({ by, reason }: Control): CodexqaError {
  const why = reason === '' ? '' : `: ${reason}`;
  return new CodexqaError('RUN_ABORTED', `the run was aborted by ${by}${why}`, {
    fix: 'go on from here with: npx codexqa test --resume last',
  });
}

export function halted({ reason }: Control): CodexqaError {
  return new CodexqaError('RUN_HALTED', `the run has halted before this step: ${reason}`, {
    fix: 'when that has passed, go on from here with: npx codexqa resume',
  });
}
