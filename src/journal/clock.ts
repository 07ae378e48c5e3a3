/** A hybrid logical clock: near to wall time, yet never backwards and never equal, whatever is done to the system's clock. */

/** `at` is Unix time in ms, `tick` counts what happened within one ms. */
export interface Stamp {
  readonly at: number;
  readonly tick: number;
}

export class HybridClock {
  #last: Stamp = { at: 0, tick: 0 };
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A stamp after all stamps given and seen so far. */
  next(): Stamp {
    const at = this.#now();
    this.#last = at > this.#last.at ? { at, tick: 0 } : { at: this.#last.at, tick: this.#last.tick + 1 };
    return this.#last;
  }

  /** Another writer's stamp: what comes from here on is later. */
  observe(stamp: Stamp): void {
    if (compareStamps(stamp, this.#last) > 0) this.#last = stamp;
  }
}

export function compareStamps(a: Stamp, b: Stamp): number {
  return a.at - b.at || a.tick - b.tick;
}
