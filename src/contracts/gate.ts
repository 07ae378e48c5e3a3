/** Where an action waits before it is allowed to happen. */
import type { Action } from './action.ts';

/** What a verdict was made from, for the journal. */
type Inputs = Readonly<Record<string, string>>;

export type Verdict =
  | { readonly kind: 'allow'; readonly rule: string; readonly inputs?: Inputs }
  | { readonly kind: 'deny'; readonly rule: string; readonly reason: string; readonly inputs?: Inputs }
  | { readonly kind: 'ask'; readonly rule: string; readonly question: string };

/** Policy: may this action happen? An `ask` has already been answered when `admit` resolves. */
export interface Gate {
  admit(action: Action): Promise<Exclude<Verdict, { readonly kind: 'ask' }>>;
}

/** Pause and abort: resolves when the run may go on, throws RUN_ABORTED when it may not. */
export interface PauseGate {
  pass(): Promise<void>;
}
