/** Who is waited for with --no-wait, on a mutex that another process holds. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { ForegroundLease } from './lease.ts';
import type { Win32 } from './native.ts';

const gotIt = 0;
const taken = 0x102;

interface Others {
  name: string;
  /** What the owner has written down about itself. */
  owner: (run?: string) => void;
  mutex: { held: boolean; closed: number };
  take: (run?: string) => Promise<{ lease: ForegroundLease; lines: readonly string[] }>;
}

const test = base.extend<Others>({
  name: async ({}, use) => {
    await use(`lease-${randomUUID()}`);
  },
  owner: async ({ name }, use) => {
    const file = join(tmpdir(), `${name.replaceAll(/\W+/g, '-')}.pid`);
    await use((run) => writeFileSync(file, JSON.stringify({ pid: 4711, run })));
    rmSync(file, { force: true });
  },
  mutex: async ({}, use) => {
    await use({ held: true, closed: 0 });
  },
  take: async ({ name, mutex }, use) => {
    const kernel32 = {
      CreateMutexW: () => 1,
      WaitForSingleObject: () => (mutex.held ? taken : gotIt),
      ReleaseMutex: () => 1,
      CloseHandle: () => {
        mutex.closed += 1;
        return 1;
      },
    };
    const win32 = { kernel32 } as unknown as Win32;
    await use(async (run) => {
      const lines: string[] = [];
      const notify = (line: string) => {
        lines.push(line);
        mutex.held = false;
      };
      const lease = await ForegroundLease.take(win32, {
        wait: false,
        notify,
        name,
        ...(run === undefined ? {} : { run }),
      });
      return { lease, lines };
    });
  },
});

test('S18: another run is not waited for, and neither is somebody without a run', async ({ owner, take, mutex }) => {
  owner('another');
  await expect(take('tonight')).rejects.toThrow('LEASE_TAKEN: the visible desktop is in use by process 4711');
  await expect(take()).rejects.toThrow('LEASE_TAKEN');
  owner();
  await expect(take()).rejects.toThrow('LEASE_TAKEN');
  expect(mutex.closed).toBe(3);
});

test('S18: a part of the same run is waited for, with a word', async ({ owner, take }) => {
  owner('tonight');
  const { lease, lines } = await take('tonight');
  lease.release();
  expect(lines).toEqual(['codexqa: the visible desktop is in use by process 4711; waiting for it']);
});

test('an owner that does not say who it is counts as another run in the end', async ({ take }) => {
  await expect(take('tonight')).rejects.toThrow('in use by another process');
});
