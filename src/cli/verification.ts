/** What a check of a run's record came to, in words and as the exit code. */
import { relative } from 'node:path';
import type { RunFolder } from '../journal/run-folder.ts';
import type { Verification } from '../journal/verify.ts';
import { paint, print } from './terminal.ts';

/** Exit codes: 0 whole and unchanged, 1 changed, 2 incomplete. `more`: what else it was held against. */
export function tellVerification(folder: RunFolder, { segments, entries, findings }: Verification, more = ''): void {
  for (const { weight, path, sentence } of findings) print(`${weight}: ${relative(process.cwd(), path)}: ${sentence}`);
  const isChanged = findings.some(({ weight }) => weight === 'tampered');
  const word = isChanged ? 'changed' : findings.length > 0 ? 'incomplete' : 'whole and unchanged';
  const painted = paint(isChanged ? 'red' : 'green', word);
  print(`${folder.runId}: ${segments} segments, ${entries} entries: ${painted}${more}`);
  process.exitCode = isChanged ? 1 : findings.length > 0 ? 2 : 0;
}
