/** Everything the oversight page shows, as one value: live runs, open questions, and what was answered lately. */
import type { ApprovalRequest, Settlement } from '../contracts/approval.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { ControlReader, type Wish } from '../journal/control.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { RunFolder, type RunHead } from '../journal/run-folder.ts';
import { workerOn } from '../journal/run-lock.ts';
import { lifeOf } from '../support/process-identity.ts';
import { needsReason, refusalOf } from './answers.ts';
import { type RunProgress, RunWatch } from './run-watch.ts';

export interface RunView extends RunProgress {
  readonly runId: string;
  readonly state: string;
  readonly startedAt: number;
  readonly isLive: boolean;
  readonly wish: Wish;
}

export interface QuestionView {
  readonly runId: string;
  readonly digest: string;
  readonly request: Omit<ApprovalRequest, 'approvers'>;
  readonly isAwaited: boolean;
  /** Unix time in ms; undefined while nobody waits. */
  readonly expiresAt: number | undefined;
  readonly yes: readonly string[];
  readonly reasonForYes: boolean;
  /** Why the person of this page may not say yes; undefined when they may. */
  readonly barred: string | undefined;
  readonly settlement: Settlement | undefined;
}

export interface Overview {
  readonly person: string;
  /** Clock of the machine of the runs, Unix time in ms. */
  readonly now: number;
  readonly runs: readonly RunView[];
  readonly questions: readonly QuestionView[];
  readonly history: readonly QuestionView[];
}

export interface Person {
  /** How they answer this question; the name differs where the configuration gives their account one. */
  readonly nameFor: (request: ApprovalRequest) => string;
  readonly name: string;
  readonly account: string;
}

/** Runs that ended are shown until so many newer ones have. */
const endedRuns = 3;
const settledQuestions = 20;

export class Overseer {
  readonly #root: string;
  readonly #person: Person;
  readonly #watches = new Map<string, RunWatch>();

  constructor(projectRoot: string, person: Person) {
    this.#root = projectRoot;
    this.#person = person;
  }

  overview(): Overview {
    const folders = RunFolder.all(this.#root);
    const live = folders.filter((folder) => workerOn(folder) !== undefined);
    const ended = folders.filter((folder) => !live.includes(folder)).slice(-endedRuns);
    const questions = folders.flatMap((folder) =>
      ApprovalFiles.all(folder).map((files) => this.#question(folder, files)),
    );
    return {
      person: this.#person.name,
      now: Date.now(),
      runs: [...ended, ...live].flatMap((folder) => this.#run(folder, live.includes(folder))).toReversed(),
      questions: questions.filter(({ settlement }) => settlement === undefined),
      history: questions
        .filter(({ settlement }) => settlement !== undefined)
        .slice(-settledQuestions)
        .toReversed(),
    };
  }

  /** Only what the overview names can be had. */
  evidence(runId: string, digest: string): Buffer | undefined {
    const { runs, questions } = this.overview();
    const named = [
      ...runs.map((run) => ({ runId: run.runId, digests: [run.picture, run.tree] })),
      ...questions.map(({ runId: of, request }) => ({ runId: of, digests: [request.picture, request.tree] })),
    ];
    if (!named.some((each) => each.runId === runId && each.digests.includes(digest))) return undefined;
    return new EvidenceStore(RunFolder.find(this.#root, runId)).read(digest);
  }

  #run(folder: RunFolder, isLive: boolean): readonly RunView[] {
    const watch = this.#watches.get(folder.runId) ?? new RunWatch(folder);
    this.#watches.set(folder.runId, watch);
    const head = folder.headIfReadable();
    if (head === undefined) return [];
    const { wish } = new ControlReader(folder).read();
    const state = isLive && wish === 'pause' ? 'paused' : stateShown(head, isLive);
    return [{ ...watch.progress(), runId: folder.runId, state, startedAt: head.startedAt, isLive, wish }];
  }

  #question({ runId }: RunFolder, files: ApprovalFiles): QuestionView {
    const { request, digest, settlement, askings, answers } = files;
    const { approvers: _, ...shown } = request;
    const last = askings.at(-1);
    const isAwaited = last !== undefined && lifeOf(last.process) !== 'dead';
    return {
      runId,
      digest,
      request: shown,
      isAwaited,
      expiresAt: isAwaited ? last.expiresAt : undefined,
      yes: answers.filter(({ decision }) => decision === 'approve').map(({ by }) => by),
      reasonForYes: needsReason(request, 'approve'),
      barred: this.#barred(files),
      settlement,
    };
  }

  #barred(files: ApprovalFiles): string | undefined {
    const { request, digest } = files;
    const { name: _, account, nameFor } = this.#person;
    const proof = { kind: 'account', account } as const;
    const by = nameFor(request);
    const reason = 'a reason that is long enough';
    const answer = {
      requestId: request.id,
      requestDigest: digest,
      decision: 'approve',
      by,
      reason,
      at: Date.now(),
      proof,
    } as const;
    const refusal = refusalOf(files, answer);
    // how they prove it is another matter
    return refusal?.includes('answers with a key') ? undefined : refusal;
  }
}

/** A run that was ended says so, whatever became of its tests. */
function stateShown({ state, dryRun, status = 'broken off' }: RunHead, isLive: boolean): string {
  if (isLive || state === 'aborted' || state === 'halted') return state;
  return dryRun === true ? 'dry run' : status;
}
