/** The oversight page beside a run: a process of its own, so that it can still be asked when the run has died. */
import { spawn } from 'node:child_process';
import type { Overseer } from '../oversight/overview.ts';
import { ownModule } from '../support/own-file.ts';

/** A page beside a run ends by itself when nothing has run for so long: its run was killed and cannot end it. */
const idleMs = 60_000;
const lookMs = 5_000;

/** Ended with the run. In a session of its own, so that neither Ctrl-C nor the end of the terminal takes it along. */
export function overseeMeanwhile(root: string): Disposable {
  const main = ownModule('src/cli/main');
  const page = spawn(process.execPath, [main, 'oversee', '--while-running'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  page.unref();
  return { [Symbol.dispose]: () => void page.kill('SIGTERM') };
}

/** Resolves when no run has been at work for a minute. */
export function nothingRuns(overseer: Overseer): Promise<void> {
  return new Promise((resolve) => {
    let busyAt = performance.now();
    const timer = setInterval(() => {
      if (overseer.overview().runs.some(({ isLive }) => isLive)) busyAt = performance.now();
      if (performance.now() - busyAt < idleMs) return;
      clearInterval(timer);
      resolve();
    }, lookMs);
    timer.unref();
  });
}
