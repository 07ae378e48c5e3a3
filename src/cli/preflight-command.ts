/** `codexqa preflight`: is this machine, and this project, ready for a run without a person? */
import { Command } from 'commander';
import { runEnv } from '../contracts/run.ts';
import { examineGrants } from '../runner/machine.ts';
import { ownModule } from '../support/own-file.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';
import { offerSettings } from './offer-settings.ts';
import { isAttended } from './terminal.ts';

interface PreflightOptions {
  readonly config?: string;
  readonly json?: true;
}

export function preflightCommand(): Command {
  return new Command('preflight')
    .summary('say whether a run without a person may begin')
    .description(
      'Goes through the set-up in its order, tries a throwaway window, and runs the five deployment tests. Runs no spec.\n' +
        'An unattended run does the same by itself before it begins.',
    )
    .usage('[spec ...] [options]')
    .argument('[specs...]', 'as for `codexqa test`')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'for machines')
    .addHelpText('after', '\nExit codes: 0 ready, 1 something is missing or failed, 2 something written is wrong.')
    .action(async (specs: readonly string[], { config: given, json }: PreflightOptions) => {
      const config = findConfig(given);
      const reporter = ownModule('src/runner/preflight/preflight-reporter');
      process.exitCode = await runEngine(['test', '--config', config, '--add-reporter', reporter, ...specs], {
        ...process.env,
        [runEnv.config]: config,
        [runEnv.preflight]: json ? 'json' : 'text',
      });
      if (process.exitCode !== 0 && json === undefined && isAttended()) await offerSettings(await examineGrants());
    });
}
