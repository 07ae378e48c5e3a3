/** A worker process for the tests that kill one: opens a session with an application, tells its id, waits. */
import { readdirSync, readFileSync } from 'node:fs';
import { defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { start } from '../linux.sample.ts';

const session = await createLinuxDriver().open(defaultSession);
const command = process.argv[3] ?? 'galculator';
await start(
  session,
  command,
  command === 'chromium' ? ['--no-sandbox', '--no-first-run', '--app=data:text/html,x'] : [],
);
await session.launch({ name: 'daemon', command: 'sh', args: ['-c', 'setsid sleep 300 &'], env: {} });
console.log(JSON.stringify({ sessionId: session.id, reaper: reaperOf(session.id) }));
if (process.argv[2] === 'close') await session.close();
else process.stdin.resume();

function reaperOf(sessionId: string): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes('codexqa-reaper') && words.includes(sessionId);
      } catch {
        return false;
      }
    });
}
