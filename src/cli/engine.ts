/** Runs the command line of @playwright/test that codexqa itself resolves, in this terminal, with its signals. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { isAttended, warn } from './terminal.ts';

const ours = createRequire(import.meta.url);

/**
 * A runner that is interrupted in the moment between making a worker and starting its process never stops that worker and waits five
 * minutes for it (Playwright 1.65, ProcessHost.stop; its watchdog: microsoft/playwright#40637). Workers that are stopping say so each second.
 */
const workerEndMs = 15_000;

/**
 * Resolves with the exit code, as a shell would give it.
 * A hangup or SIGTERM becomes SIGINT: on SIGTERM the runner would end without a report.
 */
export async function runEngine(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const child = spawn(process.execPath, [enginePath(), ...args], {
    // the fourth is the lifeline: never written to, its end tells the runner that this process is gone
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: {
      [runEnv.terminal]: isAttended() ? '1' : '',
      PWTEST_CHILD_PROCESS_TIMEOUT: String(workerEndMs),
      ...env,
      [runEnv.cliPid]: String(process.pid),
    },
  });
  // A terminal sends Ctrl-C to the child too; the engine takes two within a second as one.
  const interrupt = (): void => void child.kill('SIGINT');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** Two copies of the engine in one run refuse each other; the one beside codexqa runs, and a second one is named. */
export function warnOfAnotherCopy(projectFolder: string): void {
  const [mine, theirs] = [packageFile(ours), packageFile(createRequire(join(projectFolder, 'package.json')))];
  if (mine === undefined || theirs === undefined || mine === theirs) return;
  warn(
    `this project has another copy of @playwright/test (${versionIn(theirs)} in ${dirname(theirs)}) than codexqa uses ` +
      `(${versionIn(mine)} in ${dirname(mine)}).\n  Specs that import '@playwright/test' themselves will fail; import from 'codexqa', ` +
      'or install the same version with codexqa beside it.',
  );
}

function enginePath(): string {
  const path = packageFile(ours);
  const cli = path === undefined ? undefined : join(dirname(path), 'cli.js');
  if (cli !== undefined && existsSync(cli)) return cli;
  throw new CodexqaError('DRIVER_UNAVAILABLE', 'codexqa needs @playwright/test, which is not installed', {
    fix: 'npm install --save-dev @playwright/test',
  });
}

function packageFile(require: NodeJS.Require): string | undefined {
  try {
    return realpathSync(require.resolve('@playwright/test/package.json'));
  } catch {
    return undefined;
  }
}

function versionIn(packageJson: string): string {
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
}
