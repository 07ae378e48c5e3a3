/** `codexqa test`: a run of Playwright Test with our run folder, our reporter and honest exit codes. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { outcomeFile, type Resolution, type RunOutcome, resolvedFile, runEnv } from '../contracts/run.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { RunLock, workerOn } from '../journal/run-lock.ts';
import { replaceFile } from '../support/durable-file.ts';
import { ownModule, packageVersion } from '../support/own-file.ts';
import { findConfig } from './config-file.ts';
import { runEngine, warnOfAnotherCopy } from './engine.ts';
import { overseeMeanwhile } from './oversee-meanwhile.ts';
import { note, paint } from './terminal.ts';
import { parseTestArguments, type TestArguments } from './test-arguments.ts';

const interrupted = 130;

export function testCommand(): Command {
  return new Command('test')
    .summary('run specs')
    .description('Runs specs on real applications. Every option of Playwright Test works and means the same.')
    .usage('[spec[:line] ...] [options]')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .addHelpText('after', helpAfter)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      // As typed: commander would reorder options and arguments that are not ours.
      const typed = command.parent?.parent === null ? (command.parent as Command & { rawArgs: string[] }).rawArgs : [];
      process.exitCode = await runTests(command, typed.slice(typed.indexOf('test', 2) + 1));
    });
}

const helpAfter = `
Examples:
  $ npx codexqa test
  $ npx codexqa test specs/editor.spec.ts:12
  $ npx codexqa test -g "saves" --project dark --retries 2
  $ npx codexqa test --workers 4 --shard 1/3
  $ npx codexqa test -u                     accept the pictures that changed
  $ npx codexqa test --last-failed
  $ npx codexqa test --unattended           nobody is there: refuse what nobody could judge
  $ npx codexqa test --locked               nobody can see the screen either: by codexqa.locked.yaml, for a short time
  $ npx codexqa test --dry-run              look for every target, send nothing
  $ npx codexqa test --no-wait              fail when another run has the visible desktop, instead of waiting
  $ npx codexqa test --oversee              serve the page for phones as long as the run lasts
  $ npx codexqa test --resume last          go on where the last run was broken off

Exit codes: 0 all passed, 1 a test failed, 2 something written or installed is wrong, 130 interrupted.

Everything below is Playwright Test's own.
`;

/** Resolves with the exit code. */
export async function runTests(command: Command, args: readonly string[]): Promise<number> {
  const parsed = parseTestArguments(args);
  if (parsed.help) {
    command.outputHelp();
    return runEngine(['test', '--help']);
  }
  const config = findConfig(parsed.config);
  const root = dirname(config);
  warnOfAnotherCopy(root);
  if (parsed.list) return runEngine(engineArguments(config, parsed, []), { ...process.env, [runEnv.config]: config });

  const resumed = parsed.resume === undefined ? undefined : idleRun(RunFolder.find(root, parsed.resume));
  const run = createRun(root, args, resumed?.runId, parsed.dryRun);
  writeResolutions(run, parsed);
  // held until this process ends, so that nobody resumes or prunes the run meanwhile
  RunLock.take(run, 'cli');
  using _page = parsed.oversee ? overseeMeanwhile(root) : undefined;
  const code = await runEngine(engineArguments(config, continued(parsed, resumed), ownReporters()), {
    ...process.env,
    [runEnv.config]: config,
    [runEnv.runId]: run.runId,
    [runEnv.runDir]: run.path,
    ...(parsed.unattended ? { [runEnv.supervision]: 'unattended' } : {}),
    ...(parsed.locked ? { [runEnv.locked]: '1' } : {}),
    ...(parsed.dryRun ? { [runEnv.dryRun]: '1' } : {}),
    ...(parsed.noWait ? { [runEnv.noWait]: '1' } : {}),
    // `--last-failed` finds the last run wherever this run's own output goes.
    PLAYWRIGHT_LAST_RUN_OUTPUT_FILE: parsed.dryRun
      ? join(run.path, 'last-run.json')
      : (process.env['PLAYWRIGHT_LAST_RUN_OUTPUT_FILE'] ?? join(root, '.codexqa', 'last-run.json')),
  });
  const outcome = readOutcome(run.path);
  tellReports(outcome, run);
  return exitCode(code, outcome);
}

