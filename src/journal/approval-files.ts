/**
 * The questions of a run on the disk: one folder each below `approvals`, one file for each thing that happened. No file is ever
 * changed, and each is made by a link that refuses an existing name: whoever is killed when, a question is settled once and a yes
 * is used once.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, ApprovalRequest, Asking, Settlement, Spent } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { type Digest, digestOf } from '../support/digest.ts';
import { createFile, makeFolder } from '../support/durable-file.ts';
import { lifeOf } from '../support/process-identity.ts';
import type { RunFolder } from './run-folder.ts';

export class ApprovalFiles {
  readonly request: ApprovalRequest;
  readonly digest: Digest;
  /** Folder of this question. */
  readonly path: string;

  private constructor(path: string, request: ApprovalRequest) {
    this.path = path;
    this.request = request;
    this.digest = digestOf(canonicalJson(request));
  }

  /** On the disk when it returns. @throws JOURNAL_WRITE_FAILED */
  static create(folder: RunFolder, request: ApprovalRequest): ApprovalFiles {
    const files = new ApprovalFiles(join(approvalsPath(folder), request.id), request);
    try {
      makeFolder(files.path);
    } catch (cause) {
      throw writeFailed(files.path, cause);
    }
    files.#create('request', request);
    return files;
  }

  /** All questions of a run, oldest first. @throws JOURNAL_CORRUPT */
  static all(folder: RunFolder): readonly ApprovalFiles[] {
    const path = approvalsPath(folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .flatMap((id) => ApprovalFiles.#at(join(path, id)) ?? [])
      .sort((a, b) => a.request.createdAt - b.request.createdAt || (a.request.id < b.request.id ? -1 : 1));
  }

  /** Undefined where a process was killed before the question was written. */
  static #at(path: string): ApprovalFiles | undefined {
    const request = read<ApprovalRequest>(join(path, 'request.json'));
    return request === undefined ? undefined : new ApprovalFiles(path, request);
  }

  /** Somebody waits for the answer, from now on. */
  ask(asking: Asking): void {
    for (let number = this.#named('asked').length + 1; !this.#create(`asked-${number}`, asking); number++);
  }

  /** Who waited, oldest first. */
  get askings(): readonly Asking[] {
    const askings = this.#named('asked').flatMap((name) => read<Asking>(join(this.path, name)) ?? []);
    return askings.sort((a, b) => a.at - b.at);
  }

  /** False when this person has said so before. */
  answer(answer: Answer): boolean {
    const name = encodeURIComponent(answer.by);
    return this.#create(`${answer.decision}-${name}`, answer);
  }

  get answers(): readonly Answer[] {
    const names = [...this.#named('approve'), ...this.#named('deny')];
    return names.flatMap((name) => read<Answer>(join(this.path, name)) ?? []).sort((a, b) => a.at - b.at);
  }

  /** Of several at once exactly one counts; all get that one back. */
  settle(settlement: Settlement): Settlement {
    this.#create('settled', settlement);
    return this.settlement ?? settlement;
  }

  get settlement(): Settlement | undefined {
    return read<Settlement>(join(this.path, 'settled.json'));
  }

  /** False when it was used up before: a yes is for one action. */
  spend(spent: Spent): boolean {
    return this.#create('spent', spent);
  }

  get spent(): Spent | undefined {
    return read<Spent>(join(this.path, 'spent.json'));
  }

  /** True for the first that says so. */
  escalate(at: number): boolean {
    return this.#create('escalated', { at });
  }

  /** Unix time in ms; undefined while less than half of its time is over. */
  get escalatedAt(): number | undefined {
    return read<{ readonly at: number }>(join(this.path, 'escalated.json'))?.at;
  }

  #create(name: string, content: object): boolean {
    const path = join(this.path, `${name}.json`);
    try {
      return createFile(path, `${JSON.stringify(content, null, 2)}\n`);
    } catch (cause) {
      throw writeFailed(path, cause);
    }
  }

  #named(kind: string): readonly string[] {
    return readdirSync(this.path).filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.json'));
  }
}

/** As cheap as looking for a folder while nothing was ever asked. */
export function pendingApprovals(folder: RunFolder): readonly ApprovalFiles[] {
  return ApprovalFiles.all(folder).filter(({ settlement }) => settlement === undefined);
}

function approvalsPath(folder: RunFolder): string {
  return join(folder.path, 'approvals');
}

function read<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new CodexqaError('JOURNAL_CORRUPT', `${path} is not readable: it was changed after it was written`, {
      cause,
    });
  }
}

function writeFailed(path: string, cause: unknown): CodexqaError {
  return new CodexqaError(
    'JOURNAL_WRITE_FAILED',
    `${path} cannot be written, so nothing is asked and nothing is done`,
    {
      fix: 'check the disk and the permissions of .codexqa',
      cause,
    },
  );
}

/** Questions that this run itself waits for just now, its own and those of runs it continues. */
export function awaitedBy(runId: string, chain: readonly RunFolder[]): readonly ApprovalFiles[] {
  return chain.flatMap(pendingApprovals).filter(({ askings }) => {
    const last = askings.at(-1);
    return last?.runId === runId && lifeOf(last.process) !== 'dead';
  });
}
