/** A Playwright test and its results in our words. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import {
  annotationTypes,
  batchIn,
  carriedReason,
  effectsIn,
  gapIn,
  interferencesIn,
  rollbackIn,
} from '../src/contracts/annotation.ts';
import { type ChecklistRecord, checklistType } from '../src/contracts/checklist.ts';
import { errorCodeIn } from '../src/contracts/errors.ts';
import type { EffectCounts, PlannedTest } from '../src/contracts/journal.ts';
import type { EvidenceStore } from '../src/journal/evidence.ts';
import { addInterferences } from '../src/journal/interferences.ts';
import {
  type AttachmentRecord,
  type AttemptRecord,
  addEffects,
  type BatchRecord,
  type ErrorRecord,
  noEffects,
  type TestRecord,
  type TestStatus,
} from '../src/journal/results.ts';
import { relativePath } from '../src/support/relative-path.ts';

export function statusOf(test: TestCase): TestStatus {
  const ran = test.results.filter(({ workerIndex }) => workerIndex !== -1);
  if (isCarried(test)) return 'carried';
  // a test that Playwright never got to has a result all the same, made up by no worker
  if (ran.length === 0 && test.expectedStatus !== 'skipped') return 'not-run';
  if (ran.at(-1)?.status === 'interrupted') return 'interrupted';
  switch (test.outcome()) {
    case 'skipped':
      return 'skipped';
    case 'expected':
      return 'passed';
    case 'unexpected':
      return isQuarantined(test) ? 'quarantined' : 'failed';
    case 'flaky':
      return 'flaky';
  }
}

export function isQuarantined({ annotations, results }: TestCase): boolean {
  const all = [...annotations, ...results.flatMap((result) => result.annotations)];
  return all.some(({ type }) => type === annotationTypes.quarantine);
}

/** Playwright renews the annotations of a test that a worker skips; the reason for the skip survives. */
function isCarried({ annotations, results }: TestCase): boolean {
  return [...annotations, ...results.flatMap((result) => result.annotations)].some(
    ({ type, description }) =>
      type === annotationTypes.carriedOver || (type === 'skip' && description?.startsWith(carriedReason)),
  );
}

/** `halted`: why the run ended itself. */
export function notRunReason(halted: string | undefined): string {
  return `not run: ${halted === undefined ? 'the run ended before it' : `halted (${halted})`}`;
}

export function plannedTest(test: TestCase, root: string): PlannedTest {
  // the path begins with the root suite, the project and the file
  const [, project = '', , ...titlePath] = test.titlePath();
  const { file, line } = test.location;
  return { testId: test.id, titlePath, project, file: relativePath(root, file), line };
}

/**
 * With a store, attachments of an attempt that did not pass are kept: Playwright's next run empties the folder they are in.
 */
export function attemptRecord(result: TestResult, root: string, evidence?: EvidenceStore): AttemptRecord {
  const keep = result.status !== 'passed' && result.status !== 'skipped';
  return {
    retry: result.retry,
    status: result.status,
    startedAt: result.startTime.getTime(),
    durationMs: Math.round(result.duration),
    worker: result.workerIndex,
    effects: effectsOf(result),
    errors: result.errors.map((error) => errorRecord(error, root)),
    attachments: result.attachments.map((attachment) =>
      attachmentRecord(attachment, root, keep ? evidence : undefined),
    ),
  };
}

/** For reports that show what was printed. */
export function printedAttempt(result: TestResult, root: string): AttemptRecord {
  const stdout = textOf(result.stdout);
  const stderr = textOf(result.stderr);
  return {
    ...attemptRecord(result, root),
    ...(stdout === '' ? {} : { stdout }),
    ...(stderr === '' ? {} : { stderr }),
  };
}

export function testRecord(test: TestCase, attempts: readonly AttemptRecord[], root: string): TestRecord {
  const batches = batchesOf(test);
  const checklists = checklistsOf(test);
  return {
    ...plannedTest(test, root),
    tags: test.tags,
    status: statusOf(test),
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    effects: addEffects(attempts.map(({ effects }) => effects)),
    ...interferencesOf(test),
    annotations: test.annotations.map(({ type, description }) => ({
      type,
      ...(description === undefined ? {} : { description }),
    })),
    ...gapOf(test),
    ...rollbackOf(test),
    ...(batches.length === 0 ? {} : { batches }),
    ...(checklists.length === 0 ? {} : { checklists }),
    attempts,
  };
}

