/** `codexqa runs`: lists, shows, verifies and prunes the runs of a project. */
import { relative } from 'node:path';
import { Command } from 'commander';
import { batchText, effectsText, interferencesText, rollbackText } from '../contracts/annotation.ts';
import type { ChecklistRecord } from '../contracts/checklist.ts';
import { effectiveResultsOf } from '../journal/chain.ts';
import { resultsOf } from '../journal/rebuild.ts';
import type { RunResults, TestRecord } from '../journal/results.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { listRuns, type RunSummary, summaryOf } from '../journal/runs.ts';
import { signText } from '../journal/sign-counter.ts';
import { verifyRun } from '../journal/verify.ts';
import { parseSize, sizeText } from './byte-size.ts';
import { countsText, parseCount } from './counts.ts';
import { projectRoot } from './project-root.ts';
import { type GatherOptions, gather } from './runs-gather.ts';
import { type PruneOptions, prune } from './runs-prune.ts';
import { paint, print } from './terminal.ts';
import { tellVerification } from './verification.ts';

interface Json {
  readonly json?: true;
}

export function runsCommand(): Command {
  const runs = new Command('runs')
    .summary('list, show, verify and prune runs')
    .description('Every run of `codexqa test` is kept in .codexqa/runs: its journal, results and evidence.');
  runs
    .command('list')
    .summary('all runs, the newest last')
    .option('--json', 'for machines')
    .action((options: Json) => list(projectRoot(), options));
  runs
    .command('show')
    .summary('what became of every test of a run')
    .argument('<run>', 'name of the run, a part of it, or "last"')
    .option('--json', 'for machines')
    .action((name: string, options: Json) => show(RunFolder.find(projectRoot(), name), options));
  runs
    .command('verify')
    .summary('check that nobody changed the journal of a run')
    .argument('<run>', 'name of the run, a part of it, or "last"')
    .addHelpText('after', '\nExit codes: 0 whole and unchanged, 1 changed, 2 incomplete (killed, or still running).')
    .action((name: string) => verify(RunFolder.find(projectRoot(), name)));
  runs
    .command('gather')
    .summary('make one run of the shards of a night, to resume or read it as one')
    .argument('<places...>', 'folders with runs of other machines below them, run folders, or names of runs')
    .option('--trust-keys', 'make the public keys that came with the runs known to this project')
    .addHelpText(
      'after',
      '\nOf each place the newest run is taken.\n\nExample:\n  $ npx codexqa runs gather artifacts/shard-*\n  $ npx codexqa resume',
    )
    .action((places: readonly string[], options: GatherOptions) => gather(projectRoot(), places, options));
  runs
    .command('prune')
    .summary('remove old runs; the newest and those at work stay')
    .option('--max-size <size>', 'oldest runs go until the rest fits: 500MB, 2GB', parseSize)
    .option('--keep <count>', 'the newest so many stay', parseCount)
    .option('--older-than <days>', 'runs older than this go', parseCount)
    .option('--evidence-only', 'screenshots and the like go, journals and results stay')
    .option('--dry-run', 'only say what would go')
    .addHelpText(
      'after',
      '\nWithout a rule: --max-size 2GB.\n\nExample:\n  $ npx codexqa runs prune --keep 30 --max-size 1GB',
    )
    .action((options: PruneOptions) => prune(projectRoot(), options));
  return runs;
}

function list(root: string, { json }: Json): void {
  const runs = listRuns(root);
  if (json) {
    const facts = runs.map(({ folder, head, condition, bytes }) => ({
      ...head,
      runId: folder.runId,
      condition,
      bytes,
    }));
    print(JSON.stringify(facts, null, 2));
    return;
  }
  if (runs.length === 0) print(`No runs in ${root}. Start one with: npx codexqa test`);
  const width = Math.max(0, ...runs.map(({ folder }) => folder.runId.length));
  for (const run of runs) print(listLine(run, width));
  if (runs.length > 0) print(`\n${runs.length} runs, ${sizeText(runs.reduce((sum, { bytes }) => sum + bytes, 0))}`);
}

