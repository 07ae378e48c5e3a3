/** The results of a run that was killed before it could write them, as far as its journal tells. */
import type { EffectVerdict } from '../contracts/action.ts';
import type { RollbackCounts } from '../contracts/annotation.ts';
import type { ChecklistVerdict } from '../contracts/checklist.ts';
import type { CheckpointGap, JournalEntry, PlannedTest, RowStatus } from '../contracts/journal.ts';
import { countInterferences, type InterferenceEntry } from './interferences.ts';
import { JournalReader, type JournalRecord } from './reader.ts';
import {
  type AttemptRecord,
  addEffects,
  type BatchRecord,
  noEffects,
  type RunResults,
  readResults,
  type TestRecord,
  type TestStatus,
  totalsOf,
} from './results.ts';
import type { RunFolder } from './run-folder.ts';
import { SignCounter } from './sign-counter.ts';

type Ended = Extract<JournalEntry, { readonly kind: 'test-end' }>;

interface Story {
  readonly planned: PlannedTest;
  readonly attempts: AttemptRecord[];
  /** How it ended last; undefined while an attempt is open or before the first one. */
  soFar: Ended['soFar'];
  begunAt: number | undefined;
  effects: Record<EffectVerdict, number>;
  /** Of all attempts. */
  interferences: InterferenceEntry[];
  gap: CheckpointGap | undefined;
  /** By name, of the last attempt. */
  batches: Map<string, Record<RowStatus, number>>;
  /** Verdicts of the last attempt, by list. */
  checklists: Map<string, ChecklistVerdict[]>;
  /** Names of steps that last, and how undoing them ended. */
  steps: Map<string, 'done' | 'undone' | 'stuck'>;
}

/** What the run wrote at its end, or what can be read out of its journal. @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
export function resultsOf(folder: RunFolder): RunResults {
  return readResults(folder) ?? rebuild(folder);
}

function rebuild(folder: RunFolder): RunResults {
  const { startedAt, resumedFrom, halted } = folder.readHead();
  const stories = new Map<string, Story>();
  const signs = new SignCounter();
  let lastAt = startedAt;
  for (const record of new JournalReader(folder).records()) {
    lastAt = record.at;
    signs.note(record.entry, record.at);
    tell(stories, record);
  }
  const tests = [...stories.values()].map(testRecord);
  return {
    version: 1,
    runId: folder.runId,
    ...(resumedFrom === undefined ? {} : { resumedFrom }),
    status: 'interrupted',
    ...(halted === undefined ? {} : { halted }),
    startedAt,
    durationMs: lastAt - startedAt,
    ...totalsOf(tests),
    signs: signs.signs(),
    tests,
    errors: [],
  };
}

function tell(stories: Map<string, Story>, { at, entry }: JournalRecord): void {
  if (entry.kind === 'plan') {
    for (const planned of entry.tests) stories.set(planned.testId, newStory(planned));
    return;
  }
  const story = 'testId' in entry && entry.testId !== undefined ? stories.get(entry.testId) : undefined;
  if (story !== undefined) goOn(story, entry, at);
}

function goOn(story: Story, entry: JournalEntry, at: number): void {
  switch (entry.kind) {
    case 'test-begin':
      story.begunAt = at;
      story.soFar = undefined;
      story.batches.clear();
      story.checklists.clear();
      return;
    case 'gap':
      story.gap = { actions: entry.actions, ms: entry.ms, automatic: entry.automatic };
      return;
    case 'batch-row': {
      const counts = story.batches.get(entry.batch) ?? { passed: 0, failed: 0, invalid: 0, carried: 0 };
      story.batches.set(entry.batch, counts);
      counts[entry.status]++;
      return;
    }
    case 'checklist-item':
      noteVerdict(story, entry);
      return;
    case 'irreversible':
      if (entry.event === 'outcome') story.steps.set(entry.name, 'done');
      return;
    case 'compensation':
      story.steps.set(entry.name, entry.event === 'done' ? 'undone' : 'stuck');
      return;
    case 'outcome':
      story.effects[entry.record.effect.verdict]++;
      return;
    case 'interference':
      story.interferences.push(entry);
      return;
    case 'test-end':
      endAttempt(story, entry, at);
      return;
    default:
      // the others say nothing about what a test came to
      return;
  }
}

/** Evidence is known by its digest only: the worker that would have named it was killed. */
function noteVerdict({ checklists }: Story, entry: Extract<JournalEntry, { readonly kind: 'checklist-item' }>): void {
  const { list, id, title, owner, severity, status, durationMs, error } = entry;
  const evidence = entry.evidence.map((name) => ({ name, contentType: 'application/octet-stream' }));
  const told = { id, title, severity, status, durationMs, evidence };
  const more = { ...(owner === '' ? {} : { owner }), ...(error === undefined ? {} : { error }) };
  checklists.set(list, [...(checklists.get(list) ?? []), { ...told, ...more }]);
}

function newStory(planned: PlannedTest): Story {
  return {
    planned,
    attempts: [],
    soFar: undefined,
    begunAt: undefined,
    effects: { ...noEffects },
    interferences: [],
    gap: undefined,
    batches: new Map(),
    checklists: new Map(),
    steps: new Map(),
  };
}

function endAttempt(story: Story, ended: Ended, at: number): void {
  story.attempts.push({
    retry: ended.retry,
    status: ended.status,
    startedAt: story.begunAt ?? at,
    durationMs: ended.durationMs,
    worker: -1,
    effects: story.effects,
    errors: (ended.errorCodes ?? []).map((code) => ({ code, message: code })),
    attachments: ended.evidence ?? [],
  });
  story.soFar = ended.soFar;
  story.begunAt = undefined;
  story.effects = { ...noEffects };
}

function testRecord(story: Story): TestRecord {
  const { planned, attempts } = story;
  const interferences = countInterferences(story.interferences);
  return {
    ...planned,
    tags: [],
    status: statusOf(story),
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    effects: addEffects([...attempts.map(({ effects }) => effects), story.effects]),
    ...(interferences === undefined ? {} : { interferences }),
    annotations: [],
    ...(story.gap === undefined ? {} : { checkpointGap: story.gap }),
    ...(story.steps.size === 0 ? {} : { rollback: rollbackCounts([...story.steps.values()]) }),
    ...(story.batches.size === 0 ? {} : { batches: [...story.batches].map(batchRecord) }),
    ...(story.checklists.size === 0
      ? {}
      : { checklists: [...story.checklists].map(([name, items]) => ({ name, items })) }),
    attempts,
  };
}

function rollbackCounts(ends: readonly ('done' | 'undone' | 'stuck')[]): RollbackCounts {
  const undone = ends.filter((end) => end === 'undone').length;
  const stuck = ends.filter((end) => end === 'stuck').length;
  return { steps: ends.length, undone, stuck };
}

/** How many rows were still to come, the journal does not know. */
function batchRecord([name, counts]: readonly [string, Record<RowStatus, number>]): BatchRecord {
  return { name, ...counts, 'not-run': 0 };
}

function statusOf({ soFar, begunAt, attempts }: Story): TestStatus {
  if (begunAt !== undefined || attempts.at(-1)?.status === 'interrupted') return 'interrupted';
  switch (soFar) {
    case undefined:
      return 'not-run';
    case 'expected':
      return 'passed';
    case 'unexpected':
      return 'failed';
    case 'flaky':
    case 'skipped':
      return soFar;
  }
}
