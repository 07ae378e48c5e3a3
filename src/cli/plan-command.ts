/** `codexqa plan`: what would run where, and why, before anything starts. */
import { Command } from 'commander';
import { runEnv } from '../contracts/run.ts';
import { ownModule } from '../support/own-file.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';

interface PlanOptions {
  readonly config?: string;
  readonly unattended?: true;
}

export function planCommand(): Command {
  return new Command('plan')
    .summary('tell what would run where, unattended or not, and why')
    .description('Loads the specs and runs nothing. Routes come from the kind of each task and from the policy.')
    .usage('[spec ...] [options]')
    .argument('[specs...]', 'as for `codexqa test`')
    .option('-c, --config <file>', 'configuration file')
    .option('--unattended', 'as if nobody were there')
    .addHelpText('after', '\nExit codes: 0 all may run, 1 something is refused, 2 something written is wrong.')
    .action(async (specs: readonly string[], options: PlanOptions) => {
      process.exitCode = await plan(specs, options);
    });
}

async function plan(specs: readonly string[], { config: given, unattended }: PlanOptions): Promise<number> {
  const config = findConfig(given);
  const reporter = ownModule('src/runner/plan-reporter');
  return runEngine(['test', '--config', config, '--add-reporter', reporter, ...specs], {
    ...process.env,
    [runEnv.config]: config,
    ...(unattended ? { [runEnv.supervision]: 'unattended' } : {}),
  });
}
