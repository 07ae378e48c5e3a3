/** The foreground lease with real processes: one owner at a time, given back by death. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { defaultSession } from '../node_modules/codexqa/dist/src/contracts/driver.js';
import { createWindowsDriver } from '../node_modules/codexqa/dist/src/drivers/windows/driver.js';

const cli = 'node_modules/codexqa/dist/src/cli/main.js';
const options = { ...defaultSession, lane: 'foreground' };

const holder = (run) => `
import { createWindowsDriver } from './node_modules/codexqa/dist/src/drivers/windows/driver.js';
const session = await createWindowsDriver({ lease: ${JSON.stringify({ run })} }).open(${JSON.stringify(options)});
console.log('held');
process.stdin.once('data', async () => { await session.close(); process.exit(0); });
`;

async function hold(run) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder(run)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('S12: the background lane is refused with a capability error', async () => {
  await expect(createWindowsDriver().open({ ...options, lane: 'background' })).rejects.toThrow('CAPABILITY_MISSING');
});

test('S18: a second run fails at once with --no-wait, and names the owner', async () => {
  const owner = await hold();
  const second = createWindowsDriver({ lease: { wait: false } }).open(options);
  await expect(second).rejects.toThrow(`LEASE_TAKEN: the visible desktop is in use by process ${owner.pid}`);
  owner.stdin?.write('end\n');
  await once(owner, 'exit');
});

test('S18: with --no-wait a part of the same run is waited for, and for a part of another run it is not', async () => {
  const owner = await hold('tonight');
  const lines = [];
  const lease = { wait: false, notify: (line) => lines.push(line) };
  await expect(createWindowsDriver({ lease: { ...lease, run: 'another' } }).open(options)).rejects.toThrow(
    'LEASE_TAKEN',
  );
  expect(lines).toEqual([]);
  const second = createWindowsDriver({ lease: { ...lease, run: 'tonight' } }).open(options);
  await expect.poll(() => lines).toEqual([expect.stringContaining(`process ${owner.pid}; waiting for it`)]);
  owner.stdin?.write('end\n');
  await once(owner, 'exit');
  await (await second).close();
});

/** The real command line on one spec: what it says, and how it ends. */
function commandLine(...args) {
  const { PLAYWRIGHT_JSON_OUTPUT_NAME: _, ...env } = process.env;
  const run = [cli, 'test', ...args, '--reporter=line', '-g', 'multiplies by keyboard'];
  const child = spawn(process.execPath, run, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const words = { said: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (words.said += text));
  return { words, ended: once(child, 'close').then(([code]) => code) };
}

test('S18: codexqa test --no-wait ends at once with exit code 2', async () => {
  const owner = await hold();
  const { words, ended } = commandLine('--no-wait', '--project=wine');
  expect(await ended, words.said).toBe(2);
  expect(words.said).toContain('LEASE_TAKEN');
  owner.stdin?.write('end\n');
  await once(owner, 'exit');
});

test('S18: codexqa test waits, says for whom, and goes on when the desktop is free', async () => {
  const owner = await hold();
  const { words, ended } = commandLine('--project=wine');
  await expect.poll(() => words.said).toContain(`in use by process ${owner.pid}; waiting for it`);
  owner.stdin?.write('end\n');
  await once(owner, 'exit');
  expect(await ended, words.said).toBe(0);
  expect(words.said).toContain('1 passed');
});

test('S12: codexqa test refuses the background lane, with exit code 2 and the way out', async () => {
  const config = "{ specs: 'specs/desktop', lane: 'background', apps: { calculator: './apps/calculator.exe' } }";
  writeFileSync(
    'background.config.ts',
    `import { defineConfig } from 'codexqa';\nexport default defineConfig(${config});\n`,
  );
  const { words, ended } = commandLine('--config', 'background.config.ts');
  expect(await ended, words.said).toBe(2);
  expect(words.said).toContain('CAPABILITY_MISSING: Windows has no background lane');
  expect(words.said).toContain("use lane: 'foreground'");
});

test('S18: a second run waits with a message until the first one ends', async () => {
  const owner = await hold();
  const lines = [];
  const told = new Promise((resolve) => {
    const second = createWindowsDriver({ lease: { notify: (line) => resolve(void lines.push(line)) } });
    void second.open(options).then((session) => session.close());
  });
  await told;
  expect(lines).toEqual([expect.stringContaining(`in use by process ${owner.pid}; waiting for it`)]);
  owner.stdin?.write('end\n');
  await once(owner, 'exit');
});

test('the lease of a killed owner is free', async () => {
  const owner = await hold();
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const session = await createWindowsDriver({ lease: { wait: false } }).open(options);
  expect(session.lost()).toBeUndefined();
  await session.close();
});

test('one process cannot open the desktop twice', async () => {
  const driver = createWindowsDriver();
  const session = await driver.open(options);
  await expect(driver.open(options)).rejects.toThrow('LEASE_TAKEN');
  await session.close();
});
