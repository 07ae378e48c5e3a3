/** `codexqa durations`: writes how long each test takes, for shards that take equally long. */
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { durationsFile, durationsText, measuredDurations } from '../journal/durations.ts';
import { replaceFile } from '../support/durable-file.ts';
import { parseCount } from './counts.ts';
import { projectRoot } from './project-root.ts';
import { print } from './terminal.ts';

export function durationsCommand(): Command {
  return new Command('durations')
    .summary('write how long tests take, for balanced shards')
    .description(
      `Writes ${durationsFile} beside the configuration, medians of the last runs. Commit it: with it --shard gives every machine the same, equally long share.`,
    )
    .option('--runs <count>', 'look at the newest so many runs', parseCount, 10)
    .addHelpText('after', '\nExample:\n  $ npx codexqa durations && git add durations.json')
    .action(({ runs }: { readonly runs: number }) => write(projectRoot(), runs));
}

function write(root: string, runs: number): void {
  const durations = measuredDurations(root, runs);
  if (durations.size === 0) {
    throw new CodexqaError('RUN_NOT_FOUND', 'no test has passed in a run of this project yet', {
      fix: 'npx codexqa test',
    });
  }
  const path = join(root, durationsFile);
  replaceFile(path, durationsText(durations));
  print(`${relative(process.cwd(), path)}: ${durations.size === 1 ? '1 test' : `${durations.size} tests`}`);
}
