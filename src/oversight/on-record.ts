/** An answer from outside the run: given, and written into the run's journal by whoever gave it, refused ones too. */
import type { Answer, Settlement } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { give } from './answers.ts';

/** `via`: where it came from. @throws APPROVAL_REFUSED, JOURNAL_WRITE_FAILED */
export function answerOnRecord(
  folder: RunFolder,
  files: ApprovalFiles,
  answer: Answer,
  via = '',
): Settlement | undefined {
  using journal = JournalWriter.open(folder, 'approver');
  const { by, decision, reason } = answer;
  const { id: requestId, action, risk } = files.request;
  const facts = { kind: 'approval', requestId, by, digest: files.digest, action, risk } as const;
  try {
    const settlement = give(files, answer);
    journal.append({
      ...facts,
      event: 'answered',
      reason: [`${decision}${via && ` ${via}`}`, reason].filter(Boolean).join(': '),
    });
    return settlement;
  } catch (error) {
    // somebody tried what they may not: that is worth knowing
    if (error instanceof CodexqaError && error.code === 'APPROVAL_REFUSED') {
      journal.append({ ...facts, event: 'refused', reason: `${decision}: ${error.facts['why']}` });
    }
    throw error;
  }
}
