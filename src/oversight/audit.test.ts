import { createPublicKey, verify } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { rotateKey, rotationsIn } from '../journal/key-rotation.ts';
import { keyMap, signingKey } from '../journal/keys.ts';
import { writeManifest } from '../journal/manifest.ts';
import { projectRecordOf } from '../journal/project-record.ts';
import { JournalReader } from '../journal/reader.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { type Anchor, anchorDigest, anchorOf, readAnchors, writeAnchor } from './anchor.ts';
import { type Audit, auditRun } from './audit.ts';
import { enveloped, eventOf, isDecision, statementOf } from './events.ts';
import { publishing } from './question.sample.ts';
import { newQuestion } from './question.ts';

/** A run that ended in order: three states, a question, a picture. */
function endedRun(root: string, states = ['running', 'paused', 'resumed'] as const): RunFolder {
  const folder = RunFolder.create(root, { codexqa: '0.0.0', argv: ['test'] });
  writeJournal(folder, states);
  return folder;
}

function writeJournal(folder: RunFolder, states: readonly ('running' | 'paused' | 'resumed')[]): void {
  const journal = JournalWriter.open(folder, 'runner');
  for (const to of states) journal.append({ kind: 'state', to, reason: 'for the test' });
  const files = newQuestion(folder, publishing(), Date.now());
  const { id: requestId } = files.request;
  journal.append({ kind: 'approval', requestId, event: 'requested', by: 'carol', reason: '', digest: files.digest });
  const digest = new EvidenceStore(folder).keep('a picture');
  const evidence = [{ name: 'screenshot', contentType: 'image/png', digest }];
  journal.append({ kind: 'test-end', testId: 't', retry: 0, status: 'failed', durationMs: 1, evidence });
  journal.close();
  writeManifest(folder);
}

function segment(folder: RunFolder): string {
  return folder.segments()[0] ?? '';
}

function rewrite(path: string, change: (lines: string[]) => string[]): void {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

const told = ({ findings }: Audit) => findings.map(({ weight, sentence }) => `${weight}: ${sentence}`).join('\n');
const audit = (folder: RunFolder, anchors: readonly Anchor[] = []) => auditRun(folder, { anchors });

const tamperings: readonly [string, (folder: RunFolder) => void, RegExp][] = [
  [
    'an entry that was edited',
    (folder) => rewrite(segment(folder), (lines) => lines.map((line) => line.replace('paused', 'halted'))),
    /tampered: .*its content does not fit its hash/,
  ],
  [
    'a line that was deleted',
    (folder) => rewrite(segment(folder), (lines) => lines.filter((_, index) => index !== 2)),
    /tampered: .*is not the one it was written after/,
  ],
  [
    'two lines that were swapped',
    (folder) => rewrite(segment(folder), ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]),
    /tampered: .*is not the one it was written after/,
  ],
  ['a segment that was taken away', (folder) => rmSync(segment(folder)), /tampered: segment .* is missing/],
  [
    'a picture that was exchanged',
    (folder) => {
      const store = new EvidenceStore(folder);
      writeFileSync(store.pathOf(store.keep('a picture')), 'another picture');
    },
    /tampered: it was changed after it was kept/,
  ],
  [
    'a question that was changed after it was answered',
    (folder) => {
      const [files] = ApprovalFiles.all(folder);
      const path = join(files?.path ?? '', 'request.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"12"', '"12000"'));
    },
    /tampered: question .* is not the one that was asked/,
  ],
];
for (const [title, tamper, finding] of tamperings) {
  test(`${title} is found`, ({}, info) => {
    const folder = endedRun(info.outputPath());
    expect(told(audit(folder))).toBe('');
    tamper(folder);
    expect(told(audit(folder))).toMatch(finding);
  });
}

test('a record that was sealed with a foreign key is found', ({}, info) => {
  const folder = endedRun(info.outputPath('mine'));
  const stranger = RunFolder.create(info.outputPath('theirs'), { codexqa: '0.0.0', argv: ['test'] });
  writeJournal(stranger, ['running']);
  // the same run, written by somebody else: their journal, their seals
  const forged = join(dirname(stranger.path), folder.runId);
  cpSync(folder.path, forged, { recursive: true });
  rmSync(join(forged, 'journal'), { recursive: true });
  mkdirSync(join(forged, 'journal'));
  writeJournal(RunFolder.at(forged), ['running']);
  rmSync(folder.path, { recursive: true });
  cpSync(forged, folder.path, { recursive: true });
  expect(told(audit(folder))).toMatch(/tampered: it is sealed with key \w+, which the project does not know/);
});

test('a key that somebody laid beside those of the project does not help against the keys one names', ({}, info) => {
  const folder = endedRun(info.outputPath());
  const { publicKey } = signingKey(folder.keysPath);
  const foreign = signingKey(info.outputPath('foreign')).publicKey;
  expect(told(auditRun(folder, { anchors: [], trusted: keyMap([publicKey]) }))).toBe('');
  expect(told(auditRun(folder, { anchors: [], trusted: keyMap([foreign]) }))).toContain(
    'which the project does not know',
  );
});

