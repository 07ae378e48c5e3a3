/** Accepting, rejecting and undoing: the one place that changes baselines on a person's word, and writes the word down. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import type { RawImage } from '../contracts/image.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { digestOf, digestOfFile } from '../support/digest.ts';
import { replaceFile } from '../support/durable-file.ts';
import { Lease } from '../support/lease.ts';
import { relativePath } from '../support/relative-path.ts';
import { writeBaseline } from '../visual/baseline-write.ts';
import { cut } from '../visual/pixels.ts';
import { readPng } from '../visual/png-read.ts';
import { type Difference, differencesOf } from './difference.ts';
import { type Decision, Ledger } from './ledger.ts';

/** `open` waits for a person. */
export type DifferenceState = 'open' | 'accepted' | 'rejected';

export interface OpenedDifference extends Difference {
  readonly state: DifferenceState;
  /** The last word on it. */
  readonly decision: Decision | undefined;
}

export interface Word {
  /** Who says so. */
  readonly by: string;
  readonly reason: string;
}

export interface ReviewPlace {
  /** The project's root folder. */
  readonly root: string;
  /** Folder of the baselines, absolute. */
  readonly baselines: string;
  readonly run: RunFolder;
}

/** How long another process may hold the folder of baselines: each decision takes milliseconds. */
const leaseWaitMs = 10_000;

/** The differences of one run before a person. */
export class Review {
  readonly place: ReviewPlace;
  readonly #ledger: Ledger;
  readonly #evidence: EvidenceStore;
  readonly #differences: ReadonlyMap<string, Difference>;

  constructor(place: ReviewPlace) {
    this.place = place;
    this.#ledger = new Ledger(place.baselines);
    this.#evidence = new EvidenceStore(place.run);
    this.#differences = new Map(differencesOf(place.run).map((difference) => [difference.id, difference]));
  }

  /** With what has been decided so far, by whoever. @throws BASELINE_INVALID for a broken ledger */
  differences(): readonly OpenedDifference[] {
    const last = new Map(this.#ledger.read().map((decision) => [keyOf(decision), decision]));
    return [...this.#differences.values()].map((difference) => {
      const decision = last.get(keyOf({ ...this.#subject(difference), baseline: this.#nameOf(difference) }));
      return { ...difference, state: stateAfter(decision), decision };
    });
  }

  /** PNG bytes of a picture; undefined when the evidence was pruned. */
  picture(id: string, kind: 'actual' | 'expected' | 'diff'): Buffer | undefined {
    const digest = this.#differences.get(id)?.pictures[kind];
    return digest === undefined ? undefined : this.#evidence.read(digest);
  }

  /**
   * The new picture becomes the baseline.
   * @throws BASELINE_CHANGED when somebody changed the baseline since the run, REPORT_WRITE_FAILED, LEASE_TAKEN
   */
  async accept(id: string, word: Word): Promise<void> {
    const difference = this.#find(id);
    await this.#alone(() => {
      const path = join(this.place.root, difference.baseline);
      const from = existsSync(path) ? digestOfFile(path) : undefined;
      this.#assertUntouched(difference, from);
      if (from !== undefined) this.#evidence.keep(readFileSync(path));
      writeBaseline(path, this.#newPicture(difference), difference.baseline);
      this.#write('accepted', difference, word, { from, to: digestOfFile(path) });
    });
  }

  /** The application is wrong, the baseline stays. */
  async reject(id: string, word: Word): Promise<void> {
    const difference = this.#find(id);
    await this.#alone(() => this.#write('rejected', difference, word, {}));
  }

  /** Takes the last decision back, and with it the file. @throws BASELINE_CHANGED when it was changed afterwards */
  async undo(id: string, word: Word): Promise<void> {
    const difference = this.#find(id);
    await this.#alone(() => {
      const decision = this.differences().find((each) => each.id === id)?.decision;
      if (decision === undefined || decision.event === 'undone') {
        throw new CodexqaError('BASELINE_CHANGED', `nothing was decided about ${difference.baseline}`, {
          fix: 'see what was: npx codexqa baselines history',
        });
      }
      if (decision.event === 'accepted') this.#restore(difference, decision);
      this.#write('undone', difference, word, { from: decision.to, to: decision.from });
    });
  }

  #restore(difference: Difference, { from, to }: Decision): void {
    const path = join(this.place.root, difference.baseline);
    const now = existsSync(path) ? digestOfFile(path) : undefined;
    if (now !== to) throw changed(difference, 'since it was accepted');
    const before = from === undefined ? undefined : this.#evidence.read(from);
    if (from === undefined) rmSync(path, { force: true });
    else if (before === undefined) throw changed(difference, 'and the earlier picture is no longer kept');
    else replaceFile(path, before);
  }

  /** Somebody else's picture is never written over unseen. A baseline that the run itself has written is no surprise. */
  #assertUntouched(difference: Difference, now: string | undefined): void {
    if (now === difference.baselineDigest) return;
    throw changed(difference, 'since the run');
  }

  /** Canvases of two sizes are cut back to the picture itself. */
  #newPicture(difference: Difference): RawImage {
    const bytes = this.#evidence.read(difference.pictures.actual);
    if (bytes === undefined) {
      throw new CodexqaError('BASELINE_MISSING', `the new picture of ${difference.baseline} is no longer kept`, {
        fix: 'run the test again; `codexqa runs prune --evidence-only` removes pictures',
      });
    }
    const { image } = readPng(bytes, `the new picture of ${difference.baseline}`);
    return cut(image, difference.size);
  }

  #find(id: string): Difference {
    const found = this.#differences.get(id);
    if (found !== undefined) return found;
    throw new CodexqaError('CLI_OPTION_INVALID', `the run ${this.place.run.runId} has no difference "${id}"`, {
      fix: 'list them: npx codexqa baselines status',
    });
  }

  #write(event: Decision['event'], difference: Difference, { by, reason }: Word, files: Pick<Decision, 'from' | 'to'>) {
    this.#ledger.add({
      at: new Date().toISOString(),
      event,
      baseline: this.#nameOf(difference),
      by,
      reason,
      ...this.#subject(difference),
      ...Object.fromEntries(Object.entries(files).filter(([, digest]) => digest !== undefined)),
    });
  }

  #subject(difference: Difference): { readonly run: string; readonly picture: string } {
    return { run: this.place.run.runId, picture: difference.pictures.actual };
  }

  #nameOf({ baseline }: Difference): string {
    return relativePath(this.place.baselines, join(this.place.root, baseline));
  }

  async #alone(work: () => void): Promise<void> {
    const name = `baselines-${digestOf(resolve(this.place.baselines)).slice(0, 16)}`;
    const lease = await Lease.take([name], { waitMs: leaseWaitMs });
    try {
      work();
    } finally {
      lease.release();
    }
  }
}

function keyOf({ run, baseline, picture }: Pick<Decision, 'run' | 'baseline' | 'picture'>): string {
  return `${run} ${picture} ${baseline}`;
}

function stateAfter(decision: Decision | undefined): DifferenceState {
  switch (decision?.event) {
    case 'accepted':
      return 'accepted';
    case 'rejected':
      return 'rejected';
    case 'undone':
    case 'removed':
    case undefined:
      return 'open';
  }
}

function changed({ baseline }: Difference, when: string): CodexqaError {
  return new CodexqaError('BASELINE_CHANGED', `${baseline} was changed ${when}, so it is left as it is`, {
    fix: 'run the test again, and look at the new difference',
  });
}
