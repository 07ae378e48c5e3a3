/** Asks people and uses a yes up: the question on the disk, the waiting, the answer that counts once. Knows nothing of tests. */
import type { Answer, Approval, ApprovalRequest, Settlement } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { ApprovalEvent, JournalSink } from '../contracts/journal.ts';
import { type ApprovalFiles, awaitedBy } from '../journal/approval-files.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { identityOf } from '../support/process-identity.ts';
import { give, possibleYes, settleByAnswers } from './answers.ts';
import { findQuestion, type NewRequest, newQuestion } from './question.ts';
import { settled } from './wait.ts';
import { noticeText } from './words.ts';

export interface AskerParts {
  readonly folder: RunFolder;
  /** The runs that this one continues, oldest first, and this one last. */
  readonly chain: readonly RunFolder[];
  readonly journal: JournalSink;
  /** Answers that were signed before the run and are not used up. */
  readonly ahead: (files: ApprovalFiles) => readonly Answer[];
  /** Holds while the run is paused, throws when it was aborted. */
  readonly pass: () => Promise<void>;
  /** Around every waiting: time-outs stand still. */
  readonly standStill: (wait: () => Promise<Settlement>) => Promise<Settlement>;
  /** Is the screen of the question still the one of now? */
  readonly isStill: (asked: ApprovalRequest, now: NewRequest) => boolean;
  readonly say: (text: string) => void;
}

/** For one who asks outside a test: no answer was signed ahead, nothing pauses, no clock runs along, the screen stands still. */
export const askingAlone: Omit<AskerParts, 'folder' | 'chain' | 'journal'> = {
  ahead: () => [],
  pass: async () => {},
  standStill: (wait) => wait(),
  isStill: () => true,
  say: () => {},
};

/** A screen that changes under every yes is not one to decide by. */
const mostRounds = 3;
const changed = 'the screen has changed since the question';

export class Asker {
  readonly #parts: AskerParts;

