/** Tells a person's input from our own where the system says only how long ago the last one was, whoever's it was. */

/** Between sending an input and its arrival in the counters of the system; and how exact those are. */
const slackMs = 100;

export class InputLedger {
  readonly #now: () => number;
  readonly #wallClock: () => number;
  #oursUntil: number;
  #person: { readonly at: number; readonly onWallClock: number } | undefined;

  /** What happened before the ledger was opened is nobody's business. `now`: a clock that nobody sets. */
  constructor(now: () => number = () => performance.now(), wallClock: () => number = Date.now) {
    this.#now = now;
    this.#wallClock = wallClock;
    this.#oursUntil = now();
  }

  /** After each input of ours. */
  sent(): void {
    this.#oursUntil = this.#now();
  }

  /**
   * What the system answered to a question asked at `askedAt`, on the ledger's clock. Also to be asked before each input of ours, which
   * would hide a person's. An answer that took its time makes the input older than it is, and never one of ours a person's.
   */
  see(idleMs: number, askedAt = this.#now()): void {
    const at = askedAt - idleMs;
    if (at <= Math.max(this.#oursUntil, this.#person?.at ?? 0) + slackMs) return;
    this.#person = { at, onWallClock: this.#wallClock() - (this.#now() - at) };
  }

  /** When a person made the last input that was seen, on the clock of `Date.now()`. */
  get personAt(): number | undefined {
    return this.#person?.onWallClock;
  }
}
