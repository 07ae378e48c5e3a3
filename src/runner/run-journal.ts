/** What a worker shares with its run: journal and control file in the run folder; without `codexqa test` there is none. */
import type { JournalSink } from '../contracts/journal.ts';
import { runEnv } from '../contracts/run.ts';
import { askRun, type Control, ControlReader } from '../journal/control.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import type { StatusEvidence } from './status-report.ts';

export interface WorkerJournal extends JournalSink, Disposable {}

/** @throws JOURNAL_WRITE_FAILED, RUN_NOT_FOUND */
export function openJournal(workerIndex: number): WorkerJournal {
  const runDir = process.env[runEnv.runDir];
  if (runDir === undefined) return { append: () => {}, [Symbol.dispose]: () => {} };
  return JournalWriter.open(RunFolder.at(runDir), `worker-${workerIndex}`);
}

/** Where reports of how things stood are kept; without a run folder nowhere. */
export function openEvidence(): StatusEvidence {
  const runDir = process.env[runEnv.runDir];
  return runDir === undefined ? { keep: () => undefined } : new EvidenceStore(RunFolder.at(runDir));
}

/** Where a person's wish to pause or abort is read; undefined when there is no run folder. */
export function openControl(): ControlReader | undefined {
  const runDir = process.env[runEnv.runDir];
  return runDir === undefined ? undefined : new ControlReader(RunFolder.at(runDir));
}

/** The run itself may be told to pause or to halt. */
export function openAsk(): ((control: Control) => void) | undefined {
  const runDir = process.env[runEnv.runDir];
  return runDir === undefined ? undefined : (control) => askRun(RunFolder.at(runDir), control);
}