function listLine({ folder, head, condition, bytes }: RunSummary, width: number): string {
  const counts = head?.counts === undefined ? '' : countsText(head.counts);
  const ended = head?.dryRun === true ? 'dry run' : (head?.status ?? 'done');
  const state = condition === 'done' ? ended : condition;
  const coloured = paint(state === 'passed' ? 'green' : state === 'failed' ? 'red' : 'yellow', state.padEnd(11));
  return `${folder.runId.padEnd(width)}  ${coloured}  ${sizeText(bytes).padStart(8)}  ${counts}`.trimEnd();
}

function show(folder: RunFolder, { json }: Json): void {
  const results = resultsOf(folder);
  if (json) {
    print(JSON.stringify(results, null, 2));
    return;
  }
  const { head, condition, bytes } = summaryOf(folder);
  print(`${folder.runId}  ${condition === 'done' ? results.status : condition}`);
  print(`  started   ${new Date(results.startedAt).toISOString()}, took ${(results.durationMs / 1000).toFixed(1)} s`);
  print(`  command   codexqa ${head?.argv.join(' ') ?? ''}`.trimEnd());
  if (results.resumedFrom !== undefined) print(`  continues ${results.resumedFrom}`);
  if (head?.gathers !== undefined) print(`  gathers   ${head.gathers.join(', ')}`);
  print(`  actions   ${effectsText(results.effects)}`);
  if (results.interferences !== undefined) print(`  others    ${interferencesText(results.interferences)}`);
  if (results.rollback !== undefined) print(`  lasting   ${rollbackText(results.rollback)}`);
  print(`  tests     ${countsText(results.counts) || 'none'}`);
  if (results.resumedFrom !== undefined) print(`  together  ${chainText(folder)}`);
  for (const line of partLines(results)) print(line);
  print(`  folder    ${relative(process.cwd(), folder.path) || '.'} (${sizeText(bytes)})`);
  const notable = results.tests.filter(({ status }) => status !== 'passed');
  if (notable.length > 0) print();
  for (const test of notable) print(testLines(test));
  for (const { message } of results.errors) print(`\n  ${message.split('\n')[0]}`);
}

/** Why it halted, its warning signs, and what its tasks, batches and checklists came to. */
function partLines({ halted, signs = [], tasks = [], tests }: RunResults): readonly string[] {
  const failed = (items: ChecklistRecord['items']): number => items.filter(({ status }) => status === 'failed').length;
  return [
    ...(halted === undefined ? [] : [`  halted    ${halted}`]),
    ...tasks.map(({ title, held, why }) => `  task      ${title}: ${held ? 'done' : 'not done'}, ${why}`),
    ...signs
      .filter(({ count }) => count > 0)
      .map((sign) => `  sign      ${signText(sign)}${sign.tripped ? ', too often to be left alone' : ''}`),
    ...tests.flatMap(({ batches = [] }) =>
      batches.map(({ name, ...counts }) => `  batch     ${batchText(name, counts)}`),
    ),
    ...tests.flatMap(({ checklists = [] }) =>
      checklists.map(
        ({ name, items }) => `  checklist ${name}: ${items.length - failed(items)} passed, ${failed(items)} failed`,
      ),
    ),
  ];
}

/** What the run and those it continues come to, every test once. */
function chainText(folder: RunFolder): string {
  const { runIds, counts, savedMs } = effectiveResultsOf(folder);
  return `${countsText(counts)} over ${runIds.length} runs; ${(savedMs / 1000).toFixed(1)} s of tests not run again`;
}

function testLines({ status, project, titlePath, file, line, attempts }: TestRecord): string {
  const label = paint(status === 'failed' ? 'red' : 'yellow', status.padEnd(11));
  const where = project === '' ? '' : `[${project}] `;
  const [error] = attempts.at(-1)?.errors ?? [];
  const reason = error === undefined ? '' : `\n${' '.repeat(14)}${error.message.split('\n')[0]}`;
  return `  ${label} ${where}${titlePath.join(' › ')}  ${file}:${line}${reason}`;
}

function verify(folder: RunFolder): void {
  tellVerification(folder, verifyRun(folder));
}
