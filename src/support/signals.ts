/** Those who listen to a session; its parts are given it before the session itself exists. */
import type { Signal } from '../contracts/driver.ts';

export class Signals {
  readonly #listeners = new Set<(signal: Signal) => void>();

  add(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whoever leaves or comes while it is told does not disturb the others. */
  emit(signal: Signal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }
}
