/** The power goes out after every single change of the disk: what was acknowledged is there, whatever became of the rest. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startChild } from './child.sample.ts';
import { Disk, type Remains } from './disk.sample.ts';
import type { DiskChange } from './power-cut.sample.ts';
import { JournalReader } from './reader.ts';
import { RunFolder } from './run-folder.ts';
import { verifyRun } from './verify.ts';

test.describe.configure({ mode: 'serial' });
test.skip(process.platform === 'win32', 'the recorder knows POSIX paths');

let changes: readonly DiskChange[] = [];

test.beforeAll(async ({}, testInfo) => {
  const output = await startChild('power-cut.sample.ts', [testInfo.outputPath('recorded')]).output;
  changes = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DiskChange);
});

test('S11: a power cut at any moment loses nothing that was acknowledged', ({}, testInfo) => {
  let cuts = 0;
  for (const { acknowledged, remains } of powerCuts(changes)) {
    const seen = restart(testInfo.outputPath('restarted'), acknowledged, remains);
    const where = `cut ${++cuts}, ${remains.words}`;
    expect(seen.refused, where).toBeUndefined();
    expect(seen.tampered, where).toEqual([]);
    // no hole: whatever survived is the beginning of what was written
    expect(seen.names, where).toEqual(written.slice(0, seen.names.length));
    expect(seen.names, where).toEqual(expect.arrayContaining([...checkpointsIn(acknowledged)]));
    if (acknowledged.includes('seal')) expect(seen.sealed, where).toBe(true);
  }
  testInfo.annotations.push({ type: 'power cuts', description: String(cuts) });
  expect(cuts).toBeGreaterThan(200);
});

test('pages that reach the disk in the wrong order are refused, with all that was acknowledged before them', ({}, testInfo) => {
  let refused = 0;
  for (const { acknowledged, remains } of powerCuts(changes, 'holes')) {
    const seen = restart(testInfo.outputPath('restarted'), acknowledged, remains);
    expect(seen.names, remains.words).toEqual(expect.arrayContaining([...checkpointsIn(acknowledged)]));
    if (seen.refused !== undefined) refused++;
  }
  expect(refused).toBeGreaterThan(0);
});

test('the simulation can fail: a disk that ignores fsync loses acknowledged entries', ({}, testInfo) => {
  const ignored = changes.filter(({ change }) => change !== 'sync');
  const ends = [...powerCuts(ignored)].slice(-20);
  const losses = ends.filter(({ acknowledged, remains }) => {
    const seen = restart(testInfo.outputPath('restarted'), acknowledged, remains);
    return checkpointsIn(acknowledged).some((name) => !seen.names.includes(name));
  });
  expect(losses.length).toBeGreaterThan(0);
});

/** Everything the recorded program appends, in order. */
const written = Array.from({ length: 12 }, (_, number) => [`${number}a`, `${number}b`, `${number}`]).flat();

const checkpointsIn = (acknowledged: readonly string[]): readonly string[] =>
  acknowledged.flatMap((what) => /^checkpoint (.+)$/.exec(what)?.[1] ?? []);

interface Cut {
  readonly acknowledged: readonly string[];
  readonly remains: Remains;
}

/** After each change, every way the disk may look when the power comes back. */
function* powerCuts(recorded: readonly DiskChange[], kind: 'torn' | 'holes' = 'torn'): Generator<Cut> {
  const disk = new Disk();
  const acknowledged: string[] = [];
  for (const change of recorded) {
    if (change.change === 'acknowledged') acknowledged.push(change.what);
    else disk.apply(change);
    for (const remains of kind === 'torn' ? disk.torn() : disk.holed())
      yield { acknowledged: [...acknowledged], remains };
  }
}

interface Seen {
  readonly names: readonly string[];
  readonly refused: string | undefined;
  readonly tampered: readonly string[];
  readonly sealed: boolean;
}

/** What the product makes of the disk: the folder is made anew from what remained, and read. */
function restart(root: string, acknowledged: readonly string[], { files, folders }: Remains): Seen {
  rmSync(root, { recursive: true, force: true });
  for (const path of folders) mkdirSync(join(root, path), { recursive: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  const runId = acknowledged[0]?.slice('run '.length);
  if (runId === undefined) return { names: [], refused: undefined, tampered: [], sealed: false };
  const folder = RunFolder.at(join(root, '.codexqa', 'runs', runId));
  const names: string[] = [];
  const reader = new JournalReader(folder);
  let refused: string | undefined;
  try {
    folder.readHead();
    for (const { entry } of reader.records()) {
      if (entry.kind === 'checkpoint') names.push(entry.name);
      if (entry.kind === 'intent') names.push(entry.target);
    }
  } catch (error) {
    refused = String(error);
  }
  const tampered =
    refused === undefined ? verifyRun(folder).findings.filter(({ weight }) => weight === 'tampered') : [];
  const sealed = reader.ends.some(({ seal }) => seal !== undefined);
  return { names, refused, tampered: tampered.map(({ sentence }) => sentence), sealed };
}
