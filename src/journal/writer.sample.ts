/** A process that writes a run's journal until it is ended: `writer.sample.ts <run folder> <role> <count> <bytes>`; prints each number once acknowledged. */
import { writeSync } from 'node:fs';
import { CodexqaError } from '../contracts/errors.ts';
import { RunFolder } from './run-folder.ts';
import { JournalWriter } from './writer.ts';

// Node ends a process that writes beyond its file size limit; ours shall see the error, as it would on a full disk
process.on('SIGXFSZ', () => {});
const [path = '', role = '', count = '0', bytes = '0'] = process.argv.slice(2);
const journal = JournalWriter.open(RunFolder.at(path), role);
const value = 'x'.repeat(Number(bytes));
try {
  for (let number = 0; number < Number(count); number++) {
    journal.append({
      kind: 'checkpoint',
      testId: role,
      retry: 0,
      name: String(number),
      value,
      verified: false,
      origin: 'recorded',
    });
    writeSync(1, `${number}\n`);
  }
  writeSync(1, 'done\n');
} catch (error) {
  writeSync(1, error instanceof CodexqaError ? `${error.code}\n` : `${error}\n`);
}
