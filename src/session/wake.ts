/** Waits for the driver's signals: who waits is woken by what changed, never by a clock alone. */
import type { DriverSession, Signal } from '../contracts/driver.ts';
import type { Waker } from '../support/deadline.ts';
import { Bell } from '../support/deadline.ts';

/** A waker rung by relevant signals; dispose it to stop listening. */
export class Wake implements Waker, Disposable {
  readonly #bell = new Bell();
  readonly #stop: () => void;

  constructor(session: DriverSession, relevant: (signal: Signal) => boolean) {
    this.#stop = session.onSignal((signal) => {
      if (relevant(signal)) this.#bell.ring();
    });
  }

  next(atMostMs: number): Promise<void> {
    return this.#bell.next(atMostMs);
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** Everything that can change what a locator or a window list answers; repainting cannot. */
export function changesContent(signal: Signal): boolean {
  switch (signal.kind) {
    case 'tree':
    case 'windows':
    case 'app-exit':
    case 'session-lost':
      return true;
    case 'damage':
    case 'clipboard':
    case 'interference':
      return false;
  }
}

export function anySignal(): boolean {
  return true;
}
