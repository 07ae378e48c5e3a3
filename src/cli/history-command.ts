/** `codexqa history`: what became of a test, run by run. */
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { flakeRate, histories, type TestHistory, type TestRun } from '../journal/history.ts';
import { type TestStatus, testStatuses } from '../journal/results.ts';
import { median } from '../support/median.ts';
import { didYouMean } from '../support/near-miss.ts';
import { parseCount } from './counts.ts';
import { projectRoot } from './project-root.ts';
import { paint, print } from './terminal.ts';

interface HistoryOptions {
  readonly runs: number;
  readonly json?: true;
}

const mostTests = 10;

export function historyCommand(): Command {
  return new Command('history')
    .summary('what became of a test, run by run')
    .description('Status, duration, attempts and restarts of a test over the runs in .codexqa/runs, the newest last.')
    .argument('<test>', 'its title, its file, or any part of "file › group › title"')
    .option('--runs <count>', 'look at the newest so many runs', parseCount, 50)
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa history "saves a file"\n  $ npx codexqa history editor.spec.ts --json',
    )
    .action((wanted: string, options: HistoryOptions) => show(projectRoot(), wanted, options));
}

function show(root: string, wanted: string, { runs, json }: HistoryOptions): void {
  const all = histories(root, runs);
  const found = all.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  if (found.length === 0) throw unknownTest(wanted, all);
  if (json) {
    print(JSON.stringify(found.map(withSummary), null, 2));
    return;
  }
  for (const history of found.slice(0, mostTests)) print(table(history));
  if (found.length > mostTests) print(`and ${found.length - mostTests} more tests; say more of the name`);
}

function table({ name, runs }: TestHistory): string {
  const width = Math.max(...runs.map(({ runId }) => runId.length));
  const { flakeRate: rate, medianMs } = summaryOf(runs);
  const counts = testStatuses.flatMap((status) => {
    const count = runs.filter((run) => run.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const summary = `${runs.length === 1 ? '1 run' : `${runs.length} runs`}: ${counts.join(', ')}; ${(rate * 100).toFixed(1)} % flaky, usually ${seconds(medianMs)}`;
  return [name, ...runs.map((run) => line(run, width)), `  ${summary}`, ''].join('\n');
}

function line({ runId, startedAt, status, durationMs, attempts, restartedAt }: TestRun, width: number): string {
  const when = startedAt === 0 ? ''.padEnd(16) : new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const notes = [
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(restartedAt.length === 0 ? [] : [`restarted at ${restartedAt.map((name) => `"${name}"`).join(', ')}`]),
  ];
  const coloured = paint(colours[status], status.padEnd(11));
  return `  ${runId.padEnd(width)}  ${when}  ${coloured}  ${seconds(durationMs).padStart(8)}  ${notes.join(', ')}`.trimEnd();
}

const colours: Readonly<Record<TestStatus, 'green' | 'red' | 'yellow' | 'gray'>> = {
  passed: 'green',
  failed: 'red',
  flaky: 'yellow',
  quarantined: 'yellow',
  interrupted: 'yellow',
  carried: 'gray',
  skipped: 'gray',
  'not-run': 'gray',
};

function summaryOf(runs: readonly TestRun[]): { readonly flakeRate: number; readonly medianMs: number } {
  const timed = runs.filter(({ status }) => status === 'passed' || status === 'flaky' || status === 'failed');
  return { flakeRate: flakeRate(runs), medianMs: median(timed.map(({ durationMs }) => durationMs)) };
}

function withSummary(history: TestHistory): object {
  return { ...history, ...summaryOf(history.runs) };
}

function unknownTest(wanted: string, all: readonly TestHistory[]): CodexqaError {
  const titles = all.map(({ name }) => name.split(' › ').at(-1) ?? name);
  const sentence =
    all.length === 0
      ? 'no run of this project has results yet'
      : `no test of these runs has "${wanted}" in its name${didYouMean(wanted, titles)}`;
  return new CodexqaError('CLI_OPTION_INVALID', sentence, {
    fix: all.length === 0 ? 'npx codexqa test' : 'see the names with: npx codexqa test --list',
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
