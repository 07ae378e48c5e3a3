/** The effective results of a run and of those it continues, read from their folders. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dependencies } from '../contracts/journal.ts';
import { changeBetween } from './dependency-change.ts';
import { type EffectiveResults, effectiveResults } from './effective-results.ts';
import { JournalReader } from './reader.ts';
import { resultsOf } from './rebuild.ts';
import { type RunResults, writeJson } from './results.ts';
import { earlierRuns, type RunFolder } from './run-folder.ts';

/** `last` are the results of the run itself when they are not written yet. @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
export function effectiveResultsOf(folder: RunFolder, last: RunResults = resultsOf(folder)): EffectiveResults {
  // one that gathers others repeats what they say
  const before = runsBefore(folder).filter((run) => run.readHead().gathers === undefined);
  const own = folder.readHead().gathers === undefined ? [last] : [];
  const dependencies = new Map([...before, folder].map((run) => [run.runId, recordedDependencies(run)]));
  return effectiveResults([...before.map(resultsOf), ...own], (earlierId, laterId, file) => {
    const earlier = dependencies.get(earlierId);
    const later = dependencies.get(laterId);
    return earlier !== undefined && later !== undefined && changeBetween(earlier, later, file) === undefined;
  });
}

/** `chain.json`, for a run that continues another. @throws REPORT_WRITE_FAILED, JOURNAL_CORRUPT, JOURNAL_NEWER */
export function writeChain(folder: RunFolder, results: RunResults): void {
  if (results.resumedFrom !== undefined) writeJson(folder.chainPath, effectiveResultsOf(folder, results));
}

/** The runs that this one continues, oldest first. A run that somebody removed ends the chain: for reports the rest is still worth telling. */
export function runsBefore(folder: RunFolder): readonly RunFolder[] {
  return walk(folder, (runId) => existsSync(join(dirname(folder.path), runId)));
}

/**
 * The runs that this one continues, oldest first, itself last.
 * @throws RUN_NOT_FOUND when one was removed: an irreversible step that only it remembers would be done a second time
 */
export function chainOf(folder: RunFolder): readonly RunFolder[] {
  return [...walk(folder, () => true), folder];
}

/** Gathered runs stand in the order they were gathered in; one that several of them continue stands once. */
function walk(folder: RunFolder, isWanted: (runId: string) => boolean): readonly RunFolder[] {
  const before = earlierRuns(folder.readHead())
    .filter(isWanted)
    .map((runId) => folder.sibling(runId));
  const all = before.flatMap((run) => [...walk(run, isWanted), run]);
  return [...new Map(all.map((run) => [run.runId, run])).values()];
}

/** How many times in a row the work of this run has been resumed. A run that somebody removed ends the row. */
export function timesResumed(folder: RunFolder): number {
  const head = folder.readHead();
  const before = earlierRuns(head).filter((runId) => existsSync(join(dirname(folder.path), runId)));
  const most = Math.max(0, ...before.map((runId) => timesResumed(folder.sibling(runId))));
  return head.resumedFrom === undefined ? most : most + 1;
}

/** What the results of the run depended on; undefined when it was killed before it could write that down. */
export function recordedDependencies(folder: RunFolder): Dependencies | undefined {
  for (const { entry } of new JournalReader(folder).records()) {
    if (entry.kind === 'dependencies') return entry.dependencies;
  }
  return undefined;
}
