/** Sends what runs without a process have left to tell: that they were killed, and what was still in their outbox. */
import { resolve } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry, JournalSink } from '../contracts/journal.ts';
import { earlierRuns, RunFolder, type RunHead } from '../journal/run-folder.ts';
import { workerOn } from '../journal/run-lock.ts';
import { JournalWriter } from '../journal/writer.ts';
import { notifierRole } from '../oversight/notices/outbox.ts';
import { courierFor } from '../runner/notify.ts';
import type { NotificationOptions, ProjectOptions } from '../runner/options.ts';
import { Lease } from '../support/lease.ts';

/** Older runs are no news. */
const latestRuns = 3;
const limitMs = 10_000;

/** Resolves with the number of attempts; 0 also when another process is at it. */
export async function sendForIdleRuns(
  root: string,
  { notifications, supervision }: Pick<ProjectOptions, 'notifications' | 'supervision'>,
): Promise<number> {
  if (notifications === undefined) return 0;
  using lease = await takeLease(root);
  if (lease === undefined) return 0;
  let attempts = 0;
  for (const { folder, head } of idleRuns(root)) {
    if (head.argv.includes('--dry-run')) continue;
    const wasUnattended = supervision === 'unattended' || head.argv.includes('--unattended');
    if (notifications.when === 'always' || wasUnattended) attempts += await sendFor(folder, notifications);
  }
  return attempts;
}

/** The latest ones that nobody is at work on and nobody has resumed. */
function idleRuns(root: string): readonly { readonly folder: RunFolder; readonly head: RunHead }[] {
  const runs = RunFolder.all(root)
    .slice(-latestRuns)
    .flatMap((folder) => {
      const head = folder.headIfReadable();
      return head === undefined ? [] : [{ folder, head }];
    });
  const continued = new Set(runs.flatMap(({ head }) => earlierRuns(head)));
  return runs.filter(({ folder }) => !continued.has(folder.runId) && workerOn(folder) === undefined);
}

async function sendFor(folder: RunFolder, options: NotificationOptions): Promise<number> {
  using journal = new LateJournal(folder);
  await courierFor(folder, options, journal).empty(limitMs);
  return journal.entries;
}

/** Two pages of one project must not tell everything twice. */
async function takeLease(root: string): Promise<Lease | undefined> {
  try {
    return await Lease.take([`notices of ${resolve(root)}`]);
  } catch (error) {
    if (error instanceof CodexqaError && error.code === 'LEASE_TAKEN') return undefined;
    throw error;
  }
}

/** A run that has nothing more to tell gets no new segment. */
class LateJournal implements JournalSink, Disposable {
  readonly #folder: RunFolder;
  #writer: JournalWriter | undefined;
  entries = 0;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  append(entry: JournalEntry): void {
    this.#writer ??= JournalWriter.open(this.#folder, notifierRole);
    this.#writer.append(entry);
    this.entries++;
  }

  [Symbol.dispose](): void {
    this.#writer?.close();
  }
}
