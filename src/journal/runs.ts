/** The runs of a project: what is there, what became of each, and which may go when the disk is needed. */
import { type Dirent, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pruned } from '../contracts/audit-entry.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { syncFolder } from '../support/durable-file.ts';
import { headDigest, listedSegments } from './manifest.ts';
import { JournalReader } from './reader.ts';
import { earlierRuns, RunFolder, type RunHead } from './run-folder.ts';
import { workerOn } from './run-lock.ts';

/** A run's own state, or `dead`: its processes ended without writing so. */
export type RunCondition = RunHead['state'] | 'dead' | 'unreadable';

export interface RunSummary {
  readonly folder: RunFolder;
  /** Undefined when `run.json` cannot be read. */
  readonly head: RunHead | undefined;
  readonly condition: RunCondition;
  readonly bytes: number;
}

const endStates: ReadonlySet<RunCondition> = new Set(['done', 'aborted', 'halted']);

/** Oldest first. A run that cannot be read is in the list too. */
export function listRuns(root: string): readonly RunSummary[] {
  return RunFolder.all(root).map(summaryOf);
}

export function summaryOf(folder: RunFolder): RunSummary {
  const head = folder.headIfReadable();
  return { folder, head, condition: conditionOf(folder, head), bytes: bytesIn(folder.path) };
}

export interface PruneRules {
  /** Whole runs go, oldest first, until the rest fits. */
  readonly budgetBytes?: number;
  /** All but the newest so many go. */
  readonly keepRuns?: number;
  /** Runs that started earlier go; Unix time in ms. */
  readonly startedBefore?: number;
  /** Only screenshots and other evidence go: journals and results stay, and still verify. */
  readonly evidenceOnly?: boolean;
}

/** What would go by these rules, oldest first: never a run that is at work, the newest one that ended, or one they continue. */
export function pruneable(runs: readonly RunSummary[], rules: PruneRules): readonly RunSummary[] {
  const needed = neededRuns(runs);
  const free = runs.filter(({ folder }) => !needed.has(folder.runId));
  let total = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  return free.filter((run) => {
    const goes =
      total > (rules.budgetBytes ?? Number.POSITIVE_INFINITY) ||
      runs.length - runs.indexOf(run) > (rules.keepRuns ?? Number.POSITIVE_INFINITY) ||
      (run.head?.startedAt ?? 0) < (rules.startedBefore ?? 0);
    if (goes) total -= bytesFreed(run, rules);
    return goes;
  });
}

export function bytesFreed({ folder, bytes }: RunSummary, { evidenceOnly }: PruneRules): number {
  return evidenceOnly === true ? bytesIn(folder.evidencePath) : bytes;
}

/** For the project's own record, before it goes. */
export function prunedEntry(run: RunSummary, rules: PruneRules, { by, reason }: Pick<Pruned, 'by' | 'reason'>): Pruned {
  const { folder } = run;
  const head = headOfChains(folder);
  return {
    kind: 'audit',
    event: 'pruned',
    by,
    runId: folder.runId,
    what: rules.evidenceOnly === true ? 'evidence' : 'run',
    reason,
    bytes: bytesFreed(run, rules),
    ...(head === undefined ? {} : { head }),
  };
}

/** What the project's own record says about a run that it no longer has, by its whole name. */
export function prunedRun(record: RunFolder, runId: string) {
  for (const { at, entry } of new JournalReader(record).records()) {
    if (entry.kind !== 'audit' || entry.event !== 'pruned' || entry.what !== 'run') continue;
    if (entry.runId === runId) return { at, entry };
  }
  return undefined;
}

/** Of a record that cannot be read any more nobody can say where it ended. */
function headOfChains(folder: RunFolder): string | undefined {
  try {
    return headDigest(folder.runId, listedSegments(folder));
  } catch (error) {
    if (error instanceof CodexqaError) return undefined;
    throw error;
  }
}

/** Removes the run, or only its evidence. A kill in the middle leaves no half run behind, only rubbish for the next time. */
export function removeRun({ folder }: RunSummary, { evidenceOnly }: PruneRules): void {
  const runs = dirname(folder.path);
  removeRubbish(runs);
  const going = evidenceOnly === true ? folder.evidencePath : folder.path;
  if (!existsSync(going)) return;
  const rubbish = join(runs, `.rubbish-${folder.runId}-${process.pid}`);
  renameSync(going, rubbish);
  syncFolder(runs);
  rmSync(rubbish, { recursive: true, force: true });
}

function removeRubbish(runs: string): void {
  const left = readdirSync(runs).filter((name) => name.startsWith('.rubbish-'));
  for (const name of left) rmSync(join(runs, name), { recursive: true, force: true });
}

/** A resumed run remembers its checkpoints in the journals of those before it. */
function neededRuns(runs: readonly RunSummary[]): ReadonlySet<string> {
  const newest = runs.findLast(({ condition }) => endStates.has(condition));
  const needed = new Set<string>();
  for (const run of runs.toReversed()) {
    const { folder, head } = run;
    if (run !== newest && !isLive(run) && !needed.has(folder.runId)) continue;
    needed.add(folder.runId);
    for (const runId of earlierRuns(head ?? {})) needed.add(runId);
  }
  return needed;
}

function isLive({ folder }: RunSummary): boolean {
  return workerOn(folder) !== undefined;
}

function conditionOf(folder: RunFolder, head: RunHead | undefined): RunCondition {
  if (head === undefined) return 'unreadable';
  return endStates.has(head.state) || workerOn(folder) !== undefined ? head.state : 'dead';
}

function bytesIn(path: string): number {
  if (!existsSync(path)) return 0;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + sizeOf(entry), 0);
}

/** A run at work may take a file away while it is counted. */
function sizeOf({ parentPath, name }: Dirent): number {
  return statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0;
}
