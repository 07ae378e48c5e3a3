/** A process that takes the lock of a run and keeps it until it is ended: `lock.sample.ts <run folder> <kind>`. */
import { writeSync } from 'node:fs';
import { CodexqaError } from '../contracts/errors.ts';
import { RunFolder } from './run-folder.ts';
import { RunLock } from './run-lock.ts';

const [path = '', kind] = process.argv.slice(2);
try {
  RunLock.take(RunFolder.at(path), kind === 'runner' ? 'runner' : 'cli');
  writeSync(1, 'taken\n');
} catch (error) {
  writeSync(1, `${error instanceof CodexqaError ? error.code : error}\n`);
}
setInterval(() => {}, 60_000);
