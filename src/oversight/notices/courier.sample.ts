/** A process that tells people about a run, for tests that kill it: `courier.sample.ts <run folder>`, to `RECEIVER_URL`. */
import { RunFolder } from '../../journal/run-folder.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { Courier } from './courier.ts';
import { notifierRole, Outbox } from './outbox.ts';
import { noticesOf } from './run-notices.ts';

const folder = RunFolder.at(process.argv[2] ?? '');
using journal = JournalWriter.open(folder, notifierRole);
const courier = new Courier({
  notices: () => noticesOf(folder, undefined),
  channels: { hook: { kind: 'webhook', url: { env: 'RECEIVER_URL' }, secret: { env: 'RECEIVER_SECRET' } } },
  outbox: Outbox.of([folder]),
  journal,
});
await courier.empty(30_000);
