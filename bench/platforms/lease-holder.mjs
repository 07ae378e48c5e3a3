/** Takes and gives back one lease many times, counting in a file that is only safe for a single holder; a victim dies while it holds. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lease } from '../../dist/src/support/lease.js';

const [folder, times, diesAt] = process.argv.slice(2);
const counter = join(folder, 'counter');
for (let taken = 1; taken <= Number(times); taken++) {
  const lease = await Lease.take(['app:shared'], { folder, waitMs: 0 });
  const seen = Number(readFileSync(counter, 'utf8'));
  writeFileSync(counter, String(seen + 1));
  appendFileSync(join(folder, 'log'), 'x');
  if (taken === Number(diesAt)) process.kill(process.pid, 'SIGKILL');
  lease.release();
}
