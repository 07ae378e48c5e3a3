/** The journal of a worker: in the run folder under `codexqa test`; without one nothing is kept. */
import type { JournalSink } from '../contracts/journal.ts';
import { runEnv } from '../contracts/run.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';

export interface WorkerJournal extends JournalSink, Disposable {}

/** @throws JOURNAL_WRITE_FAILED, RUN_NOT_FOUND */
export function openJournal(workerIndex: number): WorkerJournal {
  const runDir = process.env[runEnv.runDir];
  if (runDir === undefined) return { append: () => {}, [Symbol.dispose]: () => {} };
  return JournalWriter.open(RunFolder.at(runDir), `worker-${workerIndex}`);
}
