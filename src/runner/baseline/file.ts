/** The baseline on the disk: read, written whole, and remembered when a run has just written it. */
import { createHash } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { runEnv } from '../../contracts/run.ts';
import { type Digest, digestOfFile } from '../../support/digest.ts';
import { makeFolder } from '../../support/durable-file.ts';
import { relativePath } from '../../support/relative-path.ts';
import { BaselineCache } from '../../visual/baseline-cache.ts';
import type { BaselinePicture } from '../../visual/baseline-picture.ts';
import type { PngLimits } from '../../visual/png-read.ts';
import type { BaselineTest } from './name.ts';

export type StoredBaseline =
  | { readonly kind: 'absent' }
  | { readonly kind: 'picture'; readonly picture: BaselinePicture }
  | { readonly kind: 'unreadable'; readonly error: CodexqaError };

/** Of this worker. */
const cache = new BaselineCache();

/** A path as people write it: from the folder of the run when it lies below. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** A path as results and journals keep it: from the project's root folder, with forward slashes. */
export function keptPath(path: string): string {
  const config = process.env[runEnv.config];
  const root = config === undefined ? process.cwd() : dirname(config);
  return relativePath(root, path);
}

/** Of the file as it lies there; undefined without one. */
export function digestOfBaseline(path: string): Digest | undefined {
  return existsSync(path) ? digestOfFile(path) : undefined;
}

/** @throws BASELINE_INVALID for a folder in its place: no mode may replace that */
export function readBaseline(path: string, limits: PngLimits): StoredBaseline {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { kind: 'absent' };
  if (!found.isFile()) {
    throw new CodexqaError('BASELINE_INVALID', `${shownPath(path)} is a folder, a baseline is a PNG file`, {
      fix: 'move the folder away, then write the baseline with `-u`',
      facts: { path },
    });
  }
  try {
    return { kind: 'picture', picture: cache.read(path, shownPath(path), limits) };
  } catch (error) {
    if (error instanceof CodexqaError) return { kind: 'unreadable', error };
    throw error;
  }
}

/**
 * A retry would compare with what the first try has just written and pass: the picture that nobody has looked at would be
 * accepted by chance. So the run remembers what it wrote for which test, below the output folder that each run empties.
 */
export function rememberWritten(testInfo: BaselineTest, path: string): void {
  const memory = memoryPath(testInfo, path);
  makeFolder(dirname(memory));
  writeFileSync(memory, path);
}

/** True when an earlier try of this test in this run wrote the baseline. */
export function writtenByEarlierTry(testInfo: BaselineTest, path: string): boolean {
  const memory = memoryPath(testInfo, path);
  if (testInfo.retry === 0) rmSync(memory, { force: true });
  return testInfo.retry > 0 && existsSync(memory);
}

function memoryPath(testInfo: BaselineTest, path: string): string {
  const key = createHash('sha1').update(`${testInfo.testId}\n${path}`).digest('hex');
  return join(testInfo.project.outputDir, '.written-baselines', key);
}
