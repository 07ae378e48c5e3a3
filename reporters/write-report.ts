/** Writes a report whole or not at all. */
import { dirname } from 'node:path';
import { CodexqaError } from '../src/contracts/errors.ts';
import { makeFolder, replaceFile } from '../src/support/durable-file.ts';

/** @throws REPORT_WRITE_FAILED; what was there before stays */
export function writeReport(name: string, path: string, content: string): void {
  try {
    makeFolder(dirname(path));
    replaceFile(path, content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodexqaError('REPORT_WRITE_FAILED', `the ${name} report ${path} cannot be written: ${reason}`, {
      fix: 'make room on the disk, and the folder writable',
      cause,
    });
  }
}
