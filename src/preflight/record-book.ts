/** Preflights, dry runs and verifications of a project, each a signed file in `.codexqa/preflight`: nobody writes himself a passed one by hand. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Signature, signatureFault, signatureOf, signingKey, trustedKeys } from '../journal/keys.ts';
import { stateFolder } from '../journal/run-folder.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { createFile, makeFolder } from '../support/durable-file.ts';
import type { MachinePrint } from './machine-print.ts';
import type { PreflightOutcome } from './verdict.ts';

export interface PreflightRecord {
  readonly version: 1;
  readonly kind: 'preflight' | 'dry-run' | 'locked';
  /** Unix time in ms. */
  readonly at: number;
  readonly machine: MachinePrint;
  readonly outcome: PreflightOutcome;
  /** Verdicts of the deployment tests by name; of a dry run how many targets were found; of a locked verification its figures. */
  readonly detail: Readonly<Record<string, string>>;
}

interface SignedRecord {
  readonly record: PreflightRecord;
  readonly signature: Signature;
}

/** Of each kind; older ones go. */
const mostRecords = 200;

export class RecordBook {
  readonly #root: string;

  constructor(projectRoot: string) {
    this.#root = projectRoot;
  }

  /** @throws JOURNAL_WRITE_FAILED when there is no key to sign it with, and the file system's own errors */
  add(record: PreflightRecord): void {
    const state = stateFolder(this.#root);
    const signature = signatureOf(canonicalJson(record), signingKey(join(state, 'keys')));
    makeFolder(this.#path);
    const name = `${String(record.at).padStart(14, '0')}-${record.kind}-${randomBytes(3).toString('hex')}.json`;
    createFile(join(this.#path, name), `${JSON.stringify({ record, signature } satisfies SignedRecord)}\n`);
    const alike = this.#names().filter((each) => each.includes(`-${record.kind}-`));
    for (const old of alike.slice(0, -mostRecords)) rmSync(join(this.#path, old), { force: true });
  }

  /** Oldest first. What is not signed with a key of the project, or was changed, is as if it were not there. */
  all(): readonly PreflightRecord[] {
    const keys = trustedKeys(join(this.#root, '.codexqa', 'keys'));
    return this.#names().flatMap((name) => {
      const signed = read(join(this.#path, name));
      return signed !== undefined && holds(signed, keys) ? [signed.record] : [];
    });
  }

  get #path(): string {
    return join(this.#root, '.codexqa', 'preflight');
  }

  #names(): readonly string[] {
    if (!existsSync(this.#path)) return [];
    return readdirSync(this.#path)
      .filter((name) => name.endsWith('.json'))
      .sort();
  }
}

function read(path: string): SignedRecord | undefined {
  try {
    const { record, signature } = JSON.parse(readFileSync(path, 'utf8')) as Partial<SignedRecord>;
    return record?.version === 1 && signature !== undefined ? { record, signature } : undefined;
  } catch {
    return undefined;
  }
}

function holds({ record, signature }: SignedRecord, keys: ReadonlyMap<string, string>): boolean {
  return keys.has(signature.keyId) && signatureFault(signature, canonicalJson(record)) === undefined;
}
