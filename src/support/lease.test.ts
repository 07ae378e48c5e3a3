/** Leases within one process: refused, waited for, given back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Lease, type WhileWaiting } from './lease.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codexqa-lease-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
