/** `codexqa runs prune`: retention by size, number or age; what goes is said in the project's own record before it does. */
import { userInfo } from 'node:os';
import { ProjectRecord } from '../journal/project-record.ts';
import { bytesFreed, listRuns, type PruneRules, pruneable, prunedEntry, removeRun } from '../journal/runs.ts';
import { packageVersion } from '../support/own-file.ts';
import { parseSize, sizeText } from './byte-size.ts';
import { print } from './terminal.ts';

export interface PruneOptions {
  readonly maxSize?: number;
  readonly keep?: number;
  readonly olderThan?: number;
  readonly evidenceOnly?: true;
  readonly dryRun?: true;
}

export async function prune(root: string, options: PruneOptions): Promise<void> {
  const { evidenceOnly, dryRun } = options;
  const rules = rulesOf(options);
  const going = pruneable(listRuns(root), rules);
  const freed = going.reduce((sum, run) => sum + bytesFreed(run, rules), 0);
  using record = dryRun || freed === 0 ? undefined : await ProjectRecord.open(root, packageVersion());
  const because = { by: userInfo().username, reason: reasonOf(options) };
  for (const run of going) {
    // the record first: a kill in between leaves a run that is said to be gone, never one that is gone and not said to be
    if (bytesFreed(run, rules) > 0) record?.append(prunedEntry(run, rules, because));
    if (!dryRun) removeRun(run, rules);
    print(`${dryRun ? 'would remove' : 'removed'} ${evidenceOnly ? 'evidence of ' : ''}${run.folder.runId}`);
  }
  print(`${going.length} runs, ${sizeText(freed)} ${dryRun ? 'would be ' : ''}freed`);
}

/** Without a rule of a person there is one of ours. */
function rulesOf({ maxSize, keep, olderThan, evidenceOnly }: PruneOptions): PruneRules {
  const isRuled = maxSize !== undefined || keep !== undefined || olderThan !== undefined;
  const budgetBytes = isRuled ? maxSize : parseSize('2GB');
  return {
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
    ...(keep === undefined ? {} : { keepRuns: keep }),
    ...(olderThan === undefined ? {} : { startedBefore: Date.now() - olderThan * 86_400_000 }),
    evidenceOnly: evidenceOnly === true,
  };
}

function reasonOf({ maxSize, keep, olderThan }: PruneOptions): string {
  const rules = [
    ...(maxSize === undefined ? [] : [`at most ${sizeText(maxSize)}`]),
    ...(keep === undefined ? [] : [`the newest ${keep} stay`]),
    ...(olderThan === undefined ? [] : [`older than ${olderThan} days`]),
  ];
  return rules.length === 0 ? 'at most 2 GB, without a rule' : rules.join(', ');
}
