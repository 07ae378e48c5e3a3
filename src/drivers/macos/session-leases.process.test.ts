/** What sessions of one login share, with real processes: side by side where it differs, by turns where it does not, never for ever. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { createMacDriver } from './driver.ts';
import { type LeaseName, SessionLeases } from './session-leases.ts';
import { SimulatedMac } from './simulated-mac.sample.ts';
import { simulatedTools } from './simulated-tools.sample.ts';

/** Compiled, because children run without a TypeScript loader. */
const compiled = join(import.meta.dirname, '../../../dist/src/drivers/macos/session-leases.js');

interface Others {
  folder: string;
  /** A process that holds so much until it is told to drop it all, or dies. */
  other: (...names: LeaseName[]) => Promise<ChildProcess>;
}

const test = base.extend<Others>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'codexqa-leases-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  other: async ({ folder }, use) => {
    const children: ChildProcess[] = [];
    await use(async (...names) => {
      const script = `import { SessionLeases } from ${JSON.stringify(compiled)};
const leases = new SessionLeases({ folder: ${JSON.stringify(folder)}, waitMs: 0 });
for (const name of ${JSON.stringify(names)}) await leases.hold(name);
console.log('held');
process.stdin.once('data', () => { leases.dropAll(); console.log('dropped'); });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      await once(child.stdout, 'data');
      return child;
    });
    for (const child of children) child.kill('SIGKILL');
  },
});

const form = { name: 'form', command: 'form', args: [], env: {} };
const options = {
  lane: 'background',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
} as const;

function driverOn(folder: string, notify: (line: string) => void = () => undefined) {
  return createMacDriver({
    async connect() {
      const mac = await SimulatedMac.create(options);
      return { backend: mac, tools: simulatedTools(mac) };
    },
    lease: { folder, waitMs: 0, notify },
  });
}

test('S18: applications that differ run side by side, the same one by turns', async ({ folder, other }) => {
  const owner = await other('app:notes');
  const lines: string[] = [];
  const leases = new SessionLeases({ folder, waitMs: 0, notify: (line) => lines.push(line) });
  await leases.hold('app:mail');
  expect(lines).toEqual([]);
  const turn = leases.hold('app:notes');
  await expect.poll(() => lines).toEqual([`codexqa: "app:notes" is in use by process ${owner.pid}; waiting for it`]);
  owner.stdin?.write('drop\n');
  await turn;
  leases.dropAll();
});

test('who dies gives everything back', async ({ folder, other }) => {
  const owner = await other('app:notes', 'pasteboard');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const leases = new SessionLeases({ folder });
  await leases.hold('app:notes');
  await leases.hold('pasteboard');
  leases.dropAll();
});

test('who asks against the order is refused at once, so that nobody waits for ever', async ({ folder, other }) => {
  await other('app:notes');
  const leases = new SessionLeases({ folder, waitMs: 0 });
  await leases.hold('pasteboard');
  await expect(leases.hold('app:notes')).rejects.toThrow(
    'LEASE_TAKEN: "app:notes" is in use, and who holds "pasteboard" may not wait for it',
  );
  await leases.hold('app:mail');
  leases.dropAll();
});

test('what is held for a moment is given back after the last of its users', async ({ folder }) => {
  const leases = new SessionLeases({ folder });
  const others = new SessionLeases({ folder });
  let finish: () => void = () => undefined;
  const long = leases.during('screen', () => new Promise<void>((resolve) => (finish = resolve)));
  await leases.during('screen', async () => undefined);
  await expect(others.hold('screen')).rejects.toThrow('LEASE_TAKEN');
  finish();
  await long;
  await others.hold('screen');
  others.dropAll();
});

test('a session waits for an application that another one runs, unless it may run several times', async ({
  folder,
  other,
}) => {
  const owner = await other(`app:${form.command}`);
  const lines: string[] = [];
  const session = await driverOn(folder, (line) => lines.push(line)).open(options);
  await session.launch({ ...form, instances: 'several' });
  expect(lines).toEqual([]);
  const waiting = session.launch(form);
  await expect.poll(() => lines.length).toBe(1);
  owner.stdin?.write('drop\n');
  const app = await waiting;
  const rival = new SessionLeases({ folder });
  await expect(rival.hold('app:form')).rejects.toThrow('LEASE_TAKEN');
  await session.terminate(app.id, { graceMs: 500 });
  await rival.hold('app:form');
  rival.dropAll();
  await session.close();
});

test('the pasteboard is of the test that used it, until its end', async ({ folder }) => {
  const session = await driverOn(folder).open(options);
  await session.act({ kind: 'write-clipboard', text: 'mine' });
  const rival = new SessionLeases({ folder });
  await expect(rival.hold('pasteboard')).rejects.toThrow('LEASE_TAKEN');
  await session.reset();
  await rival.hold('pasteboard');
  rival.dropAll();
  await session.close();
});
