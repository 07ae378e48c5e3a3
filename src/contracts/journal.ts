/** What a run writes down, in the order it happened. */
import type { ActionRecord, EffectVerdict } from './action.ts';
import type { Verdict } from './gate.ts';

export type JournalEntry =
  | { readonly kind: 'run-begin'; readonly runId: string; readonly version: string; readonly argv: readonly string[] }
  | { readonly kind: 'run-end'; readonly status: string; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'test-begin'; readonly testId: string; readonly title: string; readonly retry: number }
  | {
      readonly kind: 'test-end';
      readonly testId: string;
      readonly retry: number;
      readonly status: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'verdict';
      readonly testId: string | undefined;
      readonly verb: string;
      readonly target: string;
      readonly verdict: Verdict;
    }
  | {
      readonly kind: 'intent';
      readonly testId: string | undefined;
      readonly seq: number;
      readonly verb: string;
      readonly target: string;
      readonly shown: string;
    }
  | { readonly kind: 'outcome'; readonly testId: string | undefined; readonly record: ActionRecord }
  | {
      readonly kind: 'session';
      readonly sessionId: string;
      readonly event: 'opened' | 'reset' | 'lost' | 'closed';
      readonly detail: string;
    };

/** Takes entries; when `append` returns, a critical entry is on the disk. @throws JOURNAL_WRITE_FAILED */
export interface JournalSink {
  append(entry: JournalEntry): void;
}

export type EffectCounts = Readonly<Record<EffectVerdict, number>>;
