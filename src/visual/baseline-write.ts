/** Writes a baseline whole: a reader sees the old picture or the new one, never half of one. */
import { dirname } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import type { RawImage } from '../contracts/image.ts';
import { makeFolder, replaceFile } from '../support/durable-file.ts';
import { writeBaselinePng } from './png-write.ts';

/** `shown`: the path as messages write it. @throws REPORT_WRITE_FAILED when the folder cannot be written */
export function writeBaseline(path: string, image: RawImage, shown: string): void {
  try {
    makeFolder(dirname(path));
    replaceFile(path, writeBaselinePng(image));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodexqaError('REPORT_WRITE_FAILED', `the baseline ${shown} could not be written: ${reason}`, {
      fix: `make ${dirname(shown)} writable`,
      cause,
    });
  }
}
