/** What a run says of itself beside the reporters, on stderr: stdout is theirs, and `--reporter=json` prints there for machines. */
import {
  annotationTypes,
  effectsText,
  interferencesText,
  rehearsedCounts,
  rollbackText,
} from '../src/contracts/annotation.ts';
import { defaultChainDepth } from '../src/contracts/task.ts';
import { testName } from '../src/journal/history.ts';
import type { RunResults } from '../src/journal/results.ts';
import { signText } from '../src/journal/sign-counter.ts';
import type { Task } from './task-book.ts';

/** What each task is, and where it pauses, for the person who starts the run (S11). */
export function announceTasks(tasks: readonly Task[]): string {
  return tasks.map(announce).join('');
}

function announce({ facts, title, tests }: Task): string {
  const { kind, risk, reversible, done, stop, onError, limits = {}, knownFailures = [] } = facts;
  const { actions, minutes, chainDepth = defaultChainDepth } = limits;
  const undoing = reversible === undefined ? '' : reversible ? 'reversible' : 'irreversible';
  const sort = words([kind, risk && `${risk} risk`, undoing]);
  const limit = words([actions && `${actions} actions`, minutes && `${minutes} min`, `${chainDepth} resumed runs`]);
  const after = onError === 'halt' ? 'nothing more runs' : 'the next test runs';
  const known = knownFailures.length === 0 ? '' : `; ${knownFailures.length} known failures are handled`;
  return [
    `\n  task "${title}"${sort === '' ? '' : ` (${sort})`}, ${tests.length === 1 ? '1 test' : `${tests.length} tests`}`,
    `    done      ${done ?? 'is not declared'}`,
    `    pauses    ${stop === undefined ? 'on request' : `${stop}; on request`} (npx codexqa pause)`,
    `    limits    ${limit}`,
    `    failures  ${after}${known}\n`,
  ].join('\n');
}

/** What its tasks, its quarantine and its actions came to. */
export function endWords(results: RunResults): string {
  return results.dryRun === true ? dryRunWords(results) : runWords(results);
}

/** Test by test, what would have been done. */
function dryRunWords({ tests }: RunResults): string {
  const all = tests.flatMap(({ annotations }) => annotations);
  const told = tests.flatMap((test) => {
    const lines = test.annotations.flatMap(({ type, description }) =>
      type === annotationTypes.dryRun ? [`    ${description}\n`] : [],
    );
    return lines.length === 0 ? [] : [`\n  ${testName(test)}\n`, ...lines];
  });
  const { would, ...behind } = rehearsedCounts(all);
  const counts = `${would} found and not done, ${behind['not-reachable']} not reachable, ${behind['not-judged']} not judged`;
  return [...told, `\n  dry run: ${counts}; nothing was sent to the applications\n`].join('');
}

function runWords({
  effects,
  interferences,
  rollback,
  signs = [],
  tasks = [],
  tests,
  unusedQuarantine = [],
}: RunResults): string {
  const actions = effects.confirmed + effects['no-effect'] + effects.unverifiable;
  return [
    ...tests.flatMap((test) => {
      if (test.status !== 'quarantined') return [];
      const words = test.annotations.find(({ type }) => type === annotationTypes.quarantine)?.description ?? '';
      return [`  in quarantine, its failure does not count: ${testName(test)} (${words})\n`];
    }),
    ...unusedQuarantine.map((test) => {
      return `  quarantine.yml: "${test}" belongs to no test: correct its name, or take it out\n`;
    }),
    ...tasks.map(({ title, done, held, why }) => {
      const says = done === undefined ? '' : ` (${done})`;
      return `  task "${title}" is ${held ? 'done' : 'NOT done'}${says}: ${why}\n`;
    }),
    ...(rollback === undefined ? [] : [`  lasting steps: ${rollbackText(rollback)}\n`]),
    ...signs.flatMap((sign) =>
      sign.tripped ? [`  warning sign, the next run is not for nobody: ${signText(sign)}\n`] : [],
    ),
    ...(interferences === undefined
      ? []
      : [`  others used the desktop meanwhile: ${interferencesText(interferences)}\n`]),
    ...(actions > 0 ? [`  ${actions} actions: ${effectsText(effects)}\n`] : []),
  ].join('');
}

function words(parts: readonly (string | number | undefined)[]): string {
  return parts.filter(Boolean).join(', ');
}
