/**
 * One run that needs a yes, for tests that kill it: `asker.sample <project folder>` continues the last run there, asks, and once it may
 * act writes the name of its question into `effects.txt`. Prints `done`.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chainOf } from '../journal/chain.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { listRuns } from '../journal/runs.ts';
import { JournalWriter } from '../journal/writer.ts';
import { Asker, askingAlone } from './asker.ts';
import { publishing } from './question.sample.ts';

const [root = ''] = process.argv.slice(2);
// a run that was killed before it was begun is none
const last = listRuns(root).findLast(({ head }) => head !== undefined)?.folder;
const folder = RunFolder.create(root, {
  codexqa: '0.0.0',
  argv: ['test'],
  ...(last === undefined ? {} : { resumedFrom: last.runId }),
});
using journal = JournalWriter.open(folder, 'worker-0');
const asker = new Asker({ ...askingAlone, folder, chain: chainOf(folder), journal });
const { requestId } = await asker.obtain(async () => publishing());
const effects = openSync(join(root, 'effects.txt'), 'a');
writeSync(effects, `${requestId}\n`);
fsyncSync(effects);
closeSync(effects);
process.stdout.write('done\n');
