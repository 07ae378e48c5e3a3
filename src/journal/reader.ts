/** Reads journals as streams: one segment, or all writers of a run in order. Checks every hash on the way. */
import { basename } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import type { Digest } from '../support/digest.ts';
import { compareStamps, type Stamp } from './clock.ts';
import { type Body, genesis, journalVersion, type Line, readLine, type Seal, type SegmentHead } from './envelope.ts';
import { lastLineOf, linesOf } from './lines.ts';
import type { RunFolder } from './run-folder.ts';

export interface JournalRecord extends Stamp {
  /** Role of the writer: `runner`, `worker-2`. */
  readonly role: string;
  readonly seq: number;
  readonly entry: JournalEntry;
  readonly file: string;
  readonly line: number;
}

/** How a segment ended. */
export interface SegmentEnd {
  readonly path: string;
  /** Undefined when the writer was killed before it had written its first line. */
  readonly head: SegmentHead | undefined;
  /** Lines of the chain, the first one included, the seal not. */
  readonly entries: number;
  readonly lastHash: Digest;
  /** Undefined: the writer did not close it (killed, or still writing). */
  readonly seal: Seal | undefined;
  /** A last line without its line feed: it was never acknowledged and is not read. */
  readonly torn: { readonly line: number; readonly bytes: number } | undefined;
}

/** All entries of a run in the order they happened. */
export class JournalReader {
  readonly #folder: RunFolder;
  readonly #ends: SegmentEnd[] = [];

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /** How each segment ended; complete once `records` has been read to its end. */
  get ends(): readonly SegmentEnd[] {
    return this.#ends;
  }

  /** @throws JOURNAL_CORRUPT with file:line, JOURNAL_NEWER */
  *records(): Generator<JournalRecord, void> {
    const waiting = this.#folder
      .segments()
      .map((path) => ({ path, first: firstStamp(path) }))
      .sort((a, b) => compareStamps(b.first, a.first) || (a.path < b.path ? 1 : -1));
    // a segment is opened when its time has come: a run of thousands of workers does not need as many open files
    const open: Cursor[] = [];
    for (;;) {
      const next = earliest(open);
      const upcoming = waiting.at(-1);
      if (upcoming !== undefined && (next === undefined || compareStamps(upcoming.first, next.record) <= 0)) {
        waiting.pop();
        this.#advance(readSegment(upcoming.path), open);
      } else if (next !== undefined) {
        yield next.record;
        open.splice(open.indexOf(next), 1);
        this.#advance(next.source, open);
      } else {
        return;
      }
    }
  }

  #advance(source: Generator<JournalRecord, SegmentEnd>, open: Cursor[]): void {
    const step = source.next();
    if (step.done) this.#ends.push(step.value);
    else open.push({ source, record: step.value });
  }
}

/** @throws JOURNAL_CORRUPT with file:line, JOURNAL_NEWER */
export function* readSegment(path: string): Generator<JournalRecord, SegmentEnd> {
  let head: SegmentHead | undefined;
  let seal: Seal | undefined;
  let lastHash = '';
  let entries = 0;
  let torn: SegmentEnd['torn'];
  for (const { bytes, number, ended } of linesOf(path)) {
    if (!ended) {
      torn = { line: number, bytes: bytes.length };
      break;
    }
    const { body, hash } = goodLine(path, number, bytes);
    if (head === undefined) {
      head = headOf(path, body);
      lastHash = genesis(head.stream);
    }
    if (seal !== undefined) throw corrupt(path, number, 'it comes after the seal');
    if (body.prev !== lastHash) throw corrupt(path, number, 'the line before it is not the one it was written after');
    if (body.seq !== number - 1) throw corrupt(path, number, `it says it is line ${body.seq + 1}`);
    if ('seal' in body) {
      seal = body.seal;
      continue;
    }
    lastHash = hash;
    entries++;
    if ('entry' in body) {
      const { at, tick, seq, entry } = body;
      yield { at, tick, role: head.role, seq, entry, file: path, line: number };
    }
  }
  return { path, head, entries, lastHash, seal, torn };
}

/** How a segment ended, for who does not need its entries. @throws JOURNAL_CORRUPT with file:line, JOURNAL_NEWER */
export function segmentEnd(path: string): SegmentEnd {
  const source = readSegment(path);
  for (;;) {
    const step = source.next();
    if (step.done) return step.value;
  }
}

/** When the last whole line was written; undefined for a segment without one, or one that is damaged there. */
export function lastStamp(path: string): Stamp | undefined {
  const bytes = lastLineOf(path);
  const line = bytes === undefined ? undefined : readLine(bytes);
  return typeof line === 'object' ? line.body : undefined;
}

/** When and with which key the segment was sealed; undefined without a seal. Nothing is checked. */
export function sealing(path: string): { readonly at: number; readonly keyId: string } | undefined {
  const bytes = lastLineOf(path);
  const line = bytes === undefined ? undefined : readLine(bytes);
  if (typeof line !== 'object' || !('seal' in line.body)) return undefined;
  return { at: line.body.at, keyId: line.body.seal.keyId };
}

interface Cursor {
  readonly source: Generator<JournalRecord, SegmentEnd>;
  readonly record: JournalRecord;
}

function earliest(cursors: readonly Cursor[]): Cursor | undefined {
  let found: Cursor | undefined;
  for (const cursor of cursors) if (found === undefined || isBefore(cursor.record, found.record)) found = cursor;
  return found;
}

function isBefore(a: JournalRecord, b: JournalRecord): boolean {
  return (compareStamps(a, b) || (a.file < b.file ? -1 : 1)) < 0;
}

/** A segment whose first line is torn or damaged sorts first: reading it then says what is wrong. */
function firstStamp(path: string): Stamp {
  for (const { bytes, ended } of linesOf(path)) {
    const line = ended ? readLine(bytes) : undefined;
    if (typeof line === 'object') return line.body;
    break;
  }
  return { at: 0, tick: 0 };
}

function goodLine(path: string, number: number, bytes: Buffer): Line {
  const line = readLine(bytes);
  if (typeof line === 'string') throw corrupt(path, number, line);
  return line;
}

function headOf(path: string, body: Body): SegmentHead {
  if (!('segment' in body)) throw corrupt(path, 1, 'it does not say whose segment this is');
  const { segment } = body;
  if (segment.version > journalVersion) {
    throw new CodexqaError(
      'JOURNAL_NEWER',
      `${path} has version ${segment.version}, this codexqa reads up to version ${journalVersion}`,
      { fix: 'read this run with the codexqa that made it, or update this one' },
    );
  }
  if (basename(segment.stream) !== basename(path)) throw corrupt(path, 1, `it belongs to ${segment.stream}`);
  return segment;
}

function corrupt(path: string, line: number, reason: string): CodexqaError {
  return new CodexqaError('JOURNAL_CORRUPT', `${path}:${line} was changed after it was written: ${reason}`, {
    fix: 'restore the file from a copy; a changed journal is not continued',
    facts: { path, line, reason },
  });
}
