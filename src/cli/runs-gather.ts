/** `codexqa runs gather`: the runs of several machines become one, which `codexqa resume` continues. */
import { existsSync } from 'node:fs';
import { gatherRuns, type Import, importRun, runAt } from '../journal/gather.ts';
import { resultsOf } from '../journal/rebuild.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { packageVersion } from '../support/own-file.ts';
import { countsText } from './counts.ts';
import { paint, print } from './terminal.ts';
import { withoutShard } from './test-arguments.ts';

export interface GatherOptions {
  readonly trustKeys?: true;
}

interface Part extends Import {
  /** `2/3`, of a run that was a shard. */
  readonly shard: string | undefined;
  /** What it was started with, but for its shard. */
  readonly argv: readonly string[];
}

/** @throws RUN_NOT_FOUND, RUNS_DIFFER, JOURNAL_CORRUPT, JOURNAL_NEWER */
export function gather(root: string, places: readonly string[], { trustKeys }: GatherOptions): void {
  const parts = places.map((place): Part => {
    const from = existsSync(place) ? runAt(place) : RunFolder.find(root, place);
    const taken = importRun(root, from, trustKeys === true);
    const { shard, rest } = withoutShard(taken.folder.readHead().argv);
    return { ...taken, shard, argv: rest };
  });
  for (const part of parts) print(partLine(part));
  const whole = gatherRuns(root, [...new Map(parts.map(({ folder }) => [folder.runId, folder])).values()], {
    codexqa: packageVersion(),
    argv: commonArguments(parts),
  });
  print(`\ngathered as ${whole.runId}: ${countsText(resultsOf(whole).counts) || 'no tests'}`);
  for (const shard of missingShards(parts)) {
    print(paint('yellow', `shard ${shard} is not among them: its tests will run`));
  }
  print('go on with: npx codexqa resume');
}

function partLine({ folder, findings, shard }: Part): string {
  const counts = countsText(resultsOf(folder).counts) || 'no tests';
  const state = findings.length === 0 ? '' : paint('yellow', ' (broken off)');
  return `${folder.runId}${shard === undefined ? '' : `  shard ${shard}`}  ${counts}${state}`;
}

/** Shards of one command differ by nothing else; of several commands a resumed run takes all tests. */
function commonArguments(parts: readonly Part[]): readonly string[] {
  const [first, ...others] = parts.map(({ argv }) => argv);
  const isOne = others.every((argv) => JSON.stringify(argv) === JSON.stringify(first));
  return isOne ? (first ?? ['test']) : ['test'];
}

function missingShards(parts: readonly Part[]): readonly string[] {
  const shards = new Set(parts.flatMap(({ shard }) => shard ?? []));
  const total = Math.max(0, ...[...shards].map((shard) => Number(shard.split('/')[1])));
  const all = Array.from({ length: total }, (_, index) => `${index + 1}/${total}`);
  return all.filter((shard) => !shards.has(shard));
}
