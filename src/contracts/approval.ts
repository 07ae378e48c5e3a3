/** A question to a person, and what may become of it. */

export const risks = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof risks)[number];

/** Who may answer. */
export interface Approver {
  readonly name: string;
  /** Account on this machine that answers in this name without a key; the name itself when there is no `key` either. */
  readonly account?: string;
  /** Ed25519, SPKI, base64: answers from elsewhere are signed with it. */
  readonly key?: string;
  /** Last day on which the answer counts, `2027-03-31`. */
  readonly until?: string;
}

/** What is asked for, in words that let a person decide without another screen. */
export interface Asked {
  readonly action: string;
  readonly risk: Risk;
  /** What happens after a yes, and what cannot be undone. */
  readonly consequence: string;
  /** Facts to judge it by: amounts, names, numbers of rows. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** Written once, never changed: an answer names its digest. */
export interface ApprovalRequest extends Asked {
  readonly version: 1;
  readonly id: string;
  /** The run that asked first. */
  readonly runId: string;
  readonly testId: string;
  /** Titles from the outermost describe to the test. */
  readonly test: string;
  /** The so-manieth time that this attempt of the test asks for this action, from 1. */
  readonly nth: number;
  /** Asked for ahead of time: then the screen of that moment says nothing. */
  readonly foreseen: boolean;
  /** Digests of the evidence that shows the screen and its accessible text. */
  readonly picture?: string;
  readonly tree?: string;
  /** Account that started the run. */
  readonly requester: string;
  /** Empty: every account but the requester's. */
  readonly approvers: readonly Approver[];
  /** The requester may say yes, too. */
  readonly selfApproval: boolean;
  /** So many people must say yes. */
  readonly quorum: number;
  /** Unix time in ms. */
  readonly createdAt: number;
  /** So long it is waited for; then the answer is no. */
  readonly timeoutMs: number;
}

interface Signed {
  readonly keyId: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** A yes given before the run, for one action, so many times. */
export interface AheadStatement {
  readonly version: 1;
  readonly by: string;
  readonly action: string;
  /** Up to this risk. */
  readonly risk: Risk;
  readonly reason: string;
  readonly uses: number;
  /** Unix time in ms. */
  readonly from: number;
  readonly until: number;
  /** Only runs with this CODEXQA_RUN_LABEL: the number of a CI job. */
  readonly label?: string;
}

/** How a person was known when they answered. */
export type Proof =
  | { readonly kind: 'account'; readonly account: string }
  | ({ readonly kind: 'key' } & Signed)
  | ({ readonly kind: 'ahead'; readonly statement: AheadStatement } & Signed);

export interface Answer {
  readonly requestId: string;
  /** Of the request as it was shown. */
  readonly requestDigest: string;
  readonly decision: 'approve' | 'deny';
  readonly by: string;
  readonly reason: string;
  /** Unix time in ms. */
  readonly at: number;
  readonly proof: Proof;
}

export type ApprovalOutcome = 'approved' | 'denied' | 'expired' | 'cancelled';

/** The end of a question; written once. */
export interface Settlement {
  readonly outcome: ApprovalOutcome;
  /** People, or `the run`. */
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** A yes that is used up: by the action it was for, or because it no longer fits. */
export interface Spent {
  readonly how: 'consumed' | 'stale' | 'too-old';
  readonly runId: string;
  readonly at: number;
}

/** A run that waits for the answer; a restarted one adds another. */
export interface Asking {
  readonly runId: string;
  readonly at: number;
  readonly escalatesAt: number;
  readonly expiresAt: number;
  readonly process: {
    readonly host: string;
    readonly pid: number;
    readonly startedAt: string;
    readonly bootId: string;
  };
}

/** A yes, as the action that asked for it gets it. */
export interface Approval {
  readonly requestId: string;
  /** Who said yes. */
  readonly by: string;
  readonly reason: string;
}
