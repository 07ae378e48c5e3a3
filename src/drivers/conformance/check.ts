/** What a check of the driver contract is. */
import type { Capability } from '../../contracts/driver.ts';
import type { Desk } from './desk.ts';

/** One promise of the contract, tried for real. */
export interface ConformanceCheck {
  /** A sentence that is true when the check passes. */
  readonly name: string;
  /** Without one of these capabilities the check says nothing and is skipped. */
  readonly needs: readonly Capability[];
  /** True when it breaks the session for good: it then runs on one of its own. */
  readonly breaks?: boolean;
  readonly check: (desk: Desk) => Promise<void>;
}

export function check(
  name: string,
  needs: readonly Capability[],
  work: ConformanceCheck['check'],
  options: { readonly breaks?: boolean } = {},
): ConformanceCheck {
  return { name, needs, check: work, ...options };
}
