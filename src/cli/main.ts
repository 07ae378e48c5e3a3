#!/usr/bin/env node
/** The command line: one file a command; errors come out as a sentence and an exit code. */
import { Command, CommanderError } from 'commander';
import { CodexqaError, isInputError } from '../contracts/errors.ts';
import { approvalsCommand } from './approvals-command.ts';
import { auditCommand } from './audit-command.ts';
import { baselinesCommand } from './baselines-command.ts';
import { controlCommands } from './control-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { durationsCommand } from './durations-command.ts';
import { historyCommand } from './history-command.ts';
import { initCommand } from './init-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { installDepsCommand } from './install-deps-command.ts';
import { mergeReportsCommand } from './merge-reports-command.ts';
import { needlesCommand } from './needles-command.ts';
import { overseeCommand } from './oversee-command.ts';
import { ownVersion } from './own-version.ts';
import { planCommand } from './plan-command.ts';
import { platformCommand } from './platform-command.ts';
import { reportCommand } from './report-command.ts';
import { resumeCommand } from './resume-command.ts';
import { runsCommand } from './runs-command.ts';
import { showReportCommand } from './show-report-command.ts';
import { note, paint, sentenceOf } from './terminal.ts';
import { testCommand } from './test-command.ts';
import { uiCommand } from './ui-command.ts';

const program = new Command('codexqa')
  .description('Playwright Test for desktop applications.')
  .version(ownVersion)
  .addHelpText('after', '\nStart with: npx codexqa init\nOne command: npx codexqa <command> --help')
  .showHelpAfterError('(see npx codexqa --help)')
  .exitOverride();

const commands = [
  testCommand(),
  initCommand(),
  doctorCommand(),
  inspectCommand(),
  installDepsCommand(),
  showReportCommand(),
  platformCommand(),
  reportCommand(),
  mergeReportsCommand(),
  resumeCommand(),
  ...controlCommands(),
  approvalsCommand(),
  planCommand(),
  auditCommand(),
  overseeCommand(),
  runsCommand(),
  historyCommand(),
  durationsCommand(),
  baselinesCommand(),
  needlesCommand(),
  uiCommand(),
];
for (const command of commands) program.addCommand(withExits(command, 'npx codexqa'));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Commander would end the process with 1 itself, and does not hand its settings down to commands made elsewhere. */
function withExits(command: Command, above: string): Command {
  const name = `${above} ${command.name()}`;
  for (const inner of command.commands) withExits(inner, name);
  return command.exitOverride().showHelpAfterError(`(see ${name} --help)`);
}

function exitCodeOf(error: unknown): number {
  // commander has printed its own sentence already: help and version end well, every slip of the hand with 2
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  note(paint('red', sentenceOf(error), process.stderr));
  return error instanceof CodexqaError && isInputError(error.code) ? 2 : 1;
}
