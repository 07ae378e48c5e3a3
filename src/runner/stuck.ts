/** Something unexpected stands in the way and no rule is for it: a person at the terminal is asked, by a pause with evidence. */
import { runEnv } from '../contracts/run.ts';
import { askRun } from '../journal/control.ts';
import { RunFolder } from '../journal/run-folder.ts';
import type { Unexpected, Verdict } from '../session/recovery.ts';

export interface Asking {
  readonly supervision: 'attended' | 'unattended';
  /** Puts what can be seen now into the report. */
  readonly keepEvidence: () => Promise<void>;
  /** Waits while the run is paused. @throws RUN_ABORTED */
  readonly wait: () => Promise<void>;
}

/**
 * Without a person there is nobody to ask: the step fails, which halts an unattended run as every failure does that its task
 * does not list.
 * @throws RUN_ABORTED
 */
export async function askPerson({ signal, seen }: Unexpected, asking: Asking): Promise<Verdict> {
  const runDir = process.env[runEnv.runDir];
  const isThere = asking.supervision === 'attended' && process.env[runEnv.terminal] === '1';
  // a crashed application does not come back by being looked at
  if (!isThere || runDir === undefined || signal === 'crash') return 'give-up';
  await asking.keepEvidence();
  const folder = RunFolder.at(runDir);
  askRun(folder, { wish: 'pause', by: 'the watchdog', reason: seen, at: Date.now() });
  process.stderr.write(`\n  paused: ${seen}\n  Look at it, then: npx codexqa continue (or: npx codexqa abort)\n`);
  await asking.wait();
  return 'again';
}
