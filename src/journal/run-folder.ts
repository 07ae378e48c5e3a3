/** The folder of one run: where its journal, evidence and results are, and its head `run.json`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { WentBy } from '../contracts/audit-entry.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { RunState } from '../contracts/journal.ts';
import { createFile, makeFolder, replaceFile, syncFolder } from '../support/durable-file.ts';
import { didYouMean } from '../support/near-miss.ts';
import { isRunId, newRunId, timeLength } from './run-id.ts';

/** A quick view of the run; the journal is the truth. */
export interface RunHead {
  readonly version: 1;
  readonly runId: string;
  readonly codexqa: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly state: RunState;
  /** Status of the whole run in Playwright's words, once it has ended. */
  readonly status?: string;
  readonly counts?: Readonly<Record<string, number>>;
  /** Why it ended itself before its last test. */
  readonly halted?: string;
  readonly argv: readonly string[];
  /** The run that this one continues. */
  readonly resumedFrom?: string;
  /** Runs that this one stands for; it ran nothing itself. */
  readonly gathers?: readonly string[];
  /** Nothing was done to the applications. */
  readonly dryRun?: boolean;
  readonly wentBy?: WentBy;
  /** It tried the machine with a window of ours; no spec ran. */
  readonly verification?: boolean;
}

/** Whether it did the work of the project: no dry run, no verification, none that only stands for others. */
export function didWork({ dryRun, verification, gathers }: RunHead): boolean {
  return dryRun !== true && verification !== true && gathers === undefined;
}

/** Names of the runs that a run continues or gathers. */
export function earlierRuns({
  resumedFrom,
  gathers = [],
}: Pick<RunHead, 'resumedFrom' | 'gathers'>): readonly string[] {
  return resumedFrom === undefined ? gathers : [...gathers, resumedFrom];
}

export interface NewRun {
  readonly codexqa: string;
  readonly argv: readonly string[];
  readonly resumedFrom?: string;
  readonly gathers?: readonly string[];
  readonly dryRun?: boolean;
  readonly verification?: boolean;
}

// public keys may go into git, so that seals can be checked elsewhere; nothing else of this folder should
const gitignore = '*\n!.gitignore\n!keys/\n!keys/*.pub\n';

export class RunFolder {
  readonly path: string;
  readonly runId: string;

  private constructor(path: string) {
    this.path = path;
    this.runId = basename(path);
  }

  /** A new run of the project in `root`. */
  static create(root: string, run: NewRun): RunFolder {
    const runs = runsPath(root);
    stateFolder(root);
    makeFolder(runs);
    const folder = new RunFolder(join(runs, claimName(root)));
    makeFolder(folder.journalPath);
    syncFolder(runs);
    folder.writeHead({ version: 1, runId: folder.runId, startedAt: Date.now(), state: 'queued', ...run });
    return folder;
  }

  /** The run folder at this very path, as handed down in CODEXQA_RUN_DIR. @throws RUN_NOT_FOUND */
  static at(path: string): RunFolder {
    if (!existsSync(path)) throw new CodexqaError('RUN_NOT_FOUND', `there is no run folder ${path}`);
    return new RunFolder(path);
  }

  /** By name, by the beginning of a name, or `last`. @throws RUN_NOT_FOUND with the nearest name */
  static find(root: string, name: string): RunFolder {
    const names = runNames(root);
    const wanted = name === 'last' ? names.slice(-1) : names.filter((runId) => runId === name || runId.includes(name));
    const [found, another] = wanted.includes(name) ? [name] : wanted;
    if (found !== undefined && another === undefined) return new RunFolder(join(runsPath(root), found));
    throw new CodexqaError('RUN_NOT_FOUND', notFound(root, name, names, wanted), {
      fix: 'see the names with: npx codexqa runs list',
    });
  }

  /** All runs of the project, oldest first. */
  static all(root: string): readonly RunFolder[] {
    return runNames(root).map((name) => new RunFolder(join(runsPath(root), name)));
  }

