/** Hands each test a clean desktop session: the worker's own, reset in between, or a new one every time. */
import type { DesktopDriver, DriverSession, SessionOptions } from '../contracts/driver.ts';
import type { JournalSink } from '../contracts/journal.ts';

export interface SupplyOptions {
  readonly session: SessionOptions;
  readonly isolation: 'worker' | 'test';
}

export class SessionSupply {
  readonly #driver: DesktopDriver;
  readonly #options: SupplyOptions;
  readonly #journal: JournalSink;
  /** The session of the next test, on its way or ready. */
  #next: Promise<DriverSession> | undefined;

  constructor(driver: DesktopDriver, options: SupplyOptions, journal: JournalSink) {
    this.#driver = driver;
    this.#options = options;
    this.#journal = journal;
  }

  /** Starts the next session in the background; its failure is told to whoever takes it. */
  prepare(): void {
    if (this.#next !== undefined) return;
    this.#next = this.#open();
    this.#next.catch(() => {});
  }

  /** @throws DRIVER_UNAVAILABLE, SESSION_START_FAILED */
  async take(): Promise<DriverSession> {
    this.prepare();
    const next = this.#next;
    this.#next = undefined;
    if (this.#options.isolation === 'test') this.prepare();
    return next ?? this.#open();
  }

  /** Takes a session back after its test, cleans it or closes it, and has the next one ready. */
  async giveBack(session: DriverSession): Promise<void> {
    if (this.#options.isolation === 'test' || session.lost() !== undefined) {
      await this.#close(session);
      this.prepare();
      return;
    }
    this.#next = this.#reset(session);
    await this.#next.catch(() => {});
  }

  async close(): Promise<void> {
    const session = await this.#next?.catch(() => undefined);
    this.#next = undefined;
    if (session !== undefined) await this.#close(session);
  }

  async #open(): Promise<DriverSession> {
    const { session: options } = this.#options;
    const session = await this.#driver.open(options);
    const { width, height } = session.screen;
    this.#note(session, 'opened', `${session.platform} ${width}x${height}`);
    return session;
  }

  /** A session that cannot be cleaned is replaced: the next test must not see the last one's leavings. */
  async #reset(session: DriverSession): Promise<DriverSession> {
    try {
      await session.reset();
      this.#note(session, 'reset', '');
      return session;
    } catch (error) {
      await this.#close(session, error instanceof Error ? error.message : String(error));
      return this.#open();
    }
  }

  async #close(session: DriverSession, lost = session.lost()): Promise<void> {
    await session.close();
    this.#note(session, lost === undefined ? 'closed' : 'lost', lost ?? '');
  }

  #note(session: DriverSession, event: 'opened' | 'reset' | 'lost' | 'closed', detail: string): void {
    this.#journal.append({ kind: 'session', sessionId: session.id, event, detail });
  }
}
