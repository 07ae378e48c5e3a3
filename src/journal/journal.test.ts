import { appendFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import { writeLine } from './envelope.ts';
import { writeManifest } from './manifest.ts';
import { JournalReader, readSegment } from './reader.ts';
import { RunFolder } from './run-folder.ts';
import { verifyRun } from './verify.ts';
import { JournalWriter } from './writer.ts';

const test = base.extend<{ folder: RunFolder }>({
  folder: async ({}, use, testInfo) => {
    await use(RunFolder.create(testInfo.outputPath(), { codexqa: '0.0.0', argv: ['test'] }));
  },
});

const checkpoint = (name: string): JournalEntry => ({
  kind: 'checkpoint',
  testId: 't',
  retry: 0,
  name,
  value: 'ü',
  verified: false,
  origin: 'recorded',
});

/** Runs the journal's end as a run does it and gives the path of the one segment. */
function write(folder: RunFolder, names: readonly string[]): string {
  const writer = JournalWriter.open(folder, 'runner');
  for (const name of names) writer.append(checkpoint(name));
  writer.close();
  writeManifest(folder);
  return folder.segments()[0] ?? '';
}

const names = (folder: RunFolder): readonly string[] =>
  [...new JournalReader(folder).records()].map(({ entry }) => (entry.kind === 'checkpoint' ? entry.name : entry.kind));

test('what is written is read, in order, and verifies', ({ folder }) => {
  write(folder, ['a', 'b', 'c']);
  expect(names(folder)).toEqual(['a', 'b', 'c']);
  expect(verifyRun(folder)).toEqual({ segments: 1, entries: 4, findings: [] });
});

test('entries of several writers are merged in the order they happened, whatever the clock does', ({ folder }) => {
  const first = JournalWriter.open(folder, 'runner');
  first.append(checkpoint('1'));
  const second = JournalWriter.open(folder, 'worker-0');
  second.append(checkpoint('2'));
  second.append(checkpoint('3'));
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  try {
    const third = JournalWriter.open(folder, 'worker-1');
    third.append(checkpoint('4'));
    third.close();
  } finally {
    Date.now = now;
  }
  for (const writer of [first, second]) writer.close();
  expect(names(folder)).toEqual(['1', '2', '3', '4']);
});

test('a torn last line was never acknowledged: it is not read, and it is reported', ({ folder }) => {
  const path = write(folder, ['a', 'b']);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${lines.slice(0, 3).join('\n')}\n${lines[3]?.slice(0, 20)}`);
  const reader = new JournalReader(folder);
  expect([...reader.records()]).toHaveLength(2);
  expect(reader.ends).toMatchObject([{ entries: 3, seal: undefined, torn: { line: 4, bytes: 20 } }]);
  expect(verifyRun(folder).findings.map(({ sentence }) => sentence)).toEqual([
    'line 4 is torn after 20 bytes: never acknowledged',
    'it has no seal: its writer was killed or is still at work',
  ]);
});

test('any single flipped byte is found and located', ({ folder }) => {
  const path = write(folder, ['a', 'b', 'c']);
  const good = readFileSync(path);
  const misjudged: string[] = [];
  const lineFeeds = [...good.keys()].filter((index) => good[index] === 10);
  for (let index = 0; index < good.length; index++) {
    if (lineFeeds.includes(index)) continue;
    const bad = Buffer.from(good);
    bad.writeUInt8((bad[index] ?? 0) ^ 1, index);
    writeFileSync(path, bad);
    const line = lineFeeds.filter((feed) => feed < index).length + 1;
    const said = refusalOf(path);
    if (!said.includes(`JOURNAL_CORRUPT: ${path}:${line} `)) misjudged.push(`byte ${index}: ${said}`);
  }
  expect(misjudged).toEqual([]);
});

function refusalOf(path: string): string {
  try {
    return `${[...readSegment(path)].length} entries are good`;
  } catch (error) {
    return String(error);
  }
}

const tamperings: { name: string; change: (path: string) => void; finding: string }[] = [
  {
    name: 'a line taken out',
    change: (path) => rewrite(path, (lines) => lines.toSpliced(2, 1)),
    finding: ':3 was changed after it was written: the line before it is not the one it was written after',
  },
  {
    name: 'two lines swapped',
    change: (path) => rewrite(path, ([head = '', a = '', b = '', ...rest]) => [head, b, a, ...rest]),
    finding: ':2 was changed after it was written: the line before it is not',
  },
  {
    name: 'a line after the seal',
    change: (path) => appendFileSync(path, `${readFileSync(path, 'utf8').split('\n')[0]}\n`),
    finding: ':6 was changed after it was written: it comes after the seal',
  },
  {
    name: 'a tail cut off at a line',
    change: (path) => rewrite(path, (lines) => [...lines.slice(0, 3), '']),
    finding: 'it had 4 entries when the run ended and has 3',
  },
  {
    name: 'another stream under its name',
    change: (path) => renameSync(path, path.replace('runner-', 'worker-')),
    finding: 'it belongs to ',
  },
  { name: 'a whole segment removed', change: (path) => rmSync(path), finding: 'is missing' },
];
for (const { name, change, finding } of tamperings) {
  test(`verify finds ${name}`, ({ folder }) => {
    const path = write(folder, ['a', 'b', 'c']);
    change(path);
    const { findings } = verifyRun(folder);
    expect(findings).toContainEqual({
      weight: 'tampered',
      path: expect.any(String),
      sentence: expect.stringContaining(finding),
    });
  });
}

function rewrite(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(path, change(readFileSync(path, 'utf8').split('\n')).join('\n'));
}

test('verify finds a chain written again with a key the project does not know', ({ folder }, testInfo) => {
  write(folder, ['a']);
  const keys = join(testInfo.outputPath(), '.codexqa', 'keys');
  renameSync(keys, `${keys}-stolen`);
  JournalWriter.open(folder, 'other').close();
  rmSync(keys, { recursive: true });
  renameSync(`${keys}-stolen`, keys);
  expect(verifyRun(folder).findings.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^it is sealed with key [0-9a-f]{16}, which the project does not know$/),
  ]);
});

test('a journal of a newer version is refused, not misread', ({ folder }) => {
  const path = write(folder, ['a']);
  const { body } = JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '');
  body.segment.version = 2;
  writeFileSync(path, writeLine(body).text);
  expect(() => names(folder)).toThrow(`JOURNAL_NEWER: ${path} has version 2, this codexqa reads up to version 1`);
});

test('the private key is for its owner alone', ({ folder }, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no permission bits');
  write(folder, []);
  expect(statSync(testInfo.outputPath('.codexqa', 'keys', 'journal.key')).mode & 0o777).toBe(0o600);
});

test('a closed journal takes nothing more', ({ folder }) => {
  const writer = JournalWriter.open(folder, 'runner');
  writer.close();
  expect(() => writer.append(checkpoint('late'))).toThrow('JOURNAL_WRITE_FAILED');
});

test('a line far longer than a piece of reading comes back whole', ({ folder }) => {
  const writer = JournalWriter.open(folder, 'runner');
  const value = 'ü'.repeat(700_000);
  writer.append({
    kind: 'checkpoint',
    testId: 't',
    retry: 0,
    name: 'long',
    value,
    verified: false,
    origin: 'recorded',
  });
  const second = JournalWriter.open(folder, 'worker-0');
  second.append(checkpoint('after'));
  for (const each of [writer, second]) each.close();
  const [long, after] = [...new JournalReader(folder).records()];
  expect(long?.entry).toMatchObject({ value });
  expect(after?.entry).toMatchObject({ name: 'after' });
});

test('each process has its own segment, also when it opens two', ({ folder }) => {
  const writers = [JournalWriter.open(folder, 'runner'), JournalWriter.open(folder, 'runner')];
  for (const writer of writers) writer.close();
  expect(new Set(folder.segments().map((path) => basename(path))).size).toBe(2);
});

test('a segment cut inside its first line has no entries', ({ folder }) => {
  const path = write(folder, ['a']);
  truncateSync(path, 40);
  expect(names(folder)).toEqual([]);
});
