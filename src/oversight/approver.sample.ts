/** A person who says yes to whatever is open, for tests that kill them: `approver.sample <project folder>`. */
import { pendingApprovals } from '../journal/approval-files.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { answerOnRecord } from './on-record.ts';
import { answerOf } from './question.sample.ts';

const [root = ''] = process.argv.slice(2);
for (const folder of RunFolder.all(root)) {
  for (const files of pendingApprovals(folder)) answerOnRecord(folder, files, answerOf(files));
}
