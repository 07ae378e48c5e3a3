/** Leases with real processes: never two holders, none lost, killed owners included. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Lease, type WhileWaiting } from './lease.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codexqa-lease-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The compiled module, because children run without a TypeScript loader. */
const compiled = join(import.meta.dirname, '../../dist/src/support/lease.js');

function child(script: string): ChildProcess {
  const head = `import { Lease } from ${JSON.stringify(compiled)};
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const folder = ${JSON.stringify(folder)};\n`;
  return spawn(process.execPath, ['--input-type=module', '-e', head + script], { stdio: ['pipe', 'pipe', 'inherit'] });
}

test('a taken name is refused with its owner, a released one is free', async () => {
  const first = await Lease.take(['pasteboard'], { folder });
  await expect(Lease.take(['pasteboard'], { folder })).rejects.toThrow(
    `LEASE_TAKEN: "pasteboard" is in use by process ${process.pid}`,
  );
  first.release();
  (await Lease.take(['pasteboard'], { folder })).release();
});

test('all or none: a part that is taken gives the rest back', async () => {
  const first = await Lease.take(['b'], { folder });
  await expect(Lease.take(['c', 'a', 'b'], { folder })).rejects.toThrow('"b" is in use');
  (await Lease.take(['a', 'c'], { folder })).release();
  first.release();
});

test('who waits is told once and goes on at the release', async () => {
  const first = await Lease.take(['foreground'], { folder });
  const lines: string[] = [];
  const second = Lease.take(['foreground'], { folder, waitMs: 10_000, notify: (line) => lines.push(line) });
  await expect.poll(() => lines.length).toBe(1);
  first.release();
  (await second).release();
  expect(lines).toHaveLength(1);
});

test('without patience the parts of one run still wait for each other, others do not', async () => {
  const first = await Lease.take(['foreground'], { folder, run: 'tonight' });
  await expect(Lease.take(['foreground'], { folder, run: 'another' })).rejects.toThrow('LEASE_TAKEN');
  await expect(Lease.take(['foreground'], { folder })).rejects.toThrow('LEASE_TAKEN');
  const second = Lease.take(['foreground'], { folder, run: 'tonight' });
  first.release();
  (await second).release();
});

test('a part of the run that waits gives up when another run was quicker', async () => {
  const first = await Lease.take(['foreground'], { folder, run: 'tonight' });
  const waiting = Lease.take(['foreground'], { folder, run: 'tonight', whileWaiting: (wait) => wait() });
  // the promise below is the only one that can run now: it takes what is released before the waiting one looks again
  first.release();
  const stranger = Lease.take(['foreground'], { folder, run: 'another' });
  await expect(waiting).rejects.toThrow('LEASE_TAKEN');
  (await stranger).release();
});

test('the clock stands still only for those who wait', async () => {
  let waits = 0;
  const whileWaiting: WhileWaiting = (wait) => {
    waits += 1;
    return wait();
  };
  const first = await Lease.take(['foreground'], { folder, waitMs: 10_000, whileWaiting });
  expect(waits).toBe(0);
  const second = Lease.take(['foreground'], { folder, waitMs: 10_000, whileWaiting });
  await expect.poll(() => waits).toBe(1);
  first.release();
  (await second).release();
});

test('the lease of a killed owner is free', async () => {
  test.skip(!existsSync(compiled), 'needs a build: npm run build');
  const owner = child(`await Lease.take(['app:x'], { folder }); console.log('held'); setInterval(() => {}, 1000);`);
  if (owner.stdout !== null) await once(owner.stdout, 'data');
  await expect(Lease.take(['app:x'], { folder })).rejects.toThrow(`process ${owner.pid}`);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  (await Lease.take(['app:x'], { folder })).release();
});

test('eight processes contend, some are killed while they hold: no lease is lost or held twice', async () => {
  test.skip(!existsSync(compiled), 'needs a build: npm run build');
  test.setTimeout(120_000);
  const counter = join(folder, 'counter');
  const log = join(folder, 'log');
  writeFileSync(counter, '0');
  writeFileSync(log, '');
  const rounds = 40;
  // reading, thinking and writing back is only safe for a single holder; a victim dies after its write
  const worker = (victim: boolean) => `
for (let round = 0; round < ${rounds}; round++) {
  const lease = await Lease.take(['app:shared', 'pasteboard'], { folder, waitMs: 0 });
  const seen = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(${JSON.stringify(counter)}, String(seen + 1));
  appendFileSync(${JSON.stringify(log)}, 'x');
  if (${victim} && round === 5) process.kill(process.pid, 'SIGKILL');
  lease.release();
}`;
  const children = Array.from({ length: 8 }, (_, at) => child(worker(at % 2 === 1)));
  const ends = await Promise.all(children.map(async (each) => (await once(each, 'exit'))[1]));
  expect(ends.filter((signal) => signal === 'SIGKILL')).toHaveLength(4);
  const done = readFileSync(log, 'utf8').length;
  expect(done).toBe(4 * rounds + 4 * 6);
  expect(Number(readFileSync(counter, 'utf8'))).toBe(done);
  expect(readdirSync(folder).filter((file) => file.startsWith('app'))).toHaveLength(1);
});
