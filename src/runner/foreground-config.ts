/** What the configuration says about a person's own mouse and keyboard on the visible desktop. */
import { z } from 'zod';
import { type InputPolicy, inputPolicies } from '../contracts/presence.ts';
import type { Time } from '../policy/judge.ts';
import { timesSchema } from '../policy/policy.ts';
import { keys } from '../support/strict-object.ts';

export interface ForegroundConfig {
  /**
   * When a person uses mouse or keyboard: `yield` (default) waits until they have been still for `stillMs`, `pause` until somebody continues the
   * run, `halt` ends it, to be resumed.
   */
  onInput?: InputPolicy | undefined;
  /** Local times in which their input pauses the run, whatever `onInput` says: `[{ days: ['mon'], from: '09:00', to: '10:00' }]`. */
  interruptions?: readonly Time[] | undefined;
  /** Stillness before a run that yields goes on (10000). */
  stillMs?: number | undefined;
  /** A run that has yielded for so long halts (900000). */
  yieldAtMostMs?: number | undefined;
}

/** The same, complete. */
export interface InputOptions {
  readonly onInput: InputPolicy;
  /** In these hours input pauses the run, whatever `onInput` says (S19). */
  readonly interruptions: readonly Time[];
  /** How long a person must have been still before a run that yields goes on. */
  readonly stillMs: number;
  /** A run that has yielded for so long halts. */
  readonly yieldAtMostMs: number;
}

export const foreground = keys({
  onInput: z.enum(inputPolicies).optional(),
  interruptions: timesSchema.optional(),
  stillMs: z.int().min(1).optional(),
  yieldAtMostMs: z.int().min(1).optional(),
});
