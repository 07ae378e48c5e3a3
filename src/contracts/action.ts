/** An action: one thing done to the desktop, as data, on its way through the one door. */
import type { Role } from './accessibility.ts';
import type { DriverAct } from './act.ts';
import type { AppCommand } from './driver.ts';

/** What `perform` carries out. */
export type Deed =
  | { readonly kind: 'act'; readonly act: DriverAct }
  | { readonly kind: 'launch'; readonly app: AppCommand }
  | { readonly kind: 'terminate'; readonly appId: string; readonly graceMs: number };

/** The element, window or application an action is meant for, in words and ids. */
export interface ActionTarget {
  /** As the spec wrote it: `getByRole('button', { name: '7' })`. */
  readonly description: string;
  readonly role?: Role;
  readonly name?: string;
  readonly nodeId?: string;
  readonly windowId?: string;
  readonly appId?: string;
}

export interface Action {
  /** Verb of the public API: `click`, `fill`, `press`, `launch`, `close window` … */
  readonly verb: string;
  readonly target: ActionTarget;
  /** What is shown of the parameters; secrets are already replaced. */
  readonly shown: string;
  readonly deed: Deed;
}

/**
 * `confirmed`: the tree, the window list or the screen answered beyond mere pointer feedback, or a read-back matched.
 * `no-effect`: nothing answered within the effect time-out. `unverifiable`: this driver or element gives no way to know.
 */
export type EffectVerdict = 'confirmed' | 'no-effect' | 'unverifiable';

export interface Effect {
  readonly verdict: EffectVerdict;
  /** What was seen, in words: `text-changed in textbox`, `window "Save As" opened`. */
  readonly evidence: readonly string[];
  /** From the end of the act to the verdict. */
  readonly waitedMs: number;
}

/** A finished action, as kept for reports and the journal. */
export interface ActionRecord {
  readonly seq: number;
  readonly verb: string;
  readonly target: string;
  readonly shown: string;
  readonly effect: Effect;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Code of the error that ended it, when it failed. */
  readonly error?: string;
}
