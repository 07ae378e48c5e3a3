/** What `-u` means for a baseline: Playwright's five modes as one table. */
import type { FullConfig } from '@playwright/test';

export type UpdateMode = FullConfig['updateSnapshots'];

/** How the picture of now relates to the baseline. */
export type BaselineState = 'absent' | 'unreadable' | 'identical' | 'tolerated' | 'differs';

export interface BaselineRuling {
  readonly write: boolean;
  readonly pass: boolean;
}

/**
 * Without `-u` (`default`) a missing baseline is written and the test fails all the same: nobody has looked at it yet.
 * An unreadable one is replaced only where differing ones are.
 */
export function ruleOn(state: BaselineState, mode: UpdateMode): BaselineRuling {
  switch (state) {
    case 'absent':
      return { write: mode !== 'none', pass: mode === 'all' || mode === 'changed' || mode === 'missing' };
    case 'identical':
      return { write: false, pass: true };
    case 'tolerated':
      return { write: mode === 'all', pass: true };
    case 'unreadable':
    case 'differs':
      return mode === 'all' || mode === 'changed' ? { write: true, pass: true } : { write: false, pass: false };
  }
}
