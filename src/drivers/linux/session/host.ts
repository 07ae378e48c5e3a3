/** A started session as one thing: it is alive, or lost for one reason, or closed with nothing left behind. */
import type { SessionOptions } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import { requirePrograms } from '../apps/programs.ts';
import type { VisibleDisplay } from '../display/visible-display.ts';
import type { XConnection } from '../display/x-connection.ts';
import { makeSessionFolder } from './folder.ts';
import { Reaper } from './reaper.ts';
import { type Furnisher, type SessionBase, type SessionGround, startSession } from './start.ts';

/** One death causes others within some ms: of those seen together, the part that starts first is the reason. */
const chainMs = 40;
/** Whoever has not gone by then is left to the reaper. */
const endTimeoutMs = 1_000;

export class SessionHost<Parts> {
  readonly base: SessionBase;
  readonly x: XConnection;
  readonly parts: Parts;
  readonly #ground: SessionGround<Parts>;
  readonly #reaper: Reaper;
  readonly #deaths = new Map<number, string>();
  readonly #lostListeners = new Set<(error: CodexqaError, reason: string) => void>();
  #loss: CodexqaError | undefined;
  #lossReason: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(ground: SessionGround<Parts>, reaper: Reaper) {
    this.base = ground.base;
    this.x = ground.x;
    this.parts = ground.parts;
    this.#ground = ground;
    this.#reaper = reaper;
    ground.helpers.forEach((helper, place) => void helper.ended.then((reason) => this.#died(place, reason)));
    void ground.x.ended.then(() => this.#died(ground.helpers.length, 'the X server closed the connection'));
  }

  /** @throws DRIVER_UNAVAILABLE when a program is missing, SESSION_START_FAILED when one does not come up */
  static async start<Parts, Ears>(
    screen: SessionOptions['screen'],
    visible: VisibleDisplay | undefined,
    furnisher: Furnisher<Parts, Ears>,
  ): Promise<SessionHost<Parts>> {
    const programs = requirePrograms();
    const paths = makeSessionFolder();
    const reaper = Reaper.guard(paths);
    try {
      return new SessionHost(await startSession({ programs, paths, screen, visible, furnisher }), reaper);
    } catch (error) {
      await reaper.reap();
      if (error instanceof CodexqaError && error.code !== 'DEADLINE_EXCEEDED') throw error;
      const seen = error instanceof Error ? error.message : String(error);
      throw new CodexqaError('SESSION_START_FAILED', `the session did not start: ${seen}`, { cause: error });
    }
  }

  /** Why the session cannot go on. */
  get lossReason(): string | undefined {
    return this.#lossReason;
  }

  /** SESSION_LOST once a part of the session has died; every later call must reject with it. */
  get loss(): CodexqaError | undefined {
    return this.#loss;
  }

  /** Called once, when a part of the session dies on its own. */
  onLost(listener: (error: CodexqaError, reason: string) => void): void {
    this.#lostListeners.add(listener);
  }

  /** Ends everything; afterwards no process, socket or folder is left. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#fail('the session has been closed');
    for (const bus of this.#ground.buses) bus.connection.end();
    // the reaper looks through the whole machine: with the known ones gone it finds nothing the first time
    const ends = Promise.all(this.#ground.helpers.map((helper) => helper.end()));
    await withDeadline(ends, Deadline.after(endTimeoutMs), 'the end of the session').catch(() => undefined);
    await this.#reaper.reap();
  }

  #died(place: number, reason: string): void {
    this.#deaths.set(place, reason);
    if (this.#deaths.size === 1) setTimeout(() => this.#lose(), chainMs).unref();
  }

  #lose(): void {
    const reason = this.#deaths.get(Math.min(...this.#deaths.keys())) ?? 'unknown';
    const error = this.#fail(`the desktop session ended: ${reason}`);
    if (error === undefined) return;
    for (const listener of this.#lostListeners) listener(error, reason);
  }

  /** Undefined when it has failed before. */
  #fail(reason: string): CodexqaError | undefined {
    if (this.#loss !== undefined) return undefined;
    this.#lossReason = reason;
    this.#loss = new CodexqaError('SESSION_LOST', reason);
    this.x.fail(this.#loss);
    return this.#loss;
  }
}