  /** Another run of the same project, by its whole name. @throws RUN_NOT_FOUND */
  sibling(runId: string): RunFolder {
    return RunFolder.at(join(dirname(this.path), runId));
  }

  /** The run of the project before this one that says what it went by. */
  runBefore(): { readonly runId: string; readonly wentBy: WentBy } | undefined {
    const earlier = namesIn(dirname(this.path)).filter((name) => name < this.runId);
    for (const runId of earlier.toReversed()) {
      const wentBy = this.sibling(runId).headIfReadable()?.wentBy;
      if (wentBy !== undefined) return { runId, wentBy };
    }
    return undefined;
  }

  get journalPath(): string {
    return join(this.path, 'journal');
  }

  get evidencePath(): string {
    return join(this.path, 'evidence');
  }

  get resultsPath(): string {
    return join(this.path, 'results.json');
  }

  /** What this run and those it continues come to together. */
  get chainPath(): string {
    return join(this.path, 'chain.json');
  }

  get manifestPath(): string {
    return join(this.path, 'manifest.json');
  }

  /** Keys belong to the project: `.codexqa/keys`. */
  get keysPath(): string {
    return join(dirname(dirname(this.path)), 'keys');
  }

  /** @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
  readHead(): RunHead {
    const path = join(this.path, 'run.json');
    let head: RunHead;
    try {
      head = JSON.parse(readFileSync(path, 'utf8')) as RunHead;
    } catch (cause) {
      throw new CodexqaError('JOURNAL_CORRUPT', `${path} is not readable as the head of a run`, { cause });
    }
    if (head.version !== 1) {
      throw new CodexqaError('JOURNAL_NEWER', `${path} has version ${head.version}, this codexqa reads version 1`, {
        fix: 'read this run with the codexqa that made it, or update this one',
      });
    }
    return head;
  }

  /** Undefined also for a run that is just being made. */
  headIfReadable(): RunHead | undefined {
    try {
      return this.readHead();
    } catch {
      return undefined;
    }
  }

  writeHead(head: RunHead): void {
    replaceFile(join(this.path, 'run.json'), `${JSON.stringify(head, null, 2)}\n`);
  }

  updateHead(change: Partial<RunHead>): void {
    this.writeHead({ ...this.readHead(), ...change });
  }

  /** Journal segments, sorted by name. */
  segments(): readonly string[] {
    if (!existsSync(this.journalPath)) return [];
    return readdirSync(this.journalPath)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(this.journalPath, name));
  }
}

/** `.codexqa` of a project, with the file that keeps it out of version control. */
export function stateFolder(root: string): string {
  const path = join(root, '.codexqa');
  makeFolder(path);
  createFile(join(path, '.gitignore'), gitignore);
  return path;
}

function runsPath(root: string): string {
  return join(root, '.codexqa', 'runs');
}

function runNames(root: string): readonly string[] {
  return namesIn(runsPath(root));
}

function namesIn(runs: string): readonly string[] {
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((name) => isRunId(name) && statSync(join(runs, name)).isDirectory())
    .sort();
}

/** `mkdir` refuses a name that is taken. A second run of one second takes the next one, so that names keep their order. */
function claimName(root: string): string {
  const runs = runsPath(root);
  for (let now = Date.now(); ; now += 1000) {
    const name = newRunId(new Date(now));
    if (runNames(root).some((taken) => taken.startsWith(name.slice(0, timeLength)))) continue;
    try {
      mkdirSync(join(runs, name));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function notFound(root: string, name: string, names: readonly string[], several: readonly string[]): string {
  if (names.length === 0) return `there is no run in ${runsPath(root)}`;
  if (several.length > 1) return `"${name}" may be any of ${several.length} runs: ${several.slice(-5).join(', ')}`;
  return `there is no run "${name}"${didYouMean(name, names)}`;
}
