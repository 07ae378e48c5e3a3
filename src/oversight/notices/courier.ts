/** Tells people: looks what is worth telling, sends it on every channel, writes down what became of it, tries again. */
import type { JournalSink } from '../../contracts/journal.ts';
import type { Channel, Notice, QuietHours } from '../../contracts/notification.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { type Delivery, deliver } from './deliver.ts';
import { isHeld, isWanted, type Outbox, pauseAfter } from './outbox.ts';

export interface CourierParts {
  readonly notices: () => readonly Notice[];
  readonly channels: Readonly<Record<string, Channel>>;
  readonly quietHours?: QuietHours | undefined;
  readonly outbox: Outbox;
  readonly journal: JournalSink;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

/** So long may something new, or what is due again, go unseen. */
const lookAgainMs = 1000;

export class Courier {
  readonly #parts: CourierParts;
  readonly #now: () => number;
  readonly #bell = new Bell();
  #isEnding = false;
  #following: Promise<unknown> | undefined;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  start(): void {
    this.#following ??= this.#follow();
  }

  /** What is under way is awaited; what is not sent by then stays in the outbox. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    this.#bell.ring();
    await this.#following;
  }

  /** Until nothing is left to send now, or so long: what is due later is left to a later process. */
  async empty(limitMs: number): Promise<void> {
    const limit = Deadline.after(limitMs);
    const first = this.#parts.notices();
    await Promise.all(
      Object.entries(this.#parts.channels).map(async ([name, channel]) => {
        for (let notices = first; !limit.passed; notices = this.#parts.notices()) {
          const wait = await this.round(name, channel, notices);
          if (wait === undefined || wait > limit.leftMs) return;
          await new Bell().next(wait);
        }
      }),
    );
  }

  /** Sends what is due on a channel; resolves with the time until there is more, undefined when nothing waits. */
  async round(name: string, channel: Channel, notices = this.#parts.notices()): Promise<number | undefined> {
    const { quietHours, outbox } = this.#parts;
    const waits: number[] = [];
    for (const notice of notices) {
      const dueAt = isWanted(notice, channel) ? outbox.dueAt(notice, name) : undefined;
      if (dueAt === undefined) continue;
      const now = this.#now();
      if (isHeld(notice, quietHours, new Date(now))) continue;
      if (dueAt > now) waits.push(dueAt - now);
      else await this.#send(name, channel, notice, waits);
    }
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  /** One look serves all channels, and those that still send are left alone: a receiver that hangs holds up its own channel only. */
  async #follow(): Promise<void> {
    const sending = new Map<string, Promise<void>>();
    while (!this.#isEnding) {
      const notices = this.#parts.notices();
      for (const [name, channel] of Object.entries(this.#parts.channels)) {
        if (sending.has(name)) continue;
        const round = this.round(name, channel, notices);
        sending.set(
          name,
          round.then(() => void sending.delete(name)),
        );
      }
      await this.#bell.next(lookAgainMs);
    }
    await Promise.all(sending.values());
  }

  async #send(name: string, channel: Channel, notice: Notice, waits: number[]): Promise<void> {
    const attempt = this.#parts.outbox.attempts(notice, name) + 1;
    const delivery = await deliver(channel, notice, this.#parts.timeoutMs);
    const pauseMs = delivery.kind === 'later' ? Math.max(pauseAfter(attempt), delivery.afterMs ?? 0) : undefined;
    if (pauseMs !== undefined) waits.push(pauseMs);
    this.#note(name, notice, attempt, delivery, pauseMs);
  }

  #note(
    channel: string,
    { id, topic, what }: Notice,
    attempt: number,
    delivery: Delivery,
    pauseMs: number | undefined,
  ): void {
    const { outbox, journal } = this.#parts;
    const entry = {
      kind: 'notice',
      noticeId: id,
      topic,
      what,
      channel,
      event: delivery.kind === 'later' ? 'failed' : delivery.kind,
      attempt,
      detail: delivery.detail,
      ...(pauseMs === undefined ? {} : { againAt: this.#now() + pauseMs }),
    } as const;
    outbox.note(entry);
    journal.append(entry);
  }
}