/** @throws JOURNAL_WRITE_FAILED when the project's folder takes no files */
function createRun(root: string, args: readonly string[], resumedFrom: string | undefined, dryRun: boolean): RunFolder {
  try {
    const origin = { ...(resumedFrom === undefined ? {} : { resumedFrom }), ...(dryRun ? { dryRun } : {}) };
    return RunFolder.create(root, { codexqa: packageVersion(), argv: ['test', ...args], ...origin });
  } catch (cause) {
    if (cause instanceof CodexqaError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodexqaError(
      'JOURNAL_WRITE_FAILED',
      `no run folder can be made in ${join(root, '.codexqa')}: ${reason}`,
      {
        fix: 'make room on the disk, and the folder writable',
        cause,
      },
    );
  }
}

function writeResolutions(run: RunFolder, { resolve }: TestArguments): void {
  const by = userInfo().username;
  const resolutions = Object.fromEntries(
    Object.entries(resolve).map(([step, state]): [string, Resolution] => [step, { state, by }]),
  );
  replaceFile(join(run.path, resolvedFile), JSON.stringify(resolutions));
}

/** @throws RUN_LOCKED while it is at work, CLI_OPTION_INVALID for a dry run or a verification */
function idleRun(folder: RunFolder): RunFolder {
  const { dryRun, verification } = folder.readHead();
  if (dryRun === true || verification === true) {
    const what = dryRun === true ? 'a dry run' : 'a verification';
    throw new CodexqaError('CLI_OPTION_INVALID', `run ${folder.runId} was ${what}: nothing of it can be continued`, {
      fix: 'name the run that is meant: npx codexqa runs list',
    });
  }
  const holder = workerOn(folder);
  if (holder === undefined) return folder;
  throw new CodexqaError('RUN_LOCKED', `run ${folder.runId} is still at work in process ${holder.pid}`, {
    fix: 'wait for its end, or end it: npx codexqa abort',
  });
}

/** Without a selection of its own a resumed run has the selection of the run it continues. */
function continued(parsed: TestArguments, from: RunFolder | undefined): TestArguments {
  return from === undefined || parsed.rest.length > 0 ? parsed : { ...parsed, rest: selectionOf(from) };
}

/** The arguments that chose the tests of a run; a resumed run without any has those of the run it continued. */
export function selectionOf(run: RunFolder): readonly string[] {
  const { argv, resumedFrom } = run.readHead();
  const { rest } = parseTestArguments(argv.slice(1));
  return rest.length > 0 || resumedFrom === undefined ? rest : selectionOf(run.sibling(resumedFrom));
}

function engineArguments(config: string, parsed: TestArguments, reporters: readonly string[]): string[] {
  const added = [...reporters, ...(parsed.addReporter?.split(',') ?? [])];
  const addReporter = added.length === 0 ? [] : ['--add-reporter', added.join(',')];
  // reports on the disk would be taken for those of a run in which something was done
  const terminalOnly = parsed.dryRun ? ['--reporter', 'list'] : [];
  return ['test', '--config', config, ...terminalOnly, ...addReporter, ...parsed.rest];
}

/** Without an outcome the runner ended before its first reporter: the configuration or an option was refused. */
function exitCode(code: number, outcome: RunOutcome | undefined): number {
  // a run that halts ends itself as if by Ctrl-C: that is no wish of a person
  const halted = outcome?.halted !== undefined || outcome?.inputErrors.includes('JOURNAL_WRITE_FAILED') === true;
  if (code === interrupted && !halted) return code;
  if (outcome === undefined) return code === 1 ? 2 : code;
  if (outcome.inputErrors.length > 0) return 2;
  return halted ? 1 : code;
}

function readOutcome(runDir: string): RunOutcome | undefined {
  const path = join(runDir, outcomeFile);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunOutcome) : undefined;
}

const openers: Readonly<Record<string, string>> = {
  html: 'npx codexqa show-report',
  allure: 'npx codexqa report allure',
};

function tellReports(outcome: RunOutcome | undefined, run: RunFolder): void {
  if (outcome === undefined) return;
  const rows = [...outcome.reports, { name: 'run', path: run.path }].map(({ name, path }) => ({
    name,
    path: relative(process.cwd(), path) || '.',
  }));
  const width = Math.max(...rows.map(({ path }) => path.length));
  note();
  for (const { name, path } of rows) {
    const opener = openers[name];
    note(
      `  ${name.padEnd(7)} ${path.padEnd(width)}${opener === undefined ? '' : `  ${paint('cyan', opener, process.stderr)}`}`,
    );
  }
}

/**
 * The guard first: what it refuses is an error that the run reporter writes down. Whoever notifies people closes its part of the journal
 * before the run reporter seals the run. The machine is looked at when nothing else is wrong.
 */
function ownReporters(): string[] {
  return [
    ownModule('src/runner/run-guard'),
    ownModule('src/runner/notify-reporter'),
    ownModule('src/runner/presence-guard'),
    ownModule('src/runner/locked/locked-guard'),
    ownModule('reporters/run'),
    ownModule('src/runner/preflight/preflight-guard'),
  ];
}
