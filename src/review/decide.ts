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
import { carryPainted } from '../visual/color-key.ts';
import { cut } from '../visual/pixels.ts';
import { readPng } from '../visual/png-read.ts';
import { type Acceptance, replacing, targetOf } from './acceptance.ts';
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

type Files = { readonly [Key in 'added' | 'from' | 'to']?: string | undefined };

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
      const decision = last.get(keyOf({ ...this.#subject(difference), baseline: this.#nameOf(difference.baseline) }));
      return { ...difference, state: stateAfter(decision), decision };
    });
  }

  /** PNG bytes of a picture; undefined when the evidence was pruned. */
  picture(id: string, kind: 'actual' | 'expected' | 'diff'): Buffer | undefined {
    const digest = this.#differences.get(id)?.pictures[kind];
    return digest === undefined ? undefined : this.#evidence.read(digest);
  }

  /**
   * The new picture becomes the baseline, or one more beside it. Resolves to the file, relative to the project's root folder.
   * @throws BASELINE_CHANGED when somebody changed the baseline since the run, CLI_OPTION_INVALID, REPORT_WRITE_FAILED, LEASE_TAKEN
   */
  async accept(id: string, word: Word, acceptance: Acceptance = replacing): Promise<string> {
    const difference = this.#find(id);
    return this.#alone(() => {
      const target = targetOf(this.place.root, difference, acceptance);
      const path = join(this.place.root, target);
      const from = existsSync(path) ? digestOfFile(path) : undefined;
      if (target === difference.baseline) this.#assertUntouched(difference, from);
      if (from !== undefined) this.#evidence.keep(readFileSync(path));
      writeBaseline(path, this.#newPicture(difference), target);
      const added = target === difference.baseline ? undefined : this.#nameOf(target);
      try {
        this.#write('accepted', difference, word, { added, from, to: digestOfFile(path) });
      } catch (error) {
        // a baseline that nobody has accepted must not stay
        this.#putBack(path, from);
        throw error;
      }
      return target;
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
      this.#write('undone', difference, word, { added: decision.added, from: decision.to, to: decision.from });
    });
  }

  #restore(difference: Difference, { added, from, to }: Decision): void {
    const path = added === undefined ? join(this.place.root, difference.baseline) : join(this.place.baselines, added);
    const now = existsSync(path) ? digestOfFile(path) : undefined;
    if (now !== to) throw changed(difference, 'since it was accepted');
    if (!this.#putBack(path, from)) throw changed(difference, 'and the earlier picture is no longer kept');
  }

  /** The file with that digest, or none; false when it is no longer kept. */
  #putBack(path: string, from: string | undefined): boolean {
    const before = from === undefined ? undefined : this.#evidence.read(from);
    if (from !== undefined && before === undefined) return false;
    if (before === undefined) rmSync(path, { force: true });
    else replaceFile(path, before);
    return true;
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
    return this.#withPaint(difference, cut(image, difference.size));
  }

  /** What is painted over in the baseline stays so. */
  #withPaint(difference: Difference, image: RawImage): RawImage {
    const path = join(this.place.root, difference.baseline);
    if (!difference.masks.some(({ painted }) => painted) || !existsSync(path)) return image;
    return carryPainted(readPng(readFileSync(path), difference.baseline).image, image, difference.masks);
  }

  #find(id: string): Difference {
    const found = this.#differences.get(id);
    if (found !== undefined) return found;
    throw new CodexqaError('CLI_OPTION_INVALID', `the run ${this.place.run.runId} has no difference "${id}"`, {
      fix: 'list them: npx codexqa baselines status',
    });
  }

  #write(event: Decision['event'], difference: Difference, { by, reason }: Word, files: Files) {
    this.#ledger.add({
      at: new Date().toISOString(),
      event,
      baseline: this.#nameOf(difference.baseline),
      by,
      reason,
      ...this.#subject(difference),
      ...Object.fromEntries(Object.entries(files).filter(([, digest]) => digest !== undefined)),
    });
  }

  #subject(difference: Difference): { readonly run: string; readonly picture: string } {
    return { run: this.place.run.runId, picture: difference.pictures.actual };
  }

  /** Of a path from the root folder, as the ledger has it. */
  #nameOf(path: string): string {
    return relativePath(this.place.baselines, join(this.place.root, path));
  }

  async #alone<T>(work: () => T): Promise<T> {
    const name = `baselines-${digestOf(resolve(this.place.baselines)).slice(0, 16)}`;
    const lease = await Lease.take([name], { waitMs: leaseWaitMs });
    try {
      return work();
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
