#!/usr/bin/env node
/** The command line: one file a command; errors come out as a sentence and an exit code. */
import { Command, CommanderError } from 'commander';
import { CodexqaError, isInputError } from '../contracts/errors.ts';
import { packageVersion } from '../support/own-file.ts';
import { commandsFor } from './commands.ts';
import { note, paint, sentenceOf } from './terminal.ts';

const program = new Command('codexqa')
  .description('Playwright Test for desktop applications.')
  .version(packageVersion())
  .addHelpText('after', '\nStart with: npx codexqa init\nOne command: npx codexqa <command> --help')
  .showHelpAfterError('(see npx codexqa --help)')
  .exitOverride();

for (const command of await commandsFor(process.argv.slice(2))) program.addCommand(withExits(command, 'npx codexqa'));

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
