/** Where one test asks people: its question with the screen of now, its clock that stands still meanwhile. */
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Approval, Asked } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { chainOf } from '../journal/chain.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { answersAhead, readAhead } from '../oversight/ahead.ts';
import { Asker } from '../oversight/asker.ts';
import type { NewRequest } from '../oversight/question.ts';
import type { CurrentTest } from './current-test.ts';
import { withoutTimeout } from './pause-gate.ts';
import { isStillShown } from './same-screen.ts';
import type { StatusReport } from './status-report.ts';

/** What one question wants differently from the configuration. */
export interface AskWishes {
  readonly timeoutMs?: number | undefined;
  /** So many people must say yes (1; critical: 2). */
  readonly quorum?: number | undefined;
  /** Names of the configuration's approvers that may answer this one. */
  readonly approvers?: readonly string[] | undefined;
}

export interface Question {
  readonly asked: Asked;
  readonly wishes: AskWishes;
}

const noScreen: StatusReport = { answered: false };

export class ApprovalDesk {
  readonly #running: CurrentTest;
  readonly #asker: Asker;
  readonly #chain: readonly RunFolder[];
  /** How often this attempt has asked for each action, and how often ahead. */
  readonly #asked = new Map<string, number>();
  readonly #foreseen = new Map<string, number>();

  /** @throws APPROVAL_IMPOSSIBLE outside a run of `codexqa test` */
  constructor(running: CurrentTest) {
    const runDir = process.env[runEnv.runDir];
    if (runDir === undefined) {
      throw new CodexqaError('APPROVAL_IMPOSSIBLE', 'people can only be asked in a run of `codexqa test`', {
        fix: 'start it with: npx codexqa test',
      });
    }
    const folder = RunFolder.at(runDir);
    const chain = chainOf(folder);
    const { signed } = running.options.approvals;
    const used = join(dirname(dirname(folder.path)), 'used-approvals');
    this.#running = running;
    this.#chain = chain;
    this.#asker = new Asker({
      folder,
      chain,
      journal: running.journal,
      ahead: (files) =>
        answersAhead(files, readAhead(signed), { used, label: process.env['CODEXQA_RUN_LABEL'], now: Date.now() }),
      pass: () => running.beforePart(),
      standStill: (wait) => withoutTimeout(running.testInfo, wait),
      isStill: (before, now) => isStillShown(before, now, chain),
      say: (text) => void process.stderr.write(text),
    });
  }

  /** @throws APPROVAL_DENIED, APPROVAL_EXPIRED, APPROVAL_STALE, APPROVAL_IMPOSSIBLE, RUN_ABORTED, JOURNAL_WRITE_FAILED */
  obtain(question: Question): Promise<Approval> {
    const nth = count(this.#asked, question.asked.action);
    return this.#asker.obtain(async () => this.#request(question, nth, await this.#running.look()));
  }

  /** Has a yes to the newest such question of this test been used, in this run or one that it continues? */
  wasUsed(action: string): boolean {
    const { testId } = this.#running.testInfo;
    const asked = this.#chain
      .flatMap((folder) => ApprovalFiles.all(folder))
      .map((files) => ({ ...files.request, files }));
    const newest = asked.findLast((request) => request.testId === testId && request.action === action);
    return newest?.files.spent?.how === 'consumed';
  }

  foresee(questions: readonly Question[]): Promise<void> {
    return this.#asker.foresee(
      questions.map((question) => ({
        ...this.#request(question, count(this.#foreseen, question.asked.action), noScreen),
        foreseen: true,
      })),
    );
  }

  #request({ asked, wishes }: Question, nth: number, { picture, tree }: StatusReport): NewRequest {
    const { testInfo, options } = this.#running;
    const { approvers, selfApproval, timeoutMs } = options.approvals;
    return {
      ...asked,
      testId: testInfo.testId,
      test: testInfo.titlePath.slice(1).join(' › '),
      nth,
      foreseen: false,
      ...(picture === undefined ? {} : { picture }),
      ...(tree === undefined ? {} : { tree }),
      requester: userInfo().username,
      approvers: approvers.filter(({ name }) => wishes.approvers?.includes(name) ?? true),
      selfApproval,
      quorum: wishes.quorum ?? (asked.risk === 'critical' ? 2 : 1),
      timeoutMs: wishes.timeoutMs ?? timeoutMs,
    };
  }
}

const desks = new WeakMap<CurrentTest, ApprovalDesk>();

/** @throws APPROVAL_IMPOSSIBLE */
export function deskOf(running: CurrentTest): ApprovalDesk {
  const desk = desks.get(running) ?? new ApprovalDesk(running);
  desks.set(running, desk);
  return desk;
}

function count(counts: Map<string, number>, action: string): number {
  const nth = (counts.get(action) ?? 0) + 1;
  counts.set(action, nth);
  return nth;
}
