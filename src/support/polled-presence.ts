/** Presence on systems that are asked instead of telling. */
import {
  changesBetween,
  type PresenceChange,
  type PresenceState,
  type PresenceWatch,
  presentState,
} from '../contracts/presence.ts';
import { Bell } from './deadline.ts';

/** How things stand now. Nobody can ask while the machine sleeps: that it has slept is known afterwards, by another `lastWake`. */
export interface Glimpse extends Omit<PresenceState, 'asleep'> {
  readonly lastWake: string;
}

const everyMs = 1000;

export interface Observer {
  readonly sources: readonly string[];
  look(): Promise<Glimpse>;
  close(): Promise<void>;
}

export class PolledPresence implements PresenceWatch {
  readonly #observer: Observer;
  readonly #listeners = new Set<(change: PresenceChange) => void>();
  readonly #bell = new Bell();
  #state = presentState;
  #lastWake = '';
  #isClosed = false;
  #following: Promise<void> = Promise.resolve();

  private constructor(observer: Observer) {
    this.#observer = observer;
  }

  /** Has looked once when it resolves. */
  static async begin(observer: Observer): Promise<PolledPresence> {
    const watch = new PolledPresence(observer);
    const { lastWake, ...state } = await observer.look();
    watch.#lastWake = lastWake;
    watch.#state = { ...state, asleep: false };
    watch.#following = watch.#follow();
    return watch;
  }

  get state(): PresenceState {
    return this.#state;
  }

  get sources(): readonly string[] {
    return this.#observer.sources;
  }

  onChange(listener: (change: PresenceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks now instead of at the next turn. */
  wake(): void {
    this.#bell.ring();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bell.ring();
    await this.#following;
    await this.#observer.close();
  }

  async #follow(): Promise<void> {
    for (;;) {
      await this.#bell.next(everyMs);
      if (this.#isClosed) return;
      // an agent that has died can tell nothing any more; the sessions it had end by themselves
      const glimpse = await this.#observer.look().catch(() => undefined);
      if (glimpse !== undefined) this.#become(glimpse);
    }
  }

  #become({ lastWake, ...state }: Glimpse): void {
    if (lastWake !== this.#lastWake) {
      this.#lastWake = lastWake;
      this.#move({ ...this.#state, asleep: true });
    }
    this.#move({ ...state, asleep: false });
  }

  #move(state: PresenceState): void {
    const before = this.#state;
    this.#state = state;
    for (const change of changesBetween(before, state)) for (const listener of this.#listeners) listener(change);
  }
}
