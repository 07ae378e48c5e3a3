/** Opens a question: the same one again when an earlier process was killed while it waited, a new one otherwise. */
import { randomBytes } from 'node:crypto';
import type { ApprovalRequest, Asked } from '../contracts/approval.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { canonicalJson } from '../support/canonical-json.ts';

/** A yes to a run that nobody continues for so long is forgotten. */
const answerKeepsMs = 12 * 3_600_000;

export type NewRequest = Omit<ApprovalRequest, 'version' | 'id' | 'runId' | 'createdAt'>;

/**
 * What is known of this very question from this run and those it continues, oldest first in `chain`, this run last. A no or a
 * time-out stands for the rest of its run; a resumed run asks anew.
 */
export function findQuestion(chain: readonly RunFolder[], wanted: NewRequest, now: number): ApprovalFiles | undefined {
  const runId = chain.at(-1)?.runId;
  for (const folder of chain.toReversed()) {
    for (const files of ApprovalFiles.all(folder).toReversed()) {
      if (!isSameAsking(files.request, wanted) || files.spent !== undefined) continue;
      const found = usable(files, wanted, runId, now);
      if (found) return files;
    }
  }
  return undefined;
}

/** On the disk when it returns. @throws JOURNAL_WRITE_FAILED */
export function newQuestion(folder: RunFolder, wanted: NewRequest, now: number): ApprovalFiles {
  const id = randomBytes(4).toString('hex');
  return ApprovalFiles.create(folder, { version: 1, id, runId: folder.runId, createdAt: now, ...wanted });
}

function usable(files: ApprovalFiles, wanted: NewRequest, runId: string | undefined, now: number): boolean {
  const { request, settlement } = files;
  const isSame = contentOf(request) === contentOf(wanted);
  switch (settlement?.outcome) {
    case undefined:
      if (isSame) return true;
      files.settle({ outcome: 'cancelled', by: 'the run', reason: 'it asks for something else by now', at: now });
      return false;
    case 'approved': {
      // a clock that was set back makes an answer of the future
      const ageMs = now - settlement.at;
      const isFresh = ageMs >= 0 && ageMs <= answerKeepsMs;
      if (isSame && isFresh) return true;
      files.spend({ how: isSame ? 'too-old' : 'stale', runId: runId ?? '', at: now });
      return false;
    }
    case 'denied':
    case 'expired':
      return isSame && request.runId === runId;
    case 'cancelled':
      return false;
  }
}

function isSameAsking(request: ApprovalRequest, wanted: NewRequest): boolean {
  return request.testId === wanted.testId && request.action === wanted.action && request.nth === wanted.nth;
}

function contentOf({ action, risk, consequence, evidence }: Asked): string {
  return canonicalJson({ action, risk, consequence, evidence });
}
