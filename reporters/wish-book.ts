/** What people ask of a run at work, and whether it waits for one of them: into its journal and its head. */
import type { JournalEntry, RunState } from '../src/contracts/journal.ts';
import { awaitedBy } from '../src/journal/approval-files.ts';
import { runsBefore } from '../src/journal/chain.ts';
import { type Control, ControlReader, type Wish } from '../src/journal/control.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';

const stateAfter: Readonly<Record<Wish, RunState>> = {
  pause: 'paused',
  continue: 'resumed',
  abort: 'aborted',
  halt: 'halted',
};

export class WishBook {
  readonly #folder: RunFolder;
  readonly #control: ControlReader;
  readonly #write: (entry: JournalEntry) => void;
  #wish: Wish = 'continue';
  #seen = 0;
  #chain: readonly RunFolder[] | undefined;
  #isWaiting = false;

  constructor(folder: RunFolder, write: (entry: JournalEntry) => void) {
    this.#folder = folder;
    this.#control = new ControlReader(folder);
    this.#write = write;
  }

  /** What holds now. */
  get holds(): Control {
    return this.#control.read();
  }

  /** Notes what is new, and the state that the run is in by it. */
  follow(): Wish {
    const before = this.#wish;
    this.note();
    if (this.#wish !== before) this.#folder.updateHead({ state: stateAfter[this.#wish] });
    return this.#wish;
  }

  /** Each change that was asked for since the last look, however soon the next one followed; after an abort or a halt nothing counts. */
  note(): void {
    const asked = this.#control.asked();
    for (const { wish, by, reason } of asked.slice(this.#seen)) {
      if (wish === this.#wish || this.#wish === 'abort' || this.#wish === 'halt') continue;
      this.#wish = wish;
      // a halt has words of its own
      if (wish !== 'halt')
        this.#write({ kind: 'state', to: stateAfter[wish], reason: [`by ${by}`, reason].filter(Boolean).join(': ') });
    }
    this.#seen = asked.length;
  }

  /** Workers write into the journal that they wait for a person; the head of the run is written by its runner only. */
  showWaiting(): void {
    this.#chain ??= [...runsBefore(this.#folder), this.#folder];
    const isWaiting = awaitedBy(this.#folder.runId, this.#chain).length > 0;
    if (isWaiting === this.#isWaiting) return;
    this.#isWaiting = isWaiting;
    this.#folder.updateHead({ state: isWaiting ? 'waiting-approval' : 'running' });
  }
}
