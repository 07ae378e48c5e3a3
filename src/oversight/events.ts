/** Entries of the journal as CloudEvents 1.0, and a run as a signed in-toto statement: for tools that know nothing of us. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { JournalEntry } from '../contracts/journal.ts';
import { type SigningKey, signatureOf } from '../journal/keys.ts';
import { JournalReader, type JournalRecord } from '../journal/reader.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOfFile } from '../support/digest.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: JournalEntry;
}

export function eventOf(runId: string, { at, seq, role, entry, file }: JournalRecord): CloudEvent {
  return {
    specversion: '1.0',
    id: `${basename(file)}:${seq}`,
    source: `codexqa://${runId}/${role}`,
    type: `dev.codexqa.${entry.kind}${detailOf(entry)}`,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: entry,
  };
}

function detailOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'approval':
    case 'irreversible':
    case 'compensation':
    case 'session':
    case 'notice':
    case 'locked':
    case 'audit':
      return `.${entry.event}`;
    case 'presence':
      return `.${entry.change}`;
    case 'interference':
      return `.${entry.what}`;
    case 'state':
      return `.${entry.to}`;
    case 'preflight':
      return `.${entry.decision}`;
    case 'verdict':
      return `.${entry.verdict.kind}`;
    default:
      return '';
  }
}

/** What decides: who allowed, refused or changed what. Actions and test results are left to `--all`. */
export function isDecision({ kind }: JournalEntry): boolean {
  return decisions.has(kind);
}

const decisions: ReadonlySet<JournalEntry['kind']> = new Set([
  'run-begin',
  'run-end',
  'dependencies',
  'policy',
  'preflight',
  'state',
  'verdict',
  'approval',
  'irreversible',
  'compensation',
  'recovery',
  'presence',
  'locked',
  'audit',
  'session',
]);

/** DSSE: https://github.com/secure-systems-lab/dsse */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const payloadType = 'application/vnd.in-toto+json';

/** An in-toto statement about the run: the digests of what it left behind, and what was decided in it. */
export function statementOf(folder: RunFolder): object {
  const files = [...folder.segments(), folder.manifestPath, folder.resultsPath, folder.chainPath].filter(existsSync);
  const counts: Record<string, number> = {};
  for (const record of new JournalReader(folder).records()) {
    const { type } = eventOf(folder.runId, record);
    if (isDecision(record.entry)) counts[type] = (counts[type] ?? 0) + 1;
  }
  const { codexqa, startedAt, endedAt, state, status, resumedFrom } = folder.readHead();
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: files.map((path) => ({ name: basename(path), digest: { sha256: digestOfFile(path) } })),
    predicateType: 'https://codexqa.dev/run/v1',
    predicate: { runId: folder.runId, codexqa, startedAt, endedAt, state, status, resumedFrom, decisions: counts },
  };
}

export function enveloped(statement: object, key: SigningKey): Envelope {
  const payload = Buffer.from(canonicalJson(statement));
  const { keyId, signature } = signatureOf(encoded(payload), key);
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: keyId, sig: signature }] };
}

/** What DSSE signs: the type and the bytes, each with its length. */
function encoded(payload: Buffer): string {
  return `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} ${payload.toString('utf8')}`;
}
