/** Says on a test that it is in quarantine: annotations are what every reporter shows. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { annotationTypes } from '../contracts/annotation.ts';
import { quarantineFile, runEnv } from '../contracts/run.ts';

let known: Readonly<Record<string, string>> | undefined;

export function tellQuarantine(testInfo: TestInfo): void {
  known ??= read();
  const description = known[testInfo.testId];
  if (description !== undefined) testInfo.annotations.push({ type: annotationTypes.quarantine, description });
}

/** Written before the first worker starts, and not changed any more. */
function read(): Readonly<Record<string, string>> {
  const path = join(process.env[runEnv.runDir] ?? '', quarantineFile);
  if (process.env[runEnv.runDir] === undefined || !existsSync(path)) return {};
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}
