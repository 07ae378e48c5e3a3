/** `codexqa resume`: go on where a run was broken off, or only tell what that would do. */
import { dirname } from 'node:path';
import { Command } from 'commander';
import { runEnv } from '../contracts/run.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { ownModule } from '../support/own-file.ts';
import { findConfig } from './config-file.ts';
import { runEngine } from './engine.ts';
import { runTests, selectionOf } from './test-command.ts';

export function resumeCommand(): Command {
  return new Command('resume')
    .summary('go on where a run was broken off')
    .description(
      'Carries over what passed and has not changed, restarts failed tests at their last checkpoint, runs the rest. Short for `test --resume`.',
    )
    .argument('[run]', 'name of the run, a part of it, or "last"', 'last')
    .option('--dry-run', 'only print what would run, from where, and why')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa resume\n  $ npx codexqa resume last --dry-run')
    .action(async (name: string, { dryRun }: { readonly dryRun?: true }, command: Command) => {
      process.exitCode = dryRun ? await tellPlan(name) : await runTests(command, ['--resume', name]);
    });
}

async function tellPlan(name: string): Promise<number> {
  const config = findConfig(undefined);
  const from = RunFolder.find(dirname(config), name);
  const reporter = ownModule('reporters/resume-dry-run');
  // added and not chosen: a `--reporter` of the run itself would take its place, and then the tests would run
  return runEngine(['test', '--config', config, '--add-reporter', reporter, ...selectionOf(from)], {
    ...process.env,
    [runEnv.config]: config,
    [runEnv.resumeDryRun]: from.path,
  });
}
