/** How soon each kind of entry must be on the disk. */
import type { JournalEntry } from '../contracts/journal.ts';

/**
 * `critical`: on the disk before `append` returns. `trace`: handed to the system at once (a killed process loses nothing) and on
 * the disk at the next critical entry, at the end of the test and at the end of the process.
 */
export type Durability = 'critical' | 'trace';

const table: Readonly<Record<JournalEntry['kind'], Durability>> = {
  'run-begin': 'critical',
  plan: 'critical',
  gathered: 'critical',
  dependencies: 'critical',
  state: 'critical',
  'run-end': 'critical',
  'test-begin': 'trace',
  'test-end': 'critical',
  verdict: 'trace',
  policy: 'critical',
  intent: 'trace',
  outcome: 'trace',
  checkpoint: 'critical',
  irreversible: 'critical',
  compensation: 'critical',
  'batch-row': 'critical',
  'checklist-item': 'critical',
  baseline: 'trace',
  done: 'critical',
  preflight: 'critical',
  rehearsal: 'trace',
  gap: 'trace',
  recovery: 'critical',
  approval: 'critical',
  notice: 'critical',
  presence: 'critical',
  interference: 'trace',
  audit: 'critical',
  locked: 'critical',
  session: 'trace',
};

export function durabilityOf(entry: JournalEntry): Durability {
  switch (entry.kind) {
    // after a power cut nobody may wonder whether an irreversible step was begun, or how a begun one ended
    case 'intent':
      return entry.irreversible === true ? 'critical' : table.intent;
    // a carried row stands in the journal of the run it passed in
    case 'batch-row':
      return entry.status === 'carried' ? 'trace' : table['batch-row'];
    default:
      return table[entry.kind];
  }
}