test('a tail that was cut off, seal and list with it, shows against an anchor', ({}, info) => {
  const folder = endedRun(info.outputPath());
  const anchor = anchorOf(folder);
  rewrite(segment(folder), (lines) => lines.slice(0, 3));
  rmSync(folder.manifestPath);
  expect(told(audit(folder)), 'without one it looks like a kill').not.toContain('tampered');
  expect(told(audit(folder, [anchor]))).toMatch(/tampered: it had 6 entries on .* and has 3/);
});

test('a record that was written anew with the stolen key shows against an anchor', ({}, info) => {
  const folder = endedRun(info.outputPath());
  const anchor = anchorOf(folder);
  const name = segment(folder).split('/').at(-1) ?? '';
  rmSync(folder.journalPath, { recursive: true });
  rmSync(join(folder.path, 'approvals'), { recursive: true });
  mkdirSync(folder.journalPath);
  writeJournal(folder, ['running', 'resumed', 'resumed']);
  expect(segment(folder), 'the same process writes to the same name').toContain(name);
  expect(told(audit(folder)), 'without one all is well').toBe('');
  expect(told(audit(folder, [anchor]))).toMatch(/tampered: it was written anew since/);
  expect(anchorDigest(anchorOf(folder))).not.toBe(anchorDigest(anchor));
});

test('anchors are kept one a line, and what is none is refused', ({}, info) => {
  const folder = endedRun(info.outputPath('project'));
  const path = info.outputPath('anchors.jsonl');
  writeAnchor(path, anchorOf(folder));
  writeAnchor(path, anchorOf(folder));
  expect(readAnchors(path)).toHaveLength(2);
  writeFileSync(path, '{"version":1}\n');
  expect(() => readAnchors(path)).toThrow('ANCHOR_INVALID');
  expect(() => readAnchors(info.outputPath('none'))).toThrow('ANCHOR_INVALID');
});

test('pictures may be pruned, and the chain holds', ({}, info) => {
  const folder = endedRun(info.outputPath());
  rmSync(folder.evidencePath, { recursive: true });
  expect(told(audit(folder))).toBe('');
});

test('entries are CloudEvents, and what decides is told apart', ({}, info) => {
  const folder = endedRun(info.outputPath());
  const records = [...new JournalReader(folder).records()];
  const events = records.map((record) => eventOf(folder.runId, record));
  expect(events.map(({ type }) => type)).toEqual([
    'dev.codexqa.state.running',
    'dev.codexqa.state.paused',
    'dev.codexqa.state.resumed',
    'dev.codexqa.approval.requested',
    'dev.codexqa.test-end',
  ]);
  expect(events[0]).toMatchObject({ specversion: '1.0', source: `codexqa://${folder.runId}/runner` });
  expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  expect(records.filter(({ entry }) => isDecision(entry))).toHaveLength(4);
});

test('a run is told as a signed in-toto statement that names what it left behind', ({}, info) => {
  const folder = endedRun(info.outputPath());
  const key = signingKey(folder.keysPath);
  const { payloadType, payload, signatures } = enveloped(statementOf(folder), key);
  const bytes = Buffer.from(payload, 'base64');
  // what a verifier of DSSE does
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]);
  const publicKey = createPublicKey({ key: Buffer.from(key.publicKey, 'base64'), format: 'der', type: 'spki' });
  expect(verify(null, signed, publicKey, Buffer.from(signatures[0]?.sig ?? '', 'base64'))).toBe(true);
  const statement = JSON.parse(bytes.toString('utf8'));
  expect(statement._type).toBe('https://in-toto.io/Statement/v1');
  expect(statement.subject.map(({ name }: { name: string }) => name)).toContain('manifest.json');
  expect(statement.predicate.decisions).toMatchObject({ 'dev.codexqa.approval.requested': 1 });
  expect(existsSync(folder.manifestPath) && readdirSync(folder.journalPath).length).toBe(1);
});

test('a key that gave way to another one seals nothing any more: an old copy of it shows', async ({}, info) => {
  const root = info.outputPath();
  const before = endedRun(root);
  const key = join(before.keysPath, 'journal.key');
  const stolen = readFileSync(key);
  const { from, to } = await rotateKey(root, { by: 'alice', codexqa: '0' });
  expect([told(audit(before)), told(audit(endedRun(root)))]).toEqual(['', '']);
  const record = projectRecordOf(before);
  if (record === undefined) throw new Error('the change is on record');
  expect(told(audit(record))).toBe('');
  const [retired] = rotationsIn(record);
  await expect.poll(() => Date.now()).toBeGreaterThan(retired?.at ?? 0);
  writeFileSync(key, stolen);
  expect(told(audit(endedRun(root)))).toBe(
    `tampered: it is sealed with key ${from}, which gave way to ${to} before that`,
  );
});
