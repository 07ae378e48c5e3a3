/** Have the policies of a project matured? Judged by two whole weeks of its runs (S29, S120, S121, S123). */
import { JournalReader } from './reader.ts';
import { resultsOf } from './rebuild.ts';
import { didWork, RunFolder } from './run-folder.ts';
import { verifyRun } from './verify.ts';

export interface Maturity {
  readonly mature: boolean;
  /** What is still missing, or what it was judged by. */
  readonly why: string;
}

/** So many whole weeks in a row, Monday to Sunday in UTC. */
const weeksNeeded = 2;
/** With fewer nobody can tell. */
const leastRuns = 5;
/** Share of the tests that came to a verdict. */
const failuresBelow = 0.05;
const weekMs = 7 * 86_400_000;
/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * 86_400_000;

interface Week {
  runs: number;
  judged: number;
  failed: number;
  /** What was wrong with the record or in it; any is too much. */
  readonly faults: string[];
}

/** Reads every run of these weeks: for the moment before something that is denied otherwise. `now`: Unix time in ms. */
export function maturityOf(root: string, now: number): Maturity {
  const thisWeek = weekOf(now);
  for (let back = 1; back <= weeksNeeded; back++) {
    const missing = missingIn(weekIn(root, thisWeek - back));
    const when = back === 1 ? 'last week' : `${back} weeks ago`;
    if (missing !== undefined) return { mature: false, why: `${when}: ${missing}` };
  }
  return { mature: true, why: `${weeksNeeded} whole weeks in a row without a fault` };
}

function missingIn({ runs, judged, failed, faults }: Week): string | undefined {
  const [fault] = faults;
  if (fault !== undefined) return fault;
  if (runs < leastRuns) return `${runs} runs are too few to tell, ${leastRuns} are needed`;
  const share = judged === 0 ? 1 : failed / judged;
  if (share < failuresBelow) return undefined;
  return `${(share * 100).toFixed(0)} % of the tests failed, less than ${failuresBelow * 100} % may`;
}

function weekIn(root: string, number: number): Week {
  const week: Week = { runs: 0, judged: 0, failed: 0, faults: [] };
  for (const folder of RunFolder.all(root)) {
    try {
      const head = folder.readHead();
      if (weekOf(head.startedAt) === number && didWork(head)) addRun(week, folder);
    } catch {
      week.faults.push(`run ${folder.runId} cannot be read`);
    }
  }
  return week;
}

function addRun(week: Week, folder: RunFolder): void {
  const { counts, signs = [] } = resultsOf(folder);
  week.runs++;
  week.judged += counts.passed + counts.failed + counts.flaky;
  week.failed += counts.failed + counts.flaky;
  const tripped = signs.find((sign) => sign.tripped);
  if (tripped !== undefined) week.faults.push(`run ${folder.runId} had a warning sign: ${tripped.name}`);
  if (verifyRun(folder).findings.some(({ weight }) => weight === 'tampered')) {
    week.faults.push(`the record of run ${folder.runId} was changed`);
  }
  const fault = faultIn(folder);
  if (fault !== undefined) week.faults.push(`run ${folder.runId}: ${fault}`);
}

/** Every action has a verdict before it and an outcome after it (S123), and nobody tried what they may not (S117). */
function faultIn(folder: RunFolder): string | undefined {
  let admitted = 0;
  let begun = 0;
  let ended = 0;
  for (const { entry } of new JournalReader(folder).records()) {
    if (entry.kind === 'approval' && entry.event === 'refused') return `an answer was refused: ${entry.reason}`;
    if (entry.kind === 'verdict' && entry.verdict.kind === 'allow') admitted++;
    if (entry.kind === 'verdict' && entry.verdict.kind === 'deny')
      return `an act was denied by "${entry.verdict.rule}"`;
    if (entry.kind === 'intent') begun++;
    if (entry.kind === 'outcome') ended++;
  }
  const complete = Math.min(admitted, ended);
  return complete >= begun ? undefined : `${begun - complete} of ${begun} actions have no complete record`;
}

function weekOf(at: number): number {
  return Math.floor((at - firstMondayMs) / weekMs);
}
