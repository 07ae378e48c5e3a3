/** Counts of what others did to the desktop while tests were at work on it. */
import type { InterferenceCounts, JournalEntry } from '../contracts/journal.ts';

export type InterferenceEntry = Extract<JournalEntry, { readonly kind: 'interference' }>;

/** Undefined when there are none. */
export function countInterferences(
  entries: readonly Pick<InterferenceEntry, 'what' | 'follows'>[],
): InterferenceCounts | undefined {
  if (entries.length === 0) return undefined;
  return countsBy((name) => entries.filter(({ what, follows }) => what === name || follows === name).length);
}

/** Undefined when there is nothing to add. */
export function addInterferences(all: readonly InterferenceCounts[]): InterferenceCounts | undefined {
  if (all.length === 0) return undefined;
  return countsBy((name) => all.reduce((sum, counts) => sum + counts[name], 0));
}

function countsBy(count: (name: keyof InterferenceCounts) => number): InterferenceCounts {
  return {
    'pointer-moved': count('pointer-moved'),
    'front-changed': count('front-changed'),
    'not-in-front': count('not-in-front'),
    'focus-stolen': count('focus-stolen'),
    'tried-again': count('tried-again'),
  };
}
