/** What a run writes down, in the order it happened. */
import type { ActionRecord, EffectVerdict } from './action.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Severity } from './checklist.ts';
import type { BaselineVerdict } from './comparison.ts';
import type { Verdict } from './gate.ts';
import type { Interference, PresenceChange } from './presence.ts';

export type JournalEntry =
  | { readonly kind: 'run-begin'; readonly runId: string; readonly version: string; readonly argv: readonly string[] }
  | { readonly kind: 'run-end'; readonly status: string; readonly counts: Readonly<Record<string, number>> }
  /** Every test the run means to run, before the first one starts: what is missing at the end was not run. */
  | { readonly kind: 'plan'; readonly tests: readonly PlannedTest[] }
  /** This run stands for others, whose tests it has in its results; it ran none itself. */
  | { readonly kind: 'gathered'; readonly runs: readonly string[] }
  /** What the results of this run depend on. */
  | { readonly kind: 'dependencies'; readonly dependencies: Dependencies }
  | { readonly kind: 'state'; readonly to: RunState; readonly reason: string }
  | { readonly kind: 'test-begin'; readonly testId: string; readonly title: string; readonly retry: number }
  | {
      readonly kind: 'test-end';
      readonly testId: string;
      readonly retry: number;
      readonly status: string;
      readonly durationMs: number;
      /** Codes of ours found in its errors. */
      readonly errorCodes?: readonly string[];
      /** What the test comes to if no retry follows. */
      readonly soFar?: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      /** What was kept of an attempt that did not pass. */
      readonly evidence?: readonly { readonly name: string; readonly contentType: string; readonly digest: string }[];
    }
  | {
      readonly kind: 'verdict';
      readonly testId: string | undefined;
      readonly verb: string;
      readonly target: string;
      readonly verdict: Verdict;
    }
  /** What the gate of a worker goes by from here on. */
  | {
      readonly kind: 'policy';
      /** Relative to the project's root folder. */
      readonly file: string;
      readonly digest: string;
      readonly role: string;
      readonly owner: string;
      /** What it says differently from the routing table. */
      readonly routes: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'intent';
      readonly testId: string | undefined;
      readonly seq: number;
      readonly verb: string;
      readonly target: string;
      readonly shown: string;
      /** Nothing can undo it: on the disk before the step begins, and never replayed blindly. */
      readonly irreversible?: boolean;
    }
  | { readonly kind: 'outcome'; readonly testId: string | undefined; readonly record: ActionRecord }
  | {
      readonly kind: 'checkpoint';
      readonly testId: string;
      readonly retry: number;
      readonly name: string;
      /** What `fn` returned; anything JSON can carry. */
      readonly value: unknown;
      /** Its assertion held when it was recorded; false: it has none. */
      readonly verified: boolean;
      /** `recorded` by the step itself, `recalled` from an earlier attempt, `automatic` by cadence (a report, not a resume point). */
      readonly origin: 'recorded' | 'recalled' | 'automatic';
    }
  /** A step that must never happen twice: an intent without an outcome is resolved by a probe or a person, never replayed. */
  | {
      readonly kind: 'irreversible';
      readonly testId: string;
      readonly name: string;
      readonly event: 'intent' | 'outcome' | 'not-done';
      readonly value?: unknown;
      /** Who says so: `step`, `probe`, or a person's name. */
      readonly by: string;
    }
  | {
      readonly kind: 'compensation';
      readonly testId: string;
      readonly name: string;
      readonly event: 'done' | 'failed';
      readonly detail: string;
    }
  | {
      readonly kind: 'batch-row';
      readonly testId: string;
      readonly retry: number;
      readonly batch: string;
      readonly key: string;
      /** Of the row itself: with another one its earlier result does not count. */
      readonly digest: string;
      readonly status: RowStatus;
      readonly durationMs: number;
      readonly error?: string;
    }
  | {
      readonly kind: 'checklist-item';
      readonly testId: string;
      readonly retry: number;
      readonly list: string;
      readonly id: string;
      readonly title: string;
      readonly owner: string;
      readonly severity: Severity;
      readonly status: 'passed' | 'failed';
      readonly durationMs: number;
      readonly error?: string;
      /** Digests of what was kept as its evidence. */
      readonly evidence: readonly string[];
    }
  /** A baseline was needed, and what came of it. */
  | {
      readonly kind: 'baseline';
      readonly testId: string;
      /** Relative to the project's root folder. */
      readonly path: string;
      readonly verdict: BaselineVerdict;
      /** Other accepted pictures of that name that were compared before it. */
      readonly tried?: readonly string[];
    }
  /** Of a dry run: what would be done, what nobody could get to, what was not judged. */
  | {
      readonly kind: 'rehearsal';
      readonly testId: string;
      readonly retry: number;
      readonly as: RehearsedAs;
      readonly what: string;
      readonly why: string;
    }
  /** Whether the run may begin without a person, and how (S124–S127). */
  | {
      readonly kind: 'preflight';
      readonly decision: 'runs' | 'downgraded' | 'stopped';
      readonly why: string;
      /** Verdicts by name: the sandbox window and the deployment tests. */
      readonly tests: Readonly<Record<string, string>>;
    }
  /** Whether a task is done, in the words of its declaration (S50). */
  | {
      readonly kind: 'done';
      readonly testId: string;
      readonly task: string;
      readonly statement: string;
      readonly held: boolean;
    }
  /** The largest distance between two checkpoints of an attempt, its begin and end counted as such (S63). */
  | ({ readonly kind: 'gap'; readonly testId: string; readonly retry: number } & CheckpointGap)
  /** A detour from what the test was doing, and the way back (S9). */
  | {
      readonly kind: 'recovery';
      readonly testId: string | undefined;
      readonly signal: UnexpectedSignal;
      /** What was seen, in words. */
      readonly seen: string;
      /** The change of context that answered it. */
      readonly switch: string;
      /** The step of the test that went on afterwards. */
      readonly returnedTo: string;
      /** Whose rule it was: a locator, a signal, `built in`, or `nobody`. */
      readonly handler: string;
    }
  | {
      readonly kind: 'approval';
      readonly requestId: string;
      readonly event: ApprovalEvent;
      readonly by: string;
      readonly reason: string;
      /** Of the request: who changes it afterwards is found out. */
      readonly digest?: string;
      readonly testId?: string;
      readonly action?: string;
      readonly risk?: string;
    }
  /** An attempt to tell people something: `failed` ones are tried again from `againAt` on (Unix time in ms), `refused` ones are not. */
  | {
      readonly kind: 'notice';
      readonly noticeId: string;
      readonly topic: string;
      readonly what: string;
      /** Its name in the configuration. */
      readonly channel: string;
      readonly event: 'sent' | 'failed' | 'refused';
      readonly attempt: number;
      readonly detail: string;
      readonly againAt?: number;
    }
  /**
   * The person's own desktop was locked, unlocked …, or its mouse and keyboard used by a person (`input`) who has left them alone since
   * (`still`), and what follows for this run.
   */
  | {
      readonly kind: 'presence';
      readonly change: PresenceChange | 'watched' | 'input' | 'still';
      readonly follows: 'goes on' | 'yields' | 'pauses' | 'halts';
      readonly detail: string;
    }
  /** Others used the desktop during an action: it went on, or was refused with the code that the outcome before this tells. */
  | ({ readonly kind: 'interference'; readonly testId: string } & (
      | Interference
      | {
          readonly what: 'not-in-front' | 'focus-stolen';
          readonly detail: string;
          readonly during: string;
          readonly follows: 'refused';
        }
    ))
  | AuditEntry
  /** A locked run: what it needs was there or not, its window began, ended by its timer, or its permission was taken back. */
  | {
      readonly kind: 'locked';
      readonly event: 'refused' | 'begun' | 'expired' | 'revoked' | 'ended';
      readonly detail: string;
      /** What was looked at before it, in words by name. */
      readonly conditions?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'session';
      readonly sessionId: string;
      readonly event: 'opened' | 'reset' | 'lost' | 'closed';
      readonly detail: string;
    };

