/** Annotations of ours on tests: workers write them, every report shows them, JUnit as properties. */
import {
  type CheckpointGap,
  type EffectCounts,
  type InterferenceCounts,
  interferenceKinds,
  type RehearsedAs,
  type RowStatus,
} from './journal.ts';

export const annotationTypes = {
  /** What the actions of this attempt came to: see `effectsText`. */
  effects: 'codexqa.effects',
  /** What others did to the desktop meanwhile: see `interferencesText`. */
  interferences: 'codexqa.interferences',
  /** The run this test passed in, when its result was carried over from there. */
  carriedOver: 'codexqa.carriedOver',
  /** `<name>: recorded` or `<name>: carried over`. */
  checkpoint: 'codexqa.checkpoint',
  /** The checkpoint a retry or a resumed run began at. */
  restartedAt: 'codexqa.restartedAt',
  /** The largest distance between two checkpoints: see `gapText`. */
  gap: 'codexqa.checkpointGap',
  /** What the rows of a batch came to: see `batchText`. */
  batch: 'codexqa.batch',
  /** `<step>`, or `<step>, it failed: <why>`: a step that was to be undone. */
  undone: 'codexqa.undone',
  /** What of its steps was undone: see `rollbackText`. */
  rollback: 'codexqa.rollback',
  /** What the items of a checklist came to: `Release: 7 passed, 1 failed (ED-2)`. */
  checklist: 'codexqa.checklist',
  /** Why a test was never begun in a run that halted. */
  notRun: 'codexqa.notRun',
  /** `<owner> until <day>: <reason>`: a failure of this test does not count. */
  quarantine: 'codexqa.quarantine',
  /** The command that opens the page on which the differences of this run are settled. */
  review: 'codexqa.review',
  /** What a dry run would have done: see `rehearsedText`. */
  dryRun: 'codexqa.dryRun',
} as const;

/** How the reason of a skip begins when the test was carried over instead. */
export const carriedReason = 'codexqa: carried over';

/** `would click getByRole('button'): rule "calculator"`. */
export function rehearsedText({ as, what, why }: { as: RehearsedAs; what: string; why: string }): string {
  return [`${rehearsedWords[as]} ${what}`, why].filter(Boolean).join(': ');
}

/** How many of each a dry run told, by the annotations of its tests. */
export function rehearsedCounts(
  annotations: readonly { readonly type: string; readonly description?: string | undefined }[],
): Readonly<Record<RehearsedAs, number>> {
  const told = annotations.flatMap(({ type, description }) =>
    type === annotationTypes.dryRun ? [description ?? ''] : [],
  );
  const count = (as: RehearsedAs): number => told.filter((text) => text.startsWith(rehearsedWords[as])).length;
  return { would: count('would'), 'not-reachable': count('not-reachable'), 'not-judged': count('not-judged') };
}

const rehearsedWords: Readonly<Record<RehearsedAs, string>> = {
  would: 'would',
  'not-reachable': 'not reachable:',
  'not-judged': 'not judged:',
};

/** `12 confirmed, 0 no-effect, 1 unverifiable`. */
export function effectsText(counts: EffectCounts): string {
  return `${counts.confirmed} confirmed, ${counts['no-effect']} no-effect, ${counts.unverifiable} unverifiable`;
}

/** Undefined when the text is not one that `effectsText` makes. */
export function effectsIn(text: string): EffectCounts | undefined {
  const match = /^(\d+) confirmed, (\d+) no-effect, (\d+) unverifiable$/.exec(text);
  if (match === null) return undefined;
  const [, confirmed, noEffect, unverifiable] = match.map(Number);
  return { confirmed: confirmed ?? 0, 'no-effect': noEffect ?? 0, unverifiable: unverifiable ?? 0 };
}

/** What happened, the rest is not named: `12 pointer-moved, 1 tried-again`. */
export function interferencesText(counts: InterferenceCounts): string {
  const happened = interferenceNames.filter((name) => counts[name] > 0);
  return happened.map((name) => `${counts[name]} ${name}`).join(', ');
}

/** Undefined when the text is not one that `interferencesText` makes. */
export function interferencesIn(text: string): InterferenceCounts | undefined {
  const told = new Map(text.split(', ').map((part) => [part.replace(/^\d+ /, ''), Number.parseInt(part, 10)]));
  const counts = Object.fromEntries(interferenceNames.map((name) => [name, told.get(name) ?? 0])) as InterferenceCounts;
  return interferencesText(counts) === text ? counts : undefined;
}

const interferenceNames = [...interferenceKinds, 'tried-again'] as const;

/** `50 actions, 3200 ms, 4 automatic`. */
export function gapText({ actions, ms, automatic }: CheckpointGap): string {
  return `${actions} actions, ${ms} ms, ${automatic} automatic`;
}

/** Undefined when the text is not one that `gapText` makes. */
export function gapIn(text: string): CheckpointGap | undefined {
  const match = /^(\d+) actions, (\d+) ms, (\d+) automatic$/.exec(text);
  if (match === null) return undefined;
  const [actions = 0, ms = 0, automatic = 0] = match.slice(1).map(Number);
  return { actions, ms, automatic };
}

/** Steps that cannot be undone by themselves, or say how they are: S117 counts the undone ones among them. */
export interface RollbackCounts {
  readonly steps: number;
  readonly undone: number;
  /** Their `compensate` failed. */
  readonly stuck: number;
}

/** `3 steps, 1 undone, 0 could not be undone`. */
export function rollbackText({ steps, undone, stuck }: RollbackCounts): string {
  return `${steps} steps, ${undone} undone, ${stuck} could not be undone`;
}

/** Undefined when the text is not one that `rollbackText` makes. */
export function rollbackIn(text: string): RollbackCounts | undefined {
  const match = /^(\d+) steps, (\d+) undone, (\d+) could not be undone$/.exec(text);
  if (match === null) return undefined;
  const [steps = 0, undone = 0, stuck = 0] = match.slice(1).map(Number);
  return { steps, undone, stuck };
}

export type BatchCounts = Readonly<Record<RowStatus | 'not-run', number>>;

/** `prices: 12 passed, 1 failed, 0 invalid, 0 carried over, 0 not run`. */
export function batchText(name: string, counts: BatchCounts): string {
  const { passed, failed, invalid, carried } = counts;
  return `${name}: ${passed} passed, ${failed} failed, ${invalid} invalid, ${carried} carried over, ${counts['not-run']} not run`;
}

/** Undefined when the text is not one that `batchText` makes. */
export function batchIn(text: string): (BatchCounts & { readonly name: string }) | undefined {
  const match = /^(.*): (\d+) passed, (\d+) failed, (\d+) invalid, (\d+) carried over, (\d+) not run$/s.exec(text);
  if (match === null) return undefined;
  const [passed = 0, failed = 0, invalid = 0, carried = 0, notRun = 0] = match.slice(2).map(Number);
  return { name: match[1] ?? '', passed, failed, invalid, carried, 'not-run': notRun };
}
