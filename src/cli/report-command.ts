/** `codexqa report allure`: makes one offline page out of the Allure results of the last run. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { makeAllurePage } from './allure-page.ts';
import { findConfig } from './config-file.ts';
import { print } from './terminal.ts';

interface ReportOptions {
  readonly config?: string;
  readonly results?: string;
  readonly output?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .summary('make a report out of the last results')
    .description('Makes the Allure 3 report (no Java, works offline) out of the results of the `allure` reporter.')
    .addArgument(new Argument('<kind>', 'which report').choices(['allure']))
    .option('--results <folder>', 'folder of the results (default: reports/allure-results)')
    .option('--output <folder>', 'where the report goes (default: reports/allure)')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa report allure\n  $ npx codexqa report allure --output public')
    .action(async (_kind: 'allure', options: ReportOptions) => {
      const root = projectFolder(options);
      const results = resolve(root, options.results ?? 'reports/allure-results');
      const output = resolve(root, options.output ?? 'reports/allure');
      if (!existsSync(results) || !readdirSync(results).some((name) => name.endsWith('-result.json'))) {
        throw new CodexqaError('RUN_NOT_FOUND', `expected Allure results in ${results}, saw none`, {
          fix: "add 'allure' to reporters in codexqa.config.ts and run: npx codexqa test",
        });
      }
      const page = await makeAllurePage({ results, output, root });
      print(`Report: ${relative(process.cwd(), page)}\nOpen:   npx codexqa show-report allure`);
    });
}

/** Given folders need no configuration file. */
function projectFolder({ config, results, output }: ReportOptions): string {
  return results !== undefined && output !== undefined ? process.cwd() : dirname(findConfig(config));
}
