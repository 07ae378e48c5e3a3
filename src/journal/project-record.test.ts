/** The key of a project gives way to another one, retention takes runs away: both stay provable. */
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { rotateKey, rotationsIn, withSuccessors } from './key-rotation.ts';
import { keyMap, signingKey, trustedKeys } from './keys.ts';
import { writeManifest } from './manifest.ts';
import { ProjectRecord, projectRecordIn } from './project-record.ts';
import { RunFolder } from './run-folder.ts';
import { RunLock } from './run-lock.ts';
import { listRuns, prunedEntry, prunedRun, removeRun } from './runs.ts';
import { verifyRun } from './verify.ts';
import { JournalWriter } from './writer.ts';

const by = { by: 'alice', codexqa: '0' };

function projectIn(root: string) {
  const state = join(root, '.codexqa');
  const keys = join(state, 'keys');
  const record = () => {
    const folder = projectRecordIn(state);
    if (folder === undefined) throw new Error('there is no record yet');
    return folder;
  };
  const run = (): RunFolder => {
    const folder = RunFolder.create(root, { codexqa: '0', argv: [] });
    const journal = JournalWriter.open(folder, 'runner');
    journal.append({ kind: 'run-begin', runId: folder.runId, version: '0', argv: [] });
    journal.close();
    writeManifest(folder);
    folder.updateHead({ state: 'done', status: 'passed' });
    return folder;
  };
  return { root, state, keys, record, run };
}

test('a new key signs from now on; what the old one signed verifies, and so does its own word about the change', async ({}, info) => {
  const { root, keys, record, run } = projectIn(info.outputPath('project'));
  const before = run();
  const old = signingKey(keys);
  const { from, to } = await rotateKey(root, by);
  expect(from).toBe(old.keyId);
  expect(signingKey(keys).keyId).toBe(to);
  expect(readdirSync(keys).sort()).toEqual([`${from}.pub`, `${to}.pub`, 'journal.key'].sort());
  const after = run();
  for (const folder of [before, after, record()]) expect(verifyRun(folder).findings).toEqual([]);
  const third = await rotateKey(root, by);
  expect(rotationsIn(record()).map((each) => [each.from, each.to, each.by])).toEqual([
    [from, to, 'alice'],
    [to, third.to, 'alice'],
  ]);
  // one who has the first key from a clean checkout trusts its successors, and nobody else
  const first = keyMap([old.publicKey]);
  expect(verifyRun(after, first).findings.map(({ weight }) => weight)).toContain('tampered');
  expect([...withSuccessors(first, record()).keys()]).toEqual([from, to, third.to]);
  expect(verifyRun(after, withSuccessors(first, record())).findings).toEqual([]);
  const stranger = signingKey(info.outputPath('elsewhere'));
  expect([...withSuccessors(keyMap([stranger.publicKey]), record()).keys()]).toEqual([stranger.keyId]);
});

test('a word about the change that was forged or changed names no successor', async ({}, info) => {
  const { root, keys, record, run } = projectIn(info.outputPath('project'));
  run();
  const old = signingKey(keys);
  await rotateKey(root, by);
  const [path = ''] = record().segments();
  const honest = readFileSync(path, 'utf8');
  writeFileSync(path, honest.replace('alice', 'mallo'));
  expect([...withSuccessors(keyMap([old.publicKey]), record()).keys()]).toEqual([old.keyId]);
  writeFileSync(path, honest);
  // under another seal: the entry says who gives way, the seal says who says so
  const forged = projectIn(info.outputPath('forged'));
  const mallory = signingKey(forged.keys);
  {
    using lie = await ProjectRecord.open(forged.root, '0');
    const lied = { by: 'mallory', from: old.keyId, to: mallory.keyId, publicKey: mallory.publicKey, until: 0 };
    lie.append({ kind: 'audit', event: 'key-rotated', ...lied });
  }
  expect([...withSuccessors(keyMap([old.publicKey]), forged.record()).keys()]).toEqual([old.keyId]);
});

test('a change that was broken off is ended by the next one; nothing changes while a run is at work', async ({}, info) => {
  const { root, keys, record, run } = projectIn(info.outputPath('project'));
  await expect(rotateKey(root, by)).rejects.toThrow('RUN_NOT_FOUND: nothing has been signed');
  const folder = run();
  const old = readFileSync(join(keys, 'journal.key'));
  const { from, to } = await rotateKey(root, by);
  // as if it had been killed between its word and the deed
  copyFileSync(join(keys, 'journal.key'), join(keys, 'journal-next.key'));
  writeFileSync(join(keys, 'journal.key'), old);
  expect(await rotateKey(root, by)).toMatchObject({ from, to });
  expect(signingKey(keys).keyId).toBe(to);
  expect(rotationsIn(record())).toHaveLength(1);
  using _lock = RunLock.take(folder, 'cli');
  await expect(rotateKey(root, by)).rejects.toThrow(`RUN_LOCKED: run ${folder.runId} is at work`);
});

test('what retention takes away is said before it goes, with the end of its chains; a taken segment of that shows', async ({}, info) => {
  const { root, state, record, run } = projectIn(info.outputPath('project'));
  const [first, second] = [run(), run()];
  const summaries = listRuns(root);
  {
    using writing = await ProjectRecord.open(root, '0');
    for (const summary of summaries.slice(0, 1)) {
      writing.append(prunedEntry(summary, {}, { by: 'alice', reason: 'the newest 1 stay' }));
      removeRun(summary, {});
    }
  }
  expect(prunedRun(record(), first.runId)?.entry).toMatchObject({
    by: 'alice',
    what: 'run',
    reason: 'the newest 1 stay',
    head: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(prunedRun(record(), second.runId)).toBeUndefined();
  await rotateKey(root, by);
  expect(verifyRun(record()).findings).toEqual([]);
  expect(trustedKeys(join(state, 'keys')).size).toBe(2);
  rmSync(record().segments()[0] ?? '');
  expect(verifyRun(record()).findings).toMatchObject([
    { weight: 'tampered', sentence: expect.stringContaining('is missing') },
  ]);
});
