/** `codexqa merge-reports`: joins the blob reports of shards. */
import { Command } from 'commander';
import { runEnv } from '../contracts/run.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';

interface MergeOptions {
  readonly config?: string;
  readonly reporter?: string;
}

export function mergeReportsCommand(): Command {
  return new Command('merge-reports')
    .summary('join the blob reports of shards')
    .description('Writes one set of reports, as configured, from the blob reports that `--shard` runs left.')
    .argument('[folder]', 'folder that holds the blob reports', 'blob-report')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .option('--reporter <names>', 'reporters to use instead of the configured ones')
    .addHelpText('after', '\nExample:\n  $ npx codexqa merge-reports all-blob-reports')
    .action(async (folder: string, options: MergeOptions) => {
      const config = findConfig(options.config);
      const reporter = options.reporter === undefined ? [] : ['--reporter', options.reporter];
      process.exitCode = await runEngine(['merge-reports', '--config', config, ...reporter, folder], {
        ...process.env,
        [runEnv.config]: config,
      });
    });
}
