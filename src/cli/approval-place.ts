/** The questions of all runs of a project, found by the beginning of their names. */
import { CodexqaError } from '../contracts/errors.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { RunFolder } from '../journal/run-folder.ts';

export interface FoundQuestion {
  readonly folder: RunFolder;
  readonly files: ApprovalFiles;
}

/** Oldest first. */
export function findQuestions(root: string): readonly FoundQuestion[] {
  return RunFolder.all(root).flatMap((folder) => ApprovalFiles.all(folder).map((files) => ({ folder, files })));
}

/** @throws APPROVAL_NOT_FOUND */
export function questionNamed(root: string, id: string): FoundQuestion {
  const [found, another] = findQuestions(root).filter(({ files }) => files.request.id.startsWith(id));
  if (found !== undefined && another === undefined) return found;
  const seen = found === undefined ? `there is no question "${id}"` : `more than one question begins with "${id}"`;
  throw new CodexqaError('APPROVAL_NOT_FOUND', seen, { fix: 'see their names with: npx codexqa approvals list' });
}
