/** The process that the recovery drill has killed: `node recovery-drill-child.js <run folder>`. Says what is on the disk, then dies. */
import { writeSync } from 'node:fs';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { drilledStep, drilledTest as testId } from './drill-names.ts';

const checkpoints = 5;
const journal = JournalWriter.open(RunFolder.at(process.argv[2] ?? ''), 'worker-0');
for (let number = 1; number <= checkpoints; number++) {
  const name = `checkpoint-${number}`;
  journal.append({ kind: 'checkpoint', testId, retry: 0, name, value: number, verified: true, origin: 'recorded' });
  writeSync(1, `${name}\n`);
}
journal.append({ kind: 'irreversible', testId, name: drilledStep, event: 'intent', by: 'step' });
writeSync(1, `${drilledStep}\n`);
process.kill(process.pid, 'SIGKILL');
