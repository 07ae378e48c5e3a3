import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { smallDisk } from '../support/small-disk.sample.ts';
import { startChild } from './child.sample.ts';
import { JournalReader } from './reader.ts';
import { RunFolder } from './run-folder.ts';
import { RunLock } from './run-lock.ts';
import { JournalWriter } from './writer.ts';

const newRun = (root: string): RunFolder => RunFolder.create(root, { codexqa: '0.0.0', argv: [] });

function read(folder: RunFolder, role: string): readonly string[] {
  const found: string[] = [];
  for (const record of new JournalReader(folder).records()) {
    if (record.role === role && record.entry.kind === 'checkpoint') found.push(record.entry.name);
  }
  return found;
}

const acknowledged = (output: string): readonly string[] =>
  output
    .split('\n')
    .slice(0, -1)
    .filter((line) => /^\d+$/.test(line));

test('S11: a writer killed at any moment has lost nothing it acknowledged', async ({}, testInfo) => {
  let total = 0;
  for (let round = 0; round < 5; round++) {
    const folder = newRun(testInfo.outputPath(String(round)));
    const roles = [`even-${round}`, `odd-${round}`];
    const children = roles.map((role, index) => ({
      role,
      child: startChild('writer.sample.ts', [folder.path, role, '1000000', index === 0 ? '300' : '40000']),
    }));
    await Promise.all(children.map(({ child }) => once(child.process.stdout ?? child.process, 'data')));
    // how long it goes on is the random part: between one record and some hundreds
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    for (const { child } of children) child.process.kill('SIGKILL');
    for (const { role, child } of children) {
      const acked = acknowledged(await child.output);
      expect(acked.length).toBeGreaterThan(0);
      const found = read(folder, role);
      expect(found.slice(0, acked.length)).toEqual(acked);
      // at most the one record that was written and not yet acknowledged
      expect(found.length - acked.length).toBeLessThanOrEqual(1);
      total += acked.length;
    }
  }
  testInfo.annotations.push({ type: 'acknowledged records', description: String(total) });
});

test('a process that ends in order seals its segment without being asked', async ({}, testInfo) => {
  const folder = newRun(testInfo.outputPath());
  const child = startChild('writer.sample.ts', [folder.path, 'worker-0', '3', '10']);
  expect(await child.output).toBe('0\n1\n2\ndone\n');
  const reader = new JournalReader(folder);
  expect([...reader.records()]).toHaveLength(3);
  expect(reader.ends).toMatchObject([{ entries: 4, seal: { entries: 4 }, torn: undefined }]);
});

test('a file that may not grow stops the writer, and all before it is intact', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'needs a limit on file sizes');
  const folder = newRun(testInfo.outputPath());
  const child = startChild('writer.sample.ts', [folder.path, 'worker-0', '100000', '1000'], 64);
  const output = await child.output;
  const acked = acknowledged(output);
  expect(output.endsWith('JOURNAL_WRITE_FAILED\n')).toBe(true);
  expect(acked.length).toBeGreaterThan(20);
  const reader = new JournalReader(folder);
  expect([...reader.records()]).toHaveLength(acked.length);
  expect(reader.ends).toMatchObject([{ seal: undefined, torn: undefined }]);
});

test('a full disk stops the run at a critical entry, with all before it intact and nothing after it', () => {
  using disk = smallDisk(512);
  test.skip(disk === undefined, 'only root may mount a small disk');
  if (disk === undefined) return;
  const folder = newRun(disk.path);
  const writer = JournalWriter.open(folder, 'runner');
  const value = 'x'.repeat(10_000);
  let written = 0;
  const fill = (): void => {
    for (; written < 1000; written++) {
      writer.append({
        kind: 'checkpoint',
        testId: 't',
        retry: 0,
        name: String(written),
        value,
        verified: false,
        origin: 'recorded',
      });
    }
  };
  expect(fill).toThrow(
    /^JOURNAL_WRITE_FAILED: .* cannot be written \(ENOSPC\), so the run stops\n {2}Fix: free some disk/,
  );
  // a small entry would fit, and would stand after a hole
  const small = { kind: 'state', to: 'halted', reason: '' } as const;
  expect(() => writer.append(small)).toThrow('JOURNAL_WRITE_FAILED');
  expect(() => writer.close()).toThrow('JOURNAL_WRITE_FAILED');
  expect(read(folder, 'runner')).toEqual(Array.from({ length: written }, (_, index) => String(index)));
  expect(folder.readHead().state).toBe('queued');
});

test('two processes on one run: the second is refused while the first lives, and only then', async ({}, testInfo) => {
  const folder = newRun(testInfo.outputPath());
  const holder = startChild('lock.sample.ts', [folder.path, 'runner']);
  await once(holder.process.stdout ?? holder.process, 'data');
  const refusal = `RUN_LOCKED: run ${folder.runId} is in use by process ${holder.process.pid}`;
  expect(() => RunLock.take(folder, 'cli')).toThrow(refusal);
  expect(() => RunLock.take(folder, 'runner')).toThrow(refusal);
  holder.process.kill('SIGKILL');
  await holder.output;
  using _lock = RunLock.take(folder, 'cli');
  expect(() => RunLock.take(folder, 'cli')).toThrow(`in use by process ${process.pid}`);
});

test('of many processes that want a dead run at once exactly one gets it', async ({}, testInfo) => {
  const folder = newRun(testInfo.outputPath());
  const dead = startChild('lock.sample.ts', [folder.path, 'cli']);
  await once(dead.process.stdout ?? dead.process, 'data');
  dead.process.kill('SIGKILL');
  await dead.output;
  const children = Array.from({ length: 5 }, () => startChild('lock.sample.ts', [folder.path, 'cli']));
  await Promise.all(children.map((child) => once(child.process.stdout ?? child.process, 'data')));
  for (const child of children) child.process.kill('SIGKILL');
  const outputs = await Promise.all(children.map((child) => child.output));
  expect(outputs.sort()).toEqual(['RUN_LOCKED\n', 'RUN_LOCKED\n', 'RUN_LOCKED\n', 'RUN_LOCKED\n', 'taken\n']);
});

test('a released run is free at once', ({}, testInfo) => {
  const folder = newRun(testInfo.outputPath());
  for (let round = 0; round < 3; round++) RunLock.take(folder, 'cli').release();
});
