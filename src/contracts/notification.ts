/** What people are told while they look elsewhere, and by which way. */
import type { Risk } from './approval.ts';

/** Name of the environment variable that holds what must not stand in a file. */
export interface FromEnvironment {
  readonly env: string;
}

/** A way to people. `atLeast`: only what has this risk or a higher one. */
export type Channel = { readonly atLeast?: Risk | undefined } & (
  | { readonly kind: 'desktop' }
  | {
      readonly kind: 'ntfy';
      /** `https://ntfy.sh` */
      readonly server?: string | undefined;
      /** Whoever knows it can read along. */
      readonly topic: FromEnvironment;
      readonly token?: FromEnvironment | undefined;
    }
  | { readonly kind: 'slack' | 'teams'; readonly url: FromEnvironment }
  | { readonly kind: 'webhook'; readonly url: string | FromEnvironment; readonly secret: FromEnvironment }
);

/** Times of the day in local time, `22:00`; may go over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** What has this risk or a higher one goes through all the same. */
  readonly through: Risk;
}

/** Enough to decide by, and nothing that decides: no notice holds a link that approves (S75). */
export interface Notice {
  /** The same for the same thing, whoever tells it again: a receiver may drop the second one. */
  readonly id: string;
  /** `approval.asked`, `run.halted` … */
  readonly topic: string;
  readonly risk: Risk;
  readonly what: string;
  readonly where: string;
  readonly whyNow: string;
  readonly consequence: string;
  /** What happens when nobody does anything. */
  readonly otherwise: string;
  /** Facts to judge it by. */
  readonly evidence: Readonly<Record<string, string>>;
  /** Unix time in ms. */
  readonly at: number;
  /** Of the oversight page, or the command that shows it. */
  readonly look: { readonly url: string } | { readonly command: string };
}
