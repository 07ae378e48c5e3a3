/** `results.json`: what became of every test of a run, in our words; the source for gates, comparisons and resumed runs. */
import { existsSync, readFileSync } from 'node:fs';
import type { BatchCounts, RollbackCounts } from '../contracts/annotation.ts';
import type { ChecklistRecord } from '../contracts/checklist.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { CheckpointGap, EffectCounts, InterferenceCounts } from '../contracts/journal.ts';
import type { TaskFacts } from '../contracts/task.ts';
import { replaceFile } from '../support/durable-file.ts';
import { addInterferences } from './interferences.ts';
import type { RunFolder } from './run-folder.ts';
import type { WarningSign } from './sign-counter.ts';

/**
 * `carried`: it passed in the run that this one continues. `not-run`: planned, and never begun.
 * `quarantined`: it failed, and `quarantine.yml` says that this does not count for now.
 */
export const testStatuses = [
  'passed',
  'failed',
  'flaky',
  'quarantined',
  'carried',
  'skipped',
  'interrupted',
  'not-run',
] as const;
export type TestStatus = (typeof testStatuses)[number];
export type StatusCounts = Readonly<Record<TestStatus, number>>;

export interface ErrorRecord {
  /** One of ours, when the message has one. */
  readonly code?: string;
  /** Without terminal colours. */
  readonly message: string;
  /** `file:line`, relative to the project's root folder. */
  readonly at?: string;
  /** The lines of the spec around it. */
  readonly snippet?: string;
  readonly stack?: string;
}

export interface AttachmentRecord {
  readonly name: string;
  readonly contentType: string;
  /** Where Playwright left it; its next run empties that folder. */
  readonly path?: string;
  /** Of the copy among the run's evidence; failed attempts have one. */
  readonly digest?: string;
}

export interface AttemptRecord {
  /** 0 is the first one. */
  readonly retry: number;
  /** In Playwright's words. */
  readonly status: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly worker: number;
  readonly effects: EffectCounts;
  readonly errors: readonly ErrorRecord[];
  readonly attachments: readonly AttachmentRecord[];
  /** What the test printed; reports have it, `results.json` does not. */
  readonly stdout?: string;
  readonly stderr?: string;
}

export type BatchRecord = BatchCounts & { readonly name: string };

export interface TestRecord {
  readonly testId: string;
  readonly titlePath: readonly string[];
  readonly project: string;
  /** Relative to the project's root folder, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly tags: readonly string[];
  readonly status: TestStatus;
  /** Of all attempts. */
  readonly durationMs: number;
  /** Of all attempts. */
  readonly effects: EffectCounts;
  /** Of all attempts; missing when nobody was in the way. */
  readonly interferences?: InterferenceCounts;
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  /** The largest distance between two checkpoints of the last attempt. */
  readonly checkpointGap?: CheckpointGap;
  /** What of its steps was undone in the last attempt; missing when it had none that last. */
  readonly rollback?: RollbackCounts;
  /** What its batches came to in the last attempt. */
  readonly batches?: readonly BatchRecord[];
  /** With their verdicts in the last attempt. */
  readonly checklists?: readonly ChecklistRecord[];
  readonly attempts: readonly AttemptRecord[];
}

/** What a declared task came to (S50). */
export interface TaskRecord extends TaskFacts {
  /** Of its tests, or of the group they are in. */
  readonly title: string;
  readonly tests: number;
  readonly held: boolean;
  /** Why it does or does not hold, in words. */
  readonly why: string;
}

export interface RunResults {
  readonly version: 1;
  readonly runId: string;
  readonly resumedFrom?: string;
  /** Nothing was done to the applications: targets were looked for. */
  readonly dryRun?: boolean;
  /** Status of the whole run in Playwright's words. */
  readonly status: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Why the run ended itself before its last test. */
  readonly halted?: string;
  readonly counts: StatusCounts;
  readonly effects: EffectCounts;
  /** Of all tests; missing when nobody was in the way. */
  readonly interferences?: InterferenceCounts;
  /** Of all tests. The rollback rate (S117) is `undone / steps`. Missing when no test has a step that lasts. */
  readonly rollback?: RollbackCounts;
  /** Whether it should have had a person beside it (S137–S140). */
  readonly signs?: readonly WarningSign[];
  readonly tests: readonly TestRecord[];
  readonly tasks?: readonly TaskRecord[];
  /** Entries of `quarantine.yml` that belong to no test; missing when there are none. */
  readonly unusedQuarantine?: readonly string[];
  /** Errors outside tests. */
  readonly errors: readonly ErrorRecord[];
}

export const noEffects: EffectCounts = { confirmed: 0, 'no-effect': 0, unverifiable: 0 };

export function addEffects(all: readonly EffectCounts[]): EffectCounts {
  return all.reduce(
    (sum, effects) => ({
      confirmed: sum.confirmed + effects.confirmed,
      'no-effect': sum['no-effect'] + effects['no-effect'],
      unverifiable: sum.unverifiable + effects.unverifiable,
    }),
    noEffects,
  );
}

/** What the tests of a run come to. */
export function totalsOf(
  tests: readonly Pick<TestRecord, 'status' | 'effects' | 'interferences' | 'rollback'>[],
): Pick<RunResults, 'counts' | 'effects' | 'interferences' | 'rollback'> {
  const rollback = rollbackOf(tests);
  const interferences = addInterferences(tests.flatMap((test) => test.interferences ?? []));
  return {
    counts: countStatuses(tests),
    effects: addEffects(tests.map(({ effects }) => effects)),
    ...(interferences === undefined ? {} : { interferences }),
    ...(rollback === undefined ? {} : { rollback }),
  };
}

/** Undefined when no test has a step that lasts. */
function rollbackOf(tests: readonly Pick<TestRecord, 'rollback'>[]): RollbackCounts | undefined {
  const all = tests.flatMap(({ rollback }) => rollback ?? []);
  if (all.length === 0) return undefined;
  const sum = (of: (counts: RollbackCounts) => number): number => all.reduce((total, counts) => total + of(counts), 0);
  return { steps: sum(({ steps }) => steps), undone: sum(({ undone }) => undone), stuck: sum(({ stuck }) => stuck) };
}

export function countStatuses(tests: readonly Pick<TestRecord, 'status'>[]): StatusCounts {
  const counts = Object.fromEntries(testStatuses.map((status) => [status, 0])) as Record<TestStatus, number>;
  for (const { status } of tests) counts[status]++;
  return counts;
}

/** @throws REPORT_WRITE_FAILED */
export function writeResults(folder: RunFolder, results: RunResults): void {
  writeJson(folder.resultsPath, results);
}

/** @throws REPORT_WRITE_FAILED */
export function writeJson(path: string, value: unknown): void {
  try {
    replaceFile(path, `${JSON.stringify(value, null, 1)}\n`);
  } catch (cause) {
    throw new CodexqaError('REPORT_WRITE_FAILED', `the results cannot be written to ${path}`, {
      fix: 'free some disk: npx codexqa runs prune',
      cause,
    });
  }
}

/** Undefined when the run ended without writing them. @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
export function readResults(folder: RunFolder): RunResults | undefined {
  const path = folder.resultsPath;
  if (!existsSync(path)) return undefined;
  let results: RunResults;
  try {
    results = JSON.parse(readFileSync(path, 'utf8')) as RunResults;
  } catch (cause) {
    throw new CodexqaError('JOURNAL_CORRUPT', `${path} is not readable as the results of a run`, { cause });
  }
  if (results.version === 1) return results;
  throw new CodexqaError('JOURNAL_NEWER', `${path} has version ${results.version}, this codexqa reads version 1`);
}
