/** `codexqa ui`: Playwright's UI mode as a web page, for any browser. */
import { Command } from 'commander';
import { runEnv } from '../contracts/run.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';

interface UiOptions {
  readonly config?: string;
  readonly port: string;
  readonly host: string;
}

export function uiCommand(): Command {
  return new Command('ui')
    .summary('watch and run specs in a web page')
    .description("Serves Playwright's UI mode and prints its address; open it in any browser.")
    .argument('[spec...]', 'specs to show')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .option('--port <number>', 'port of the page; 0 takes a free one', '0')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa ui\n  $ npx codexqa ui specs/editor.spec.ts --port 9323')
    .action(async (specs: string[], options: UiOptions) => {
      const config = findConfig(options.config);
      // With a port of its own the page needs no browser that Playwright would have to download.
      const page = ['--ui-port', options.port, '--ui-host', options.host];
      process.exitCode = await runEngine(['test', '--config', config, '--ui', ...page, ...specs], {
        ...process.env,
        [runEnv.config]: config,
      });
    });
}