/**
 * `asked-again`: a restarted run waits for the same answer. `answered`: one person's yes or no. `refused`: an answer that may not
 * count. `consumed`: the action may begin. `stale`: a yes that no longer fits what is on the screen.
 */
export type ApprovalEvent =
  | 'requested'
  | 'asked-again'
  | 'escalated'
  | 'answered'
  | 'refused'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'consumed'
  | 'stale';

/** `would`: found and ready, and not done. `not-reachable`, `not-judged`: it depends on what was not done. */
export type RehearsedAs = 'would' | 'not-reachable' | 'not-judged';

/** `invalid`: the row itself cannot be read. `carried`: it passed in an earlier attempt or run. */
export type RowStatus = 'passed' | 'failed' | 'invalid' | 'carried';

export interface CheckpointGap {
  readonly actions: number;
  readonly ms: number;
  /** Automatic checkpoints in all. */
  readonly automatic: number;
}

export const interferenceKinds = ['pointer-moved', 'front-changed', 'not-in-front', 'focus-stolen'] as const;

/** How often what others did to the desktop was met; `tried-again`: acts among them that were carried out a second time. */
export type InterferenceCounts = Readonly<Record<(typeof interferenceKinds)[number] | 'tried-again', number>>;

/** What may happen to a desktop without being asked for. */
export type UnexpectedSignal =
  | 'unknown-window'
  | 'notification'
  | 'focus-theft'
  | 'window-moved'
  | 'window-resized'
  | 'theme-change'
  | 'hang'
  | 'crash';

/** S4. */
export type RunState = 'queued' | 'running' | 'waiting-approval' | 'paused' | 'halted' | 'resumed' | 'done' | 'aborted';

/** Digests of what results depend on; spec files relative to the project's root folder. */
export interface Dependencies {
  readonly configuration: string;
  readonly packages: string;
  /** Sources beside the specs. */
  readonly code: string;
  readonly applications: Readonly<Record<string, string>>;
  readonly specs: Readonly<Record<string, { readonly file: string; readonly baselines: string }>>;
}

export interface PlannedTest {
  readonly testId: string;
  /** Titles from the outermost describe to the test. */
  readonly titlePath: readonly string[];
  readonly project: string;
  /** Relative to the project's root folder, with forward slashes. */
  readonly file: string;
  readonly line: number;
}

/** Takes entries; when `append` returns, a critical entry is on the disk. @throws JOURNAL_WRITE_FAILED */
export interface JournalSink {
  append(entry: JournalEntry): void;
}

export type EffectCounts = Readonly<Record<EffectVerdict, number>>;
