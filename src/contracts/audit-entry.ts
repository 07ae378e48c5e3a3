/** What happens to the record itself; it stands in the record of the project, beside those of its runs. */

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

export type AuditEntry = KeyRotated | Pruned;
