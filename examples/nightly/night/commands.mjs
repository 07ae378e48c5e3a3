/** Runs codexqa as a person at a terminal does, and says on the terminal what it does. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const limitMs = 120_000;
let number = 0;

/** A step of the night begins. */
export function step(title) {
  number += 1;
  console.log(`\n${String(number).padStart(2)}  ${title}`);
}

export function proven(fact) {
  console.log(`    ${fact}`);
}

/** The night is over unless this holds. */
export function must(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

const program = resolve('node_modules/.bin/codexqa');

/** Starts `codexqa <args>` as the leader of a process group, so that all of it can be killed at once. */
export function start(args, { cwd = process.cwd() } = {}) {
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const running = { args, child, printed: '', ended: undefined };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (running.printed += data));
  running.ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  return running;
}

/** Runs it to its end. */
export async function codexqa(args, { exitCode = 0, cwd } = {}) {
  const running = start(args, { cwd });
  const ended = await running.ended;
  must(ended === exitCode, `codexqa ${args.join(' ')} ended with ${ended}, not ${exitCode}:\n${running.printed}`);
  return running.printed;
}

/** The first answer that is not undefined or false. */
export async function eventually(what, ask, running) {
  const until = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    const over = running !== undefined && running.child.exitCode !== null;
    must(!over, `codexqa ${running?.args.join(' ')} ended before ${what}:\n${running?.printed}`);
    must(performance.now() < until, `${what} did not come in ${limitMs / 1000} s\n${running?.printed ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** What a run has on record, as CloudEvents. */
export async function record(run) {
  const printed = await codexqa(['audit', 'show', run, '--all', '--json']);
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
