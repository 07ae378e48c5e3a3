/** What an auditor checks of a run: its chains, and that questions, answers and pictures are those that the chains name. */
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { rotationsIn } from '../journal/key-rotation.ts';
import { projectRecordOf } from '../journal/project-record.ts';
import { JournalReader, sealing } from '../journal/reader.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { type Finding, verifyRun } from '../journal/verify.ts';
import { type Anchor, anchorFindings } from './anchor.ts';

export interface Audit {
  readonly segments: number;
  readonly entries: number;
  readonly anchors: number;
  readonly findings: readonly Finding[];
}

export interface AuditOptions {
  /** Of this run. */
  readonly anchors: readonly Anchor[];
  /** Public keys by id that may have sealed it; those of the project without it. */
  readonly trusted?: ReadonlyMap<string, string>;
}

export function auditRun(folder: RunFolder, { anchors, trusted }: AuditOptions): Audit {
  const { segments, entries, findings } = verifyRun(folder, trusted);
  const mine = anchors.filter(({ runId }) => runId === folder.runId);
  const all = [...findings, ...mine.flatMap((anchor) => anchorFindings(folder, anchor)), ...retiredFindings(folder)];
  // what the entries name can only be looked up where the chains hold
  if (all.every(({ weight }) => weight !== 'tampered')) all.push(...namedFindings(folder));
  return { segments, entries, anchors: mine.length, findings: all };
}

/** A key that has given way to another one seals nothing any more: whoever does it with an old copy shows. */
function retiredFindings(folder: RunFolder): readonly Finding[] {
  const rotations = rotationsIn(projectRecordOf(folder));
  if (rotations.length === 0) return [];
  return folder.segments().flatMap((path): readonly Finding[] => {
    const sealed = sealing(path);
    const retired = rotations.find(({ from, at }) => from === sealed?.keyId && sealed.at > at);
    if (retired === undefined) return [];
    const sentence = `it is sealed with key ${retired.from}, which gave way to ${retired.to} before that`;
    return [{ weight: 'tampered', path, sentence }];
  });
}

function namedFindings(folder: RunFolder): readonly Finding[] {
  const evidence = new Set<string>();
  const questions = new Map<string, string>();
  for (const { entry } of new JournalReader(folder).records()) {
    for (const digest of evidenceIn(entry)) evidence.add(digest);
    if (entry.kind === 'approval' && entry.digest !== undefined) questions.set(entry.requestId, entry.digest);
  }
  const store = new EvidenceStore(folder);
  return [
    ...[...evidence].flatMap((digest) => changed(store.pathOf(digest), () => store.read(digest))),
    ...questionFindings(folder, questions),
  ];
}

function questionFindings(folder: RunFolder, known: ReadonlyMap<string, string>): readonly Finding[] {
  const findings: Finding[] = [];
  const read = changed(folder.path, () => {
    for (const { request, digest, path } of ApprovalFiles.all(folder)) {
      const journaled = known.get(request.id);
      if (journaled === undefined || journaled === digest) continue;
      const sentence = `question ${request.id} is not the one that was asked`;
      findings.push({ weight: 'tampered', path, sentence });
    }
  });
  return [...read, ...findings];
}

/** Files that were pruned are no finding, files that say something else are. */
function changed(path: string, read: () => unknown): readonly Finding[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof CodexqaError)) throw error;
    return [{ weight: 'tampered', path, sentence: 'it was changed after it was kept' }];
  }
}

function evidenceIn(entry: JournalEntry): readonly string[] {
  switch (entry.kind) {
    case 'test-end':
      return (entry.evidence ?? []).map(({ digest }) => digest);
    case 'checklist-item':
      return entry.evidence;
    case 'checkpoint': {
      if (entry.origin !== 'automatic') return [];
      const { picture, tree } = entry.value as { readonly picture?: string; readonly tree?: string };
      return [picture, tree].filter((digest) => digest !== undefined);
    }
    default:
      return [];
  }
}