function interferencesOf({ results }: TestCase): Pick<TestRecord, 'interferences'> {
  const annotations = results.flatMap((result) => result.annotations);
  const interferences = addInterferences(
    annotations.flatMap(({ type, description = '' }) =>
      type === annotationTypes.interferences ? (interferencesIn(description) ?? []) : [],
    ),
  );
  return interferences === undefined ? {} : { interferences };
}

function gapOf({ results }: TestCase): Pick<TestRecord, 'checkpointGap'> {
  const text = results.at(-1)?.annotations.find(({ type }) => type === annotationTypes.gap)?.description;
  const checkpointGap = text === undefined ? undefined : gapIn(text);
  return checkpointGap === undefined ? {} : { checkpointGap };
}

function rollbackOf({ results }: TestCase): Pick<TestRecord, 'rollback'> {
  const text = results.at(-1)?.annotations.find(({ type }) => type === annotationTypes.rollback)?.description;
  const rollback = text === undefined ? undefined : rollbackIn(text);
  return rollback === undefined ? {} : { rollback };
}

function batchesOf({ results }: TestCase): readonly BatchRecord[] {
  return (results.at(-1)?.annotations ?? []).flatMap(({ type, description = '' }) =>
    type === annotationTypes.batch ? (batchIn(description) ?? []) : [],
  );
}

function checklistsOf({ results }: TestCase): readonly ChecklistRecord[] {
  const attachments = results.at(-1)?.attachments ?? [];
  return attachments.flatMap((attachment) => {
    const content = attachment.contentType === checklistType ? contentOf(attachment) : undefined;
    return content === undefined ? [] : [JSON.parse(content.toString()) as ChecklistRecord];
  });
}

export function errorRecord(error: TestError, root: string): ErrorRecord {
  const { location, snippet, stack } = error;
  const message = messageOf(error);
  const code = errorCodeIn(message);
  return {
    ...(code === undefined ? {} : { code }),
    message,
    ...(location === undefined ? {} : { at: `${relativePath(root, location.file)}:${location.line}` }),
    ...(snippet === undefined ? {} : { snippet: stripVTControlCharacters(snippet) }),
    ...(stack === undefined ? {} : { stack: stripVTControlCharacters(stack) }),
  };
}

/** Without terminal colours: a colour's code would also hide one of ours that follows it. */
export function messageOf(error: TestError): string {
  return stripVTControlCharacters(error.message ?? error.value ?? 'an error without a message');
}

export function effectsOf({ annotations }: Pick<TestResult, 'annotations'>): EffectCounts {
  const counts = annotations.flatMap(({ type, description = '' }) =>
    type === annotationTypes.effects ? (effectsIn(description) ?? []) : [],
  );
  return counts.length === 0 ? noEffects : addEffects(counts);
}

/** Where the configuration file is: paths in records are relative to it. Playwright's own `rootDir` is the folder of specs. */
export function rootOf({ configFile, rootDir }: FullConfig): string {
  return configFile === undefined ? rootDir : dirname(configFile);
}

type Attachment = TestResult['attachments'][number];

function attachmentRecord(attachment: Attachment, root: string, evidence: EvidenceStore | undefined): AttachmentRecord {
  const { name, contentType, path } = attachment;
  const content = evidence === undefined ? undefined : contentOf(attachment);
  return {
    name,
    contentType,
    ...(path === undefined ? {} : { path: relativePath(root, path) }),
    ...(evidence === undefined || content === undefined ? {} : { digest: evidence.keep(content) }),
  };
}

/** Undefined for a file that is already gone. */
export function contentOf({ body, path }: Attachment): Buffer | undefined {
  if (body !== undefined) return body;
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function textOf(chunks: TestResult['stdout']): string {
  return stripVTControlCharacters(chunks.map(String).join(''));
}
