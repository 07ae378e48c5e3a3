/** Leases with real processes: never two holders, none lost, killed owners included. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Lease } from './lease.ts';

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
