/** What earlier attempts of a test are known to have done: its checkpoints and irreversible steps, from the journals of a chain of runs. */
import type { JournalEntry } from '../contracts/journal.ts';
import { JournalReader } from './reader.ts';
import type { RunFolder } from './run-folder.ts';

export interface RememberedCheckpoint {
  readonly value: unknown;
  /** The run it was recorded in. */
  readonly runId: string;
}

export interface RememberedRow {
  /** Of the row as it was when it passed. */
  readonly digest: string;
  readonly runId: string;
}

/** `done`: never again. `unknown`: begun, and nobody knows how it ended. `not-done`: it may be tried again. */
export type StepState =
  | { readonly kind: 'done'; readonly value: unknown; readonly runId: string }
  | { readonly kind: 'unknown'; readonly runId: string }
  | { readonly kind: 'not-done' };

export interface TestMemory {
  readonly checkpoints: ReadonlyMap<string, RememberedCheckpoint>;
  readonly steps: ReadonlyMap<string, StepState>;
  /** Rows that passed, by batch and key. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, RememberedRow>>;
}

interface Growing {
  readonly checkpoints: Map<string, RememberedCheckpoint>;
  readonly steps: Map<string, StepState>;
  readonly rows: Map<string, Map<string, RememberedRow>>;
}

export const nothingRemembered: TestMemory = { checkpoints: new Map(), steps: new Map(), rows: new Map() };

/** Memories by test id; the runs oldest first. @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
export function remember(chain: readonly RunFolder[]): ReadonlyMap<string, TestMemory> {
  const memories = new Map<string, Growing>();
  for (const folder of chain) {
    for (const { entry } of new JournalReader(folder).records()) {
      if (isStep(entry)) note(memories, entry, folder.runId);
    }
  }
  return memories;
}

type StepEntry = Extract<JournalEntry, { kind: 'checkpoint' | 'irreversible' | 'compensation' | 'batch-row' }>;

const stepKinds: ReadonlySet<JournalEntry['kind']> = new Set([
  'checkpoint',
  'irreversible',
  'compensation',
  'batch-row',
]);

function isStep(entry: JournalEntry): entry is StepEntry {
  return stepKinds.has(entry.kind);
}

function note(memories: Map<string, Growing>, entry: StepEntry, runId: string): void {
  const memory = memories.get(entry.testId) ?? { checkpoints: new Map(), steps: new Map(), rows: new Map() };
  memories.set(entry.testId, memory);
  switch (entry.kind) {
    case 'checkpoint':
      if (entry.origin === 'recorded') memory.checkpoints.set(entry.name, { value: entry.value, runId });
      return;
    case 'irreversible':
      memory.steps.set(entry.name, stateAfter(entry, runId));
      return;
    case 'compensation':
      // what was undone counts as never done
      if (entry.event === 'failed') return;
      memory.checkpoints.delete(entry.name);
      memory.steps.delete(entry.name);
      return;
    case 'batch-row': {
      const rows = memory.rows.get(entry.batch) ?? new Map<string, RememberedRow>();
      memory.rows.set(entry.batch, rows);
      if (entry.status === 'passed') rows.set(entry.key, { digest: entry.digest, runId });
      else if (entry.status !== 'carried') rows.delete(entry.key);
      return;
    }
  }
}

function stateAfter(entry: Extract<JournalEntry, { kind: 'irreversible' }>, runId: string): StepState {
  switch (entry.event) {
    case 'intent':
      return { kind: 'unknown', runId };
    case 'outcome':
      return { kind: 'done', value: entry.value, runId };
    case 'not-done':
      return { kind: 'not-done' };
  }
}

/** Checkpoints and rows of one run only, irreversible steps of all. */
export function ofRun({ checkpoints, steps, rows }: TestMemory, runId: string): TestMemory {
  const own = <V extends { readonly runId: string }>(all: ReadonlyMap<string, V>): ReadonlyMap<string, V> =>
    new Map([...all].filter(([, remembered]) => remembered.runId === runId));
  return { checkpoints: own(checkpoints), steps, rows: new Map([...rows].map(([batch, keys]) => [batch, own(keys)])) };
}
