/** `codexqa verify-locked`: harmless work behind a locked screen for an hour at most, window after window, and what it came to on record (S130, S131). */
import { askRun } from '../../journal/control.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { RunLock } from '../../journal/run-lock.ts';
import { type PreflightRecord, RecordBook } from '../../preflight/record-book.ts';
import { Deadline } from '../../support/deadline.ts';
import { packageVersion } from '../../support/own-file.ts';
import { driverFor, isPrivate } from '../drivers.ts';
import type { ProjectOptions } from '../options.ts';
import { machineOf, rootOf } from '../preflight/examine.ts';
import { assertConditions, type Condition, lockedConditions } from './conditions.ts';
import { profileOf } from './locked-guard.ts';
import { lengthWords } from './locked-window.ts';
import type { LockedInForce } from './profile-file.ts';
import { verifyWindow } from './verify-window.ts';

export interface VerifyOptions {
  readonly projects: readonly ProjectOptions[];
  /** In all. */
  readonly minutes: number;
  readonly argv: readonly string[];
  readonly tell: (line: string) => void;
}

/** A window that would be shorter than this is left out. */
const leastWindowMs = 1_000;

/** What would be looked at, without doing anything. @throws LOCKED_REFUSED where there is no profile */
export async function verifiable(projects: readonly ProjectOptions[]): Promise<readonly Condition[]> {
  return [...(await conditionsNow(projects)), await ownWindow(candidates(projects))];
}

/** What a locked run needs. @throws LOCKED_REFUSED where there is no profile */
function conditionsNow(projects: readonly ProjectOptions[]): Promise<readonly Condition[]> {
  const { profile } = profileOf(projects);
  return lockedConditions({ options: candidates(projects), profile, verified: undefined });
}

/** Those that could run behind a locked screen at all; where there are none, the refusal says why of each. */
function candidates(projects: readonly ProjectOptions[]): readonly ProjectOptions[] {
  const own = projects.filter(isPrivate);
  return own.length > 0 ? own : projects;
}

export class LockedVerification {
  readonly #options: VerifyOptions;
  readonly #project: ProjectOptions;
  readonly #inForce: LockedInForce;
  readonly #conditions: readonly Condition[];
  #folder: RunFolder | undefined;

  private constructor(options: VerifyOptions, project: ProjectOptions, conditions: readonly Condition[]) {
    this.#options = options;
    this.#project = project;
    this.#inForce = profileOf(options.projects);
    this.#conditions = conditions;
  }

  /** @throws LOCKED_REFUSED */
  static async begin(options: VerifyOptions): Promise<LockedVerification> {
    const conditions = await verifiable(options.projects);
    assertConditions(conditions);
    const [project] = candidates(options.projects);
    if (project === undefined) throw new RangeError('there is no project');
    return new LockedVerification(options, project, conditions);
  }

  /** A person ends it before its next act; then nothing is recorded. */
  abort(by: string): void {
    if (this.#folder !== undefined) askRun(this.#folder, { wish: 'abort', by, reason: '', at: Date.now() });
  }

  /** The record that it leaves. @throws RUN_ABORTED */
  async run(): Promise<PreflightRecord> {
    const { projects, minutes, tell } = this.#options;
    const deadline = Deadline.after(minutes * 60_000);
    const runs: string[] = [];
    let rounds = 0;
    let fault: string | undefined;
    while (fault === undefined && deadline.leftMs >= leastWindowMs) {
      const length = Math.min(this.#inForce.profile.minutes, deadline.leftMs / 60_000);
      const result = await this.#window(length, rounds);
      ({ rounds, fault } = result.ended);
      runs.push(result.runId);
      tell(
        `window ${runs.length}: ${lengthWords(length)}, ${rounds} rounds so far, ${fault ?? 'halted before the next action'}`,
      );
    }
    if (rounds === 0) fault ??= 'nothing was done in it';
    const halts = runs.length === 1 ? '1 halt' : `${runs.length} halts`;
    const record: PreflightRecord = {
      version: 1,
      kind: 'locked',
      at: Date.now(),
      machine: machineOf(projects),
      outcome: fault === undefined ? 'passed' : 'failed',
      detail: {
        minutes: String(minutes),
        halts,
        rounds: String(rounds),
        runs: runs.join(', '),
        ...(fault && { fault }),
      },
    };
    new RecordBook(rootOf(projects)).add(record);
    return record;
  }

  async #window(minutes: number, rounds: number) {
    const origin = this.#folder === undefined ? {} : { resumedFrom: this.#folder.runId };
    const folder = RunFolder.create(rootOf(this.#options.projects), {
      codexqa: packageVersion(),
      argv: this.#options.argv,
      verification: true,
      ...origin,
    });
    this.#folder = folder;
    using _lock = RunLock.take(folder, 'cli');
    const plan = {
      folder,
      minutes,
      rounds,
      options: this.#project,
      inForce: this.#inForce,
      conditions: this.#conditions,
      look: () => conditionsNow(this.#options.projects),
    };
    return { runId: folder.runId, ended: await verifyWindow(plan) };
  }
}

async function ownWindow([first]: readonly ProjectOptions[]): Promise<Condition> {
  const named = { name: 'window of ours', rule: 'S130' };
  const missing = first === undefined ? undefined : (await driverFor(first.driver)).trial.whyMissing();
  if (missing === undefined) return { ...named, state: 'met', why: 'harmless work can be done in it' };
  const { detail, fix } = missing;
  return { ...named, state: 'missing', why: detail, ...(fix === undefined ? {} : { fix }) };
}
