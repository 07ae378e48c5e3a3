/** Runs a TypeScript program of this room in a process of its own, for tests of what survives its death. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const jiti = join(import.meta.dirname, '..', '..', 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');

export interface Child {
  readonly process: ChildProcess;
  /** All it printed, once it has ended. */
  readonly output: Promise<string>;
}

/** `fileBlocks` limits the size of each file it writes, in KiB. */
export function startChild(program: string, args: readonly string[], fileBlocks?: number): Child {
  const limit = fileBlocks === undefined ? '' : `ulimit -f ${fileBlocks};`;
  const child = spawn(
    'bash',
    ['-c', `${limit} exec "$@"`, '-', process.execPath, jiti, resolve(import.meta.dirname, program), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // a cache of compiled files would meet the limit as well
      env: { ...process.env, JITI_FS_CACHE: 'false' },
    },
  );
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return { process: child, output: new Promise((resolve) => child.once('close', () => resolve(text))) };
}
