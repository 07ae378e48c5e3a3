/**
 * What happens to the record itself, in a chain of the project's own beside those of its runs: which key signs from when on, what retention
 * took away. It is read, verified and anchored as a run by the name of `project`.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AuditEntry } from '../contracts/audit-entry.ts';
import { makeFolder } from '../support/durable-file.ts';
import { Lease } from '../support/lease.ts';
import { writeManifest } from './manifest.ts';
import { RunFolder, stateFolder } from './run-folder.ts';
import { JournalWriter } from './writer.ts';

export const projectRecordName = 'project';

/** As long as removing the runs of a year may take. */
const waitMs = 60_000;

/** Undefined while nothing has happened to the record. `state`: the `.codexqa` of the project. */
export function projectRecordIn(state: string): RunFolder | undefined {
  const path = recordPath(state);
  return existsSync(join(path, 'run.json')) ? RunFolder.at(path) : undefined;
}

/** Beside the run. */
export function projectRecordOf(run: RunFolder): RunFolder | undefined {
  return projectRecordIn(dirname(run.keysPath));
}

export class ProjectRecord implements Disposable {
  readonly #folder: RunFolder;
  readonly #journal: JournalWriter;
  readonly #lease: Lease;

  private constructor(folder: RunFolder, lease: Lease) {
    this.#folder = folder;
    this.#lease = lease;
    this.#journal = JournalWriter.open(folder, 'audit');
  }

  /** One writer at a time: the list of its segments is signed anew by each. @throws LEASE_TAKEN, JOURNAL_WRITE_FAILED */
  static async open(root: string, codexqa: string): Promise<ProjectRecord> {
    const state = stateFolder(root);
    const path = recordPath(state);
    const lease = await Lease.take([`record of ${path}`], { waitMs });
    makeFolder(join(path, 'journal'));
    const folder = RunFolder.at(path);
    if (projectRecordIn(state) === undefined) {
      const startedAt = Date.now();
      folder.writeHead({ version: 1, runId: projectRecordName, codexqa, startedAt, state: 'running', argv: [] });
    }
    return new ProjectRecord(folder, lease);
  }

  append(entry: AuditEntry): void {
    this.#journal.append(entry);
  }

  /** Seals what was written, with the key that was in use when it was opened. */
  [Symbol.dispose](): void {
    try {
      this.#journal.close();
      writeManifest(this.#folder);
    } finally {
      this.#lease.release();
    }
  }
}

function recordPath(state: string): string {
  return join(state, 'audit', projectRecordName);
}
