/** What is still to be told on one channel, and when: by what the journal says was sent. The schedule outlives every process. */
import { basename } from 'node:path';
import { type Risk, risks } from '../../contracts/approval.ts';
import type { JournalEntry } from '../../contracts/journal.ts';
import type { Channel, Notice, QuietHours } from '../../contracts/notification.ts';
import { readSegment } from '../../journal/reader.ts';
import type { RunFolder } from '../../journal/run-folder.ts';

export type NoticeEntry = Extract<JournalEntry, { kind: 'notice' }>;

/** Role of whoever sends: its segments are the only ones that have to be read again. */
export const notifierRole = 'notifier';

const firstPauseMs = 1000;
const longestPauseMs = 300_000;

/** After the so-manieth attempt that failed, from 1. */
export function pauseAfter(attempt: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
}

/** What has been tried, by notice and channel. */
export class Outbox {
  readonly #last = new Map<string, NoticeEntry>();

  /** What earlier processes wrote, of this run and those that it continues. @throws JOURNAL_CORRUPT */
  static of(chain: readonly RunFolder[]): Outbox {
    const outbox = new Outbox();
    const paths = chain.flatMap((folder) => folder.segments());
    for (const path of paths.filter((each) => basename(each).startsWith(`${notifierRole}-`))) {
      for (const { entry } of readSegment(path)) if (entry.kind === 'notice') outbox.note(entry);
    }
    return outbox;
  }

  note(entry: NoticeEntry): void {
    const key = keyOf(entry.noticeId, entry.channel);
    const before = this.#last.get(key);
    // segments come in no order: sent stays sent, and of failures the latest counts
    if (before !== undefined && (isSettled(before) || (!isSettled(entry) && before.attempt >= entry.attempt))) return;
    this.#last.set(key, entry);
  }

  /** Attempts that failed so far. */
  attempts(notice: Notice, channel: string): number {
    return this.#last.get(keyOf(notice.id, channel))?.attempt ?? 0;
  }

  /** Unix time from which it may be sent; undefined when it was. */
  dueAt(notice: Notice, channel: string): number | undefined {
    const last = this.#last.get(keyOf(notice.id, channel));
    if (last === undefined) return notice.at;
    return isSettled(last) ? undefined : (last.againAt ?? 0);
  }
}

export function isWanted({ risk }: Notice, { atLeast = 'low' }: Channel): boolean {
  return isAtLeast(risk, atLeast);
}

/** During quiet hours only what is grave enough is told; the rest waits for their end. */
export function isHeld({ risk }: Notice, quiet: QuietHours | undefined, now: Date): boolean {
  if (quiet === undefined || isAtLeast(risk, quiet.through)) return false;
  const time = now.toTimeString().slice(0, 5);
  const { from, to } = quiet;
  return from <= to ? from <= time && time < to : time >= from || time < to;
}

function isAtLeast(risk: Risk, least: Risk): boolean {
  return risks.indexOf(risk) >= risks.indexOf(least);
}

function isSettled({ event }: NoticeEntry): boolean {
  return event !== 'failed';
}

function keyOf(noticeId: string, channel: string): string {
  return `${channel}\n${noticeId}`;
}
