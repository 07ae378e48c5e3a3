/** The journal of one process: stamps, chains and stores entries in its own segment of the run. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry, JournalSink } from '../contracts/journal.ts';
import { runEnv } from '../contracts/run.ts';
import type { Digest } from '../support/digest.ts';
import { identityOf, type ProcessIdentity } from '../support/process-identity.ts';
import { HybridClock } from './clock.ts';
import { durabilityOf } from './durability.ts';
import { type Body, genesis, journalVersion, writeLine } from './envelope.ts';
import { type SigningKey, signingKey } from './keys.ts';
import { lastStamp } from './reader.ts';
import type { RunFolder } from './run-folder.ts';
import { sealOf } from './seal.ts';
import { Segment } from './segment.ts';

/** What a body holds beside its place in the chain. */
type Content = Body extends infer B ? (B extends Body ? Omit<B, 'at' | 'tick' | 'seq' | 'prev'> : never) : never;

export class JournalWriter implements JournalSink, Disposable {
  /** Name of the stream: run and segment. */
  readonly stream: string;
  readonly #segment: Segment;
  readonly #clock: HybridClock;
  readonly #key: SigningKey;
  /** Behind a locked screen nothing is left to the next critical entry (S93). */
  readonly #everyEntry = process.env[runEnv.locked] === '1';
  readonly #closeAtExit = (): void => closeLoudly(this);
  #seq = 0;
  #prev: Digest;
  #open = true;

  private constructor(segment: Segment, stream: string, clock: HybridClock, key: SigningKey) {
    this.stream = stream;
    this.#segment = segment;
    this.#clock = clock;
    this.#key = key;
    this.#prev = genesis(stream);
    process.once('exit', this.#closeAtExit);
  }

  /** Begins this process's own segment; `role` says what it does in the run: `runner`, `worker-2`. @throws JOURNAL_WRITE_FAILED */
  static open(folder: RunFolder, role: string): JournalWriter {
    const clock = new HybridClock();
    // entries of a new writer come after all that is written already, even when the system's clock was set back
    for (const path of folder.segments()) {
      const stamp = lastStamp(path);
      if (stamp !== undefined) clock.observe(stamp);
    }
    const key = signingKey(folder.keysPath);
    const me = self();
    for (let number = 1; ; number++) {
      const name = `${role}-${safeName(hostname())}-${me.pid}-${safeName(me.startedAt)}-${number}.jsonl`;
      const segment = Segment.create(join(folder.journalPath, name));
      if (segment === undefined) continue;
      const stream = `${folder.runId}/${name}`;
      const writer = new JournalWriter(segment, stream, clock, key);
      writer.#put({ segment: { version: journalVersion, runId: folder.runId, stream, role, process: me } });
      segment.sync();
      return writer;
    }
  }

  append(entry: JournalEntry): void {
    if (!this.#open) {
      throw new CodexqaError(
        'JOURNAL_WRITE_FAILED',
        `the journal ${this.#segment.path} is closed, a ${entry.kind} came late`,
      );
    }
    this.#put({ entry });
    if (this.#everyEntry || durabilityOf(entry) === 'critical') this.#segment.sync();
  }

  /** Puts all entries on the disk, trace ones included. @throws JOURNAL_WRITE_FAILED */
  flush(): void {
    if (this.#open) this.#segment.sync();
  }

  /** Seals the segment. A journal that could not be written stays without a seal: that is what its readers shall see. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.removeListener('exit', this.#closeAtExit);
    try {
      this.#put({ seal: sealOf(this.stream, this.#seq, this.#prev, this.#key) });
      this.#segment.sync();
    } finally {
      this.#segment.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #put(content: Content): void {
    const { text, hash } = writeLine({ ...this.#clock.next(), seq: this.#seq, prev: this.#prev, ...content });
    this.#segment.write(text);
    this.#seq++;
    this.#prev = hash;
  }
}

/** At the end of the process there is nobody left to catch an error. */
function closeLoudly(writer: JournalWriter): void {
  try {
    writer.close();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
}

function self(): ProcessIdentity {
  return identityOf(process.pid) ?? { host: hostname(), pid: process.pid, startedAt: '', bootId: '' };
}

function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9.]+/g, '_');
}
