/** What happens to the record itself, in the record of the project beside those of its runs; and what changed between two runs, in that of the later one. */

interface AuditFacts {
  readonly kind: 'audit';
  /** Who wanted it. */
  readonly by: string;
}

/** From here on another key signs, and the seal behind this entry is the last one of the old key. */
export interface KeyRotated extends AuditFacts {
  readonly event: 'key-rotated';
  /** Ids of the keys. */
  readonly from: string;
  readonly to: string;
  /** SPKI, base64. */
  readonly publicKey: string;
  /** What the old key has sealed later than this is not its own any more; Unix time in ms. */
  readonly until: number;
}

/** What retention is about to take away. */
export interface Pruned extends AuditFacts {
  readonly event: 'pruned';
  readonly runId: string;
  readonly what: 'run' | 'evidence';
  /** The rule it goes by. */
  readonly reason: string;
  readonly bytes: number;
  /** Digest of the ends of its chains, as in its anchors; absent where they could not be read. */
  readonly head?: string;
}

/** The run goes by another configuration or policy than the one before it. */
export interface ConfigurationChanged extends AuditFacts {
  readonly event: 'configuration-changed';
  /** The run before it. */
  readonly since: string;
  readonly from: WentBy;
  readonly to: WentBy;
}

/** Digests of what a run went by. */
export interface WentBy {
  readonly configuration: string;
  /** Absent without a policy. */
  readonly policy?: string;
}

export type AuditEntry = KeyRotated | Pruned | ConfigurationChanged;
