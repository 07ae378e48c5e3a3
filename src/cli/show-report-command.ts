/** `codexqa show-report`: serves a finished report on the loopback address. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';

interface ShowOptions {
  readonly config?: string;
  readonly folder?: string;
  readonly host: string;
  readonly port: string;
}

const folders = { html: 'reports/html', allure: 'reports/allure' } as const;
const makers = {
  html: "add 'html' to reporters and run: npx codexqa test",
  allure: 'npx codexqa report allure',
} as const;

export function showReportCommand(): Command {
  return new Command('show-report')
    .summary('open the last report')
    .description('Serves the last HTML or Allure report and prints its address.')
    .addArgument(new Argument('[kind]', 'which report').choices(Object.keys(folders)).default('html'))
    .option('--folder <path>', 'folder of the report, when it is not the configured default')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa show-report\n  $ npx codexqa show-report allure --port 8080')
    .action(async (kind: keyof typeof folders, options: ShowOptions) => {
      const folder =
        options.folder === undefined
          ? join(dirname(findConfig(options.config)), folders[kind])
          : resolve(options.folder);
      if (!existsSync(join(folder, 'index.html')) || !statSync(folder).isDirectory()) {
        throw new CodexqaError('RUN_NOT_FOUND', `expected a report in ${folder}, saw none`, { fix: makers[kind] });
      }
      // Playwright's own server gives any report folder away, and opens a browser where there is one.
      process.exitCode = await runEngine(['show-report', folder, '--host', options.host, '--port', options.port]);
    });
}
