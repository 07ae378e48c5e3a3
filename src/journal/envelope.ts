/**
 * One line of a segment: `{"body":{…},"hash":"…"}`. The body is canonical JSON and the hash covers its very bytes, so a reader
 * checks the chain without writing the body again. Each body names the hash before it; the first names the stream.
 */
import type { JournalEntry } from '../contracts/journal.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { type Digest, digestOf } from '../support/digest.ts';
import type { ProcessIdentity } from '../support/process-identity.ts';
import type { Stamp } from './clock.ts';
import type { Signature } from './keys.ts';

export const journalVersion = 1;

interface Link extends Stamp {
  readonly seq: number;
  readonly prev: Digest;
}

/** First line of every segment: who writes it. */
export interface SegmentHead {
  readonly version: number;
  readonly runId: string;
  readonly stream: string;
  readonly role: string;
  readonly process: ProcessIdentity;
}

/** Last line of a segment that was closed in order: signed, so that nothing can be changed or added unseen. */
export interface Seal extends Signature {
  readonly entries: number;
}

export type Body = Link &
  ({ readonly segment: SegmentHead } | { readonly entry: JournalEntry } | { readonly seal: Seal });

export interface Line {
  readonly body: Body;
  readonly hash: Digest;
}

const before = Buffer.from('{"body":');
const between = Buffer.from(',"hash":"');
const after = Buffer.from('"}');
const hashLength = 64;
const tailLength = between.length + hashLength + after.length;

/** No stream can pass for another one. */
export function genesis(stream: string): Digest {
  return digestOf(`codexqa-journal-v${journalVersion}:${stream}`);
}

/** @throws TypeError when the body holds something JSON cannot carry */
export function writeLine(body: Body): { readonly text: string; readonly hash: Digest } {
  const text = canonicalJson(body);
  const hash = digestOf(text);
  return { text: `${before}${text}${between}${hash}"}\n`, hash };
}

/** `bytes` without the line feed. Returns the reason in words when it is no line of ours or its hash does not fit. */
export function readLine(bytes: Buffer): Line | string {
  const bodyEnd = bytes.length - tailLength;
  const hashEnd = bytes.length - after.length;
  const framed =
    bodyEnd > before.length &&
    bytes.subarray(0, before.length).equals(before) &&
    bytes.subarray(bodyEnd, bodyEnd + between.length).equals(between) &&
    bytes.subarray(hashEnd).equals(after);
  if (!framed) return 'it is not a journal line';
  const hash = bytes.toString('latin1', hashEnd - hashLength, hashEnd);
  const body = bytes.subarray(before.length, bodyEnd);
  if (digestOf(body) !== hash) return 'its content does not fit its hash';
  try {
    return { body: JSON.parse(body.toString('utf8')) as Body, hash };
  } catch {
    return 'its content is not JSON';
  }
}
