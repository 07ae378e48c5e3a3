/** Whether a session still has its desktop: lost once and for all, told to its listeners once. */
import type { Signal } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { Signals } from './signals.ts';

export class SessionLife {
  readonly #signals = new Signals();
  #lost: string | undefined;
  #closed = false;

  get lost(): string | undefined {
    return this.#lost;
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    return this.#signals.add(listener);
  }

  emit(signal: Signal): void {
    this.#signals.emit(signal);
  }

  /** The desktop or what reaches it went away: everything ends here. */
  lose(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.emit({ kind: 'session-lost', reason });
  }

  /** Runs `end` the first time; afterwards the session counts as lost, and nobody is told. */
  async close(end: () => Promise<void>): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await end();
    this.#lost ??= 'the session was closed';
  }

  /** @throws SESSION_LOST */
  mustLive(): void {
    if (this.#lost === undefined) return;
    throw new CodexqaError('SESSION_LOST', `the desktop of this session is gone: ${this.#lost}`);
  }
}