  constructor(parts: AskerParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the action may begin, and uses the yes up. `look` is the question with the screen as it is then.
   * @throws APPROVAL_DENIED, APPROVAL_EXPIRED, APPROVAL_STALE, APPROVAL_IMPOSSIBLE, RUN_ABORTED, JOURNAL_WRITE_FAILED
   */
  async obtain(look: () => Promise<NewRequest>): Promise<Approval> {
    const { folder, isStill } = this.#parts;
    let wanted = await look();
    for (let round = 1; round <= mostRounds; ) {
      const files = this.#question(wanted);
      const { by, reason } = await this.#yes(files);
      wanted = await look();
      if (!files.request.foreseen && !isStill(files.request, wanted)) {
        this.#retire(files);
        round++;
      } else if (files.spend({ how: 'consumed', runId: folder.runId, at: Date.now() })) {
        this.#write(files, 'consumed', by, reason);
        return { requestId: files.request.id, by, reason };
      }
    }
    throw new CodexqaError(
      'APPROVAL_STALE',
      `the screen changed after each of ${mostRounds} answers to "${wanted.action}"`,
      { fix: 'ask where the screen stands still' },
    );
  }

  /** Asks for several actions at once; each yes stays for the action it is for. */
  async foresee(all: readonly NewRequest[]): Promise<void> {
    const questions = all.map((wanted) => this.#question(wanted));
    await Promise.all(questions.map((files) => this.#yes(files)));
  }

  /** The same question again where it still fits, else a new one. */
  #question(wanted: NewRequest): ApprovalFiles {
    const { chain, folder, isStill } = this.#parts;
    for (;;) {
      const found = findQuestion(chain, wanted, Date.now());
      if (found === undefined) break;
      const { request, settlement } = found;
      const isFinal = settlement !== undefined && settlement.outcome !== 'approved';
      if (isFinal || request.foreseen || isStill(request, wanted)) return found;
      this.#retire(found);
    }
    assertPossible(wanted);
    const files = newQuestion(folder, wanted, Date.now());
    this.#write(files, 'requested', wanted.requester, wanted.consequence);
    return files;
  }

  /** Only a yes comes back. */
  async #yes(files: ApprovalFiles): Promise<Settlement> {
    const settlement = this.#early(files) ?? (await this.#wait(files));
    const { action, id } = files.request;
    const { outcome, by, reason } = settlement;
    switch (outcome) {
      case 'approved':
        return settlement;
      case 'expired':
        throw new CodexqaError(
          'APPROVAL_EXPIRED',
          `nobody answered in time whether to "${action}" (${id}): that means no`,
          { fix: 'answer sooner (npx codexqa approvals), or raise approvals.timeoutMs' },
        );
      case 'denied':
      case 'cancelled':
        throw new CodexqaError('APPROVAL_DENIED', `${by} said no to "${action}" (${id}): ${reason}`, {
          fix: 'talk to them; a resumed run asks anew',
        });
    }
  }

  /** What people said before anybody had to wait: while the run was down, or ahead of it. */
  #early(files: ApprovalFiles): Settlement | undefined {
    const there = settleByAnswers(files);
    if (there !== undefined) return there;
    for (const answer of this.#parts.ahead(files)) {
      this.#write(files, 'answered', answer.by, `signed ahead: ${answer.reason}`);
      give(files, answer);
    }
    const settlement = settleByAnswers(files);
    if (settlement !== undefined) this.#write(files, settlement.outcome, settlement.by, settlement.reason);
    return settlement;
  }

  async #wait(files: ApprovalFiles): Promise<Settlement> {
    const { folder, chain, journal, pass, standStill, say } = this.#parts;
    const { id, action, timeoutMs } = files.request;
    const earlier = files.askings.length;
    const at = Date.now();
    const me = identityOf(process.pid) ?? { host: '', pid: process.pid, startedAt: '', bootId: '' };
    files.ask({ runId: folder.runId, at, escalatesAt: at + timeoutMs / 2, expiresAt: at + timeoutMs, process: me });
    if (earlier > 0) this.#write(files, 'asked-again', 'the run', `waits for the ${earlier + 1}. time`);
    journal.append({ kind: 'state', to: 'waiting-approval', reason: `${id}: ${action}` });
    say(noticeText(files));
    const waiting = { timeoutMs, alsoWatch: [folder.path], pass, escalate: () => this.#escalate(files) };
    const settlement = await standStill(() => settled(files, waiting));
    this.#write(files, settlement.outcome, settlement.by, settlement.reason);
    if (awaitedBy(folder.runId, chain).length === 0) {
      journal.append({ kind: 'state', to: 'running', reason: `${id}: ${settlement.outcome}` });
    }
    return settlement;
  }

  #escalate(files: ApprovalFiles): void {
    if (!files.escalate(Date.now())) return;
    this.#write(files, 'escalated', 'the run', 'half of its time is over');
    this.#parts.say(`\n  still waiting, half of the time is over:${noticeText(files)}`);
  }

  /** The question does not fit any more: nobody shall answer it, and a yes to it counts for nothing. */
  #retire(files: ApprovalFiles): void {
    const at = Date.now();
    const { outcome } = files.settle({ outcome: 'cancelled', by: 'the run', reason: changed, at });
    if (outcome === 'approved') files.spend({ how: 'stale', runId: this.#parts.folder.runId, at });
    this.#write(files, outcome === 'approved' ? 'stale' : 'cancelled', 'the run', changed);
  }

  #write(files: ApprovalFiles, event: ApprovalEvent, by: string, reason: string): void {
    const { id: requestId, action, risk, testId } = files.request;
    const { digest } = files;
    this.#parts.journal.append({ kind: 'approval', requestId, event, by, reason, digest, testId, action, risk });
  }
}

/** @throws APPROVAL_IMPOSSIBLE */
function assertPossible(wanted: NewRequest): void {
  const possible = possibleYes(wanted, Date.now());
  if (possible === undefined || possible >= wanted.quorum) return;
  const needed = `needs a yes of ${wanted.quorum}, and ${possible} may give one`;
  throw new CodexqaError('APPROVAL_IMPOSSIBLE', `"${wanted.action}" (${wanted.risk} risk) ${needed}`, {
    fix: 'name more approvers under `approvals` in the configuration; nobody approves the run that they started',
  });
}
