/** The warning signs of a run, and those of the run before it, which may move the next one to where a person is (S140). */
import { JournalReader } from './reader.ts';
import { resultsOf } from './rebuild.ts';
import { didWork, RunFolder } from './run-folder.ts';
import { SignCounter, type WarningSign } from './sign-counter.ts';

/** Of a run, out of its journal. @throws JOURNAL_CORRUPT, JOURNAL_NEWER */
export function signsOf(folder: RunFolder): readonly WarningSign[] {
  const counter = new SignCounter();
  for (const { entry, at } of new JournalReader(folder).records()) counter.note(entry, at);
  return counter.signs();
}

export interface SignsOfRun {
  readonly runId: string;
  readonly signs: readonly WarningSign[];
}

/**
 * What tripped in the newest run that did something; undefined when nothing did. Dry runs and gathered ones have done nothing. `chain`: the
 * run that asks and those it continues, whose work it is.
 */
export function trippedBefore(root: string, chain: readonly RunFolder[]): SignsOfRun | undefined {
  const own = new Set(chain.map(({ runId }) => runId));
  for (const folder of RunFolder.all(root).toReversed()) {
    if (own.has(folder.runId)) continue;
    const signs = storedSigns(folder);
    if (signs === undefined) continue;
    const tripped = signs.filter((each) => each.tripped);
    return tripped.length === 0 ? undefined : { runId: folder.runId, signs: tripped };
  }
  return undefined;
}

/** Undefined for a run that did nothing, or that cannot be read any more. */
function storedSigns(folder: RunFolder): readonly WarningSign[] | undefined {
  try {
    if (!didWork(folder.readHead())) return undefined;
    const { effects, signs, tests } = resultsOf(folder);
    const actions = effects.confirmed + effects['no-effect'] + effects.unverifiable;
    return actions === 0 && tests.every(({ attempts }) => attempts.length === 0) ? undefined : signs;
  } catch {
    return undefined;
  }
}
