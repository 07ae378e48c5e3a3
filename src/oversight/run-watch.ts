/** Follows the journals of one run as they grow: where it is, what it did last, what went wrong. Proves nothing; `audit` does. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { JournalEntry } from '../contracts/journal.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { SignCounter, signText } from '../journal/sign-counter.ts';

export interface RunProgress {
  /** Tests at work, by title, with when they began. */
  readonly now: readonly { readonly title: string; readonly since: number; readonly doing: string }[];
  readonly next: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
  readonly planned: number;
  readonly lastError: string | undefined;
  /** Of the latest automatic checkpoint: digests of what was kept. Pictures of failures may show secrets, and stay with the reports. */
  readonly picture: string | undefined;
  readonly tree: string | undefined;
  readonly pictureAt: number | undefined;
  readonly lastEntryAt: number | undefined;
  /** Warning signs that came too often. */
  readonly signs: readonly string[];
}

interface Begun {
  readonly title: string;
  readonly since: number;
  doing: string;
}

const pieceBytes = 1 << 18;

export class RunWatch {
  readonly #folder: RunFolder;
  readonly #offsets = new Map<string, number>();
  readonly #begun = new Map<string, Begun>();
  readonly #waiting = new Map<string, string>();
  readonly #ended = new Map<string, string>();
  readonly #signs = new SignCounter();
  #planned = 0;
  #lastError: string | undefined;
  #picture: string | undefined;
  #tree: string | undefined;
  #pictureAt: number | undefined;
  #lastEntryAt: number | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /** Reads what is new. */
  progress(): RunProgress {
    for (const path of this.#folder.segments()) this.#read(path);
    const counts: Record<string, number> = {};
    for (const status of this.#ended.values()) counts[status] = (counts[status] ?? 0) + 1;
    const [next] = this.#waiting.values();
    return {
      now: [...this.#begun.values()].map(({ title, since, doing }) => ({ title, since, doing })),
      next,
      counts,
      planned: this.#planned,
      lastError: this.#lastError,
      picture: this.#picture,
      tree: this.#tree,
      pictureAt: this.#pictureAt,
      lastEntryAt: this.#lastEntryAt,
      signs: this.#signs.signs().flatMap((sign) => (sign.tripped ? [signText(sign)] : [])),
    };
  }

  #read(path: string): void {
    let offset = this.#offsets.get(path) ?? 0;
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= offset) return;
    const file = openSync(path, 'r');
    try {
      const piece = Buffer.alloc(pieceBytes);
      for (let rest = Buffer.alloc(0); ; ) {
        const read = readSync(file, piece, 0, pieceBytes, offset + rest.length);
        const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
        const end = bytes.lastIndexOf(10) + 1;
        for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) if (line !== '') this.#line(line);
        offset += end;
        rest = bytes.subarray(end);
        // a line that is still being written is read next time
        if (read === 0) break;
      }
    } finally {
      closeSync(file);
    }
    this.#offsets.set(path, offset);
  }

  #line(line: string): void {
    let body: { readonly at?: number; readonly entry?: JournalEntry };
    try {
      body = (JSON.parse(line) as { body: typeof body }).body;
    } catch {
      // a damaged line is for the audit to tell
      return;
    }
    const { at = 0, entry } = body;
    this.#lastEntryAt = Math.max(at, this.#lastEntryAt ?? 0);
    if (entry === undefined) return;
    this.#signs.note(entry, at);
    this.#note(entry, at);
  }

  #note(entry: JournalEntry, at: number): void {
    switch (entry.kind) {
      case 'plan':
        this.#planned = entry.tests.length;
        for (const { testId, titlePath } of entry.tests) this.#waiting.set(testId, titlePath.join(' › '));
        return;
      case 'test-begin':
        this.#waiting.delete(entry.testId);
        this.#begun.set(entry.testId, { title: entry.title, since: at, doing: '' });
        return;
      case 'test-end':
        this.#begun.delete(entry.testId);
        this.#ended.set(entry.testId, entry.status);
        if (entry.status === 'failed' || entry.status === 'timedOut') {
          this.#lastError = [entry.status, ...(entry.errorCodes ?? [])].join(', ');
        }
        return;
      case 'intent':
        this.#doing(entry.testId, [entry.verb, entry.shown, 'on', entry.target].filter(Boolean).join(' '));
        return;
      case 'checkpoint':
        this.#doing(entry.testId, `checkpoint ${entry.name}`);
        if (entry.origin === 'automatic') {
          const { picture, tree } = entry.value as { readonly picture?: string; readonly tree?: string };
          this.#look(picture, tree, at);
        }
        return;
      default:
        return;
    }
  }

  #doing(testId: string | undefined, words: string): void {
    const begun = testId === undefined ? undefined : this.#begun.get(testId);
    if (begun !== undefined) begun.doing = words;
  }

  /** The latest one counts, whichever worker it is of. */
  #look(picture: string | undefined, tree: string | undefined, at: number): void {
    if (picture === undefined || at < (this.#pictureAt ?? 0)) return;
    this.#picture = picture;
    this.#tree = tree;
    this.#pictureAt = at;
  }
}
