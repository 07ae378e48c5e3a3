/** Facts about the machine that a command tells: those of the system, and one that the project names. */
import { spawnSync } from 'node:child_process';
import type { Posture } from './posture.ts';

export interface Told {
  /** Undefined: it could not be started, or took too long. */
  readonly status: number | undefined;
  /** Both streams, without the white space around it. */
  readonly text: string;
}

export type Ask = (program: string, ...args: readonly string[]) => Told;

const patienceMs = 20_000;

export function ask(program: string, ...args: readonly string[]): Told {
  return askIn(undefined, program, args);
}

/** A command of the project: 0 says that it holds, any other end that it does not. */
export function postureByCommand(command: readonly string[], folder: string): Posture {
  const [program = '', ...args] = command;
  const { status, text } = askIn(folder, program, args);
  const [line = ''] = text.split('\n');
  const said = [`"${command.join(' ')}"`, status === undefined ? 'could not be run' : `ended with ${status}`].join(' ');
  const why = [said, line].filter(Boolean).join(': ');
  if (status === undefined) return { state: 'unknown', why };
  return { state: status === 0 ? 'met' : 'missing', why };
}

function askIn(cwd: string | undefined, program: string, args: readonly string[]): Told {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { status: status ?? undefined, text: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}
