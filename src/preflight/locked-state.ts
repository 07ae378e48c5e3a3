/** What the verifications on record say about locked execution on this machine (S129, S130). */
import { changeSince, type MachinePrint } from './machine-print.ts';
import type { PreflightRecord } from './record-book.ts';
import type { TestVerdict } from './verdict.ts';

/** A shorter one is a trial. */
export const wholeVerificationMinutes = 60;

export interface LockedState {
  readonly verdict: Extract<TestVerdict, 'passed' | 'failed' | 'unknown'>;
  readonly why: string;
}

/** A trial neither counts as the whole hour nor takes one back; a failure does, until the next whole one. */
export function lockedState(earlier: readonly PreflightRecord[], machine: MachinePrint): LockedState {
  const own = earlier.filter(({ kind, machine: on }) => kind === 'locked' && on.host === machine.host);
  const counts = own.filter((record) => isWhole(record) || record.outcome === 'failed');
  const last = counts.at(-1) ?? own.at(-1);
  if (last === undefined) return { verdict: 'unknown', why: 'nothing on this machine has verified it' };
  const asOf = `as of ${new Date(last.at).toISOString().slice(0, 16).replace('T', ' ')}`;
  const change = changeSince(last.machine, machine);
  if (change !== undefined) return { verdict: 'unknown', why: `${asOf}, and since then ${change}` };
  const what = `${last.detail['minutes']} min, ${last.detail['halts']}, codexqa ${last.machine.codexqa} on ${last.machine.host}, ${asOf}`;
  if (last.outcome !== 'passed')
    return { verdict: 'failed', why: `${last.detail['fault'] ?? 'the verification failed'} (${what})` };
  return isWhole(last)
    ? { verdict: 'passed', why: what }
    : { verdict: 'unknown', why: `a trial passed, and the whole hour is missing (${what})` };
}

export function isWhole({ detail }: Pick<PreflightRecord, 'detail'>): boolean {
  return Number(detail['minutes']) >= wholeVerificationMinutes;
}
