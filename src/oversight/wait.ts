/** Waits for people: woken by the files of the question, escalated at half-time, and no when the time is over. */
import { watch } from 'node:fs';
import type { Settlement } from '../contracts/approval.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import { Bell, Deadline } from '../support/deadline.ts';
import { settleByAnswers } from './answers.ts';

/** File watchers miss changes on some file systems; so long may an answer go unseen then. */
const lookAgainMs = 1000;

export interface Waiting {
  /** Of this waiting: a restarted run waits its whole time again, because nobody was asked meanwhile. */
  readonly timeoutMs: number;
  /** Other places whose changes matter: the file with a wish to abort. */
  readonly alsoWatch: readonly string[];
  /** Holds while the run is paused, throws when it was aborted. */
  readonly pass: () => Promise<void>;
  /** Half of the time is over and nobody has settled it. */
  readonly escalate: () => void;
}

/** The clock that counts is the monotonic one: setting the system's clock neither ends the waiting nor prolongs it. */
export async function settled(files: ApprovalFiles, waiting: Waiting): Promise<Settlement> {
  const deadline = Deadline.after(waiting.timeoutMs);
  const half = Deadline.after(waiting.timeoutMs / 2);
  const bell = new Bell();
  const watchers = [files.path, ...waiting.alsoWatch].map((path) => watch(path, () => bell.ring()));
  let isEscalated = false;
  try {
    for (;;) {
      await waiting.pass();
      const settlement = settleByAnswers(files);
      if (settlement !== undefined) return settlement;
      // first, so that nobody goes unreminded on a machine that is busy just then
      if (half.passed && !isEscalated) {
        isEscalated = true;
        waiting.escalate();
      }
      if (deadline.passed) {
        const reason = `nobody answered in ${waiting.timeoutMs} ms`;
        return files.settle({ outcome: 'expired', by: 'the run', reason, at: Date.now() });
      }
      await bell.next(Math.min(lookAgainMs, deadline.leftMs, isEscalated ? lookAgainMs : half.leftMs));
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
