/** The one clock: time left, and waiting that wakes up on signals instead of sleeping. */
import { CodexqaError } from '../contracts/errors.ts';

/** A moment after which waiting is over. Made once by the runner and handed down. */
export class Deadline {
  readonly timeoutMs: number;
  readonly #startedAt: number;

  private constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.#startedAt = performance.now();
  }

  /** `timeoutMs` 0 means no limit, as in Playwright. */
  static after(timeoutMs: number): Deadline {
    return new Deadline(timeoutMs);
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Never below 0; Infinity without a limit. */
  get leftMs(): number {
    return this.timeoutMs === 0 ? Number.POSITIVE_INFINITY : Math.max(0, this.timeoutMs - this.elapsedMs);
  }

  get passed(): boolean {
    return this.leftMs === 0;
  }

  /** A nearer deadline: at most `timeoutMs` from now, never later than this one. */
  within(timeoutMs: number): Deadline {
    const left = this.leftMs;
    return new Deadline(Math.max(1, Math.min(timeoutMs, left)));
  }
}

/** Rejects with DEADLINE_EXCEEDED when `work` does not settle in time; the work itself is not stopped. */
export async function withDeadline<T>(work: Promise<T>, deadline: Deadline, what: string): Promise<T> {
  if (deadline.leftMs === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CodexqaError('DEADLINE_EXCEEDED', `${what} took longer than ${deadline.timeoutMs} ms`)),
      deadline.leftMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Something that can be waited for: resolves at the next signal or after `atMostMs`, whichever comes first. */
export interface Waker {
  next(atMostMs: number): Promise<void>;
}

/** A waker that callers ring; a ring between two waits is not lost. */
export class Bell implements Waker {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async next(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
