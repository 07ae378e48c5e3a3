/** `codexqa baselines`: what is there, what differs, and a person's word on each difference. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { RunFolder } from '../journal/run-folder.ts';
import type { Acceptance } from '../review/acceptance.ts';
import { type OpenedDifference, Review, type ReviewPlace, type Word } from '../review/decide.ts';
import { inventory, neverMatchedIn, removeBaselines, staleIn } from '../review/inventory.ts';
import { Ledger } from '../review/ledger.ts';
import { boxLines, differenceLines, historyTable, inventoryTable } from './baselines-text.ts';
import { parseSize, sizeText } from './byte-size.ts';
import { reviewCommand } from './review-command.ts';
import { openReview, projectPlace, type RunOption, withNameOption, withRunOption } from './review-place.ts';
import { paint, print } from './terminal.ts';

interface ShowOptions extends RunOption {
  readonly json?: true;
}

interface DecideOptions extends RunOption {
  readonly all?: true;
  readonly add?: true;
  readonly for?: readonly string[];
  readonly reason: string;
  readonly by: string;
}

type Project = Omit<ReviewPlace, 'run'>;

export function baselinesCommand(): Command {
  const baselines = new Command('baselines')
    .summary('list, compare, accept and tidy up baselines')
    .description(
      'Baselines are the pictures that toMatchBaseline() compares with; decisions about them stand in accepted.jsonl beside them.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa baselines status\n  $ npx codexqa baselines diff 3f2a --out pictures\n  $ npx codexqa baselines accept 3f2a --reason "new icon"',
    );
  baselines
    .command('list')
    .summary('all baselines with size and last look')
    .option('--json', 'for machines')
    .action(async ({ json }: { readonly json?: true }) => list(await projectPlace(), json === true));
  runOption(baselines.command('status').summary('differences of a run, stale baselines, and whether all is settled'))
    .option('--budget <size>', 'all baselines together may take so much: 50MB', parseSize)
    .addHelpText('after', '\nExit codes: 0 nothing is open, 1 something is, or the budget is exceeded.')
    .action(async (options: ShowOptions & { readonly budget?: number }) => status(await projectPlace(), options));
  runOption(
    baselines.command('diff').summary('what changed, in figures and pictures').argument('[id...]', 'all without one'),
  )
    .option('--out <folder>', 'write the pictures there')
    .action(async (ids: readonly string[], options: ShowOptions & { readonly out?: string }) =>
      diff(await openReview(options), ids, options),
    );
  for (const verb of ['accept', 'reject', 'undo'] as const) {
    const command = baselines.command(verb).summary(summaries[verb]).argument('[id...]', 'from `status`');
    if (verb === 'accept') acceptOptions(command);
    decideOptions(runOption(command)).action(async (ids: readonly string[], options: DecideOptions) =>
      decide(verb, await openReview(options), ids, options),
    );
  }
  baselines.addCommand(reviewCommand());
  baselines
    .command('history')
    .summary('who decided what, when and why')
    .argument('[baseline]', 'a part of its path')
    .option('--json', 'for machines')
    .action(async (part: string | undefined, { json }: { readonly json?: true }) =>
      history(await projectPlace(), part ?? '', json === true),
    );
  withNameOption(
    baselines
      .command('prune')
      .summary('remove baselines that no kept run has looked at')
      .option('--dry-run', 'only say what would go'),
  ).action(async (options: { readonly dryRun?: true; readonly by: string }) => prune(await projectPlace(), options));
  return baselines;
}

const summaries = {
  accept: 'the new picture becomes the baseline',
  reject: 'the application is wrong, the baseline stays',
  undo: 'take the last decision back, with the file',
} as const;

function runOption(command: Command): Command {
  return withRunOption(command).option('--json', 'for machines');
}

function acceptOptions(command: Command): Command {
  return command
    .option('--add', 'keep the accepted picture as well: either may match')
    .option('--for <tags>', 'for sessions that are so, beside the accepted picture: dark,2x', (text) => text.split(','))
    .addHelpText(
      'after',
      '\nA file says in its name what it is for: sum@dark,2x.png is taken in dark sessions of scale 2, sum~2.png is right as well as sum.png.',
    );
}

function decideOptions(command: Command): Command {
  const deciding = command
    .option('--all', 'every difference that is open')
    .option('--reason <text>', 'why, for those who come after', '');
  return withNameOption(deciding);
}

function list({ root, baselines }: Project, json: boolean): void {
  const all = inventory(root, baselines);
  if (json) {
    print(JSON.stringify(all, null, 2));
    return;
  }
  if (all.files.length > 0) print(inventoryTable(all));
  print(`${all.files.length} baselines, ${sizeText(all.bytes)}, in ${relative(process.cwd(), baselines) || '.'}`);
}

function status(place: Project, { run, json, budget }: ShowOptions & { readonly budget?: number }): void {
  const all = inventory(place.root, place.baselines);
  const differences = new Review({ ...place, run: RunFolder.find(place.root, run) }).differences();
  const open = differences.filter(({ state }) => state === 'open');
  const stale = staleIn(all);
  const neverMatched = neverMatchedIn(all);
  const broken = all.files.filter(({ size }) => size === undefined);
  const isOver = budget !== undefined && all.bytes > budget;
  process.exitCode = open.length > 0 || isOver ? 1 : 0;
  if (json) {
    print(JSON.stringify({ differences, stale, neverMatched, broken, bytes: all.bytes }, null, 2));
    return;
  }
  for (const difference of differences) print(differenceLines(difference));
  if (differences.length > 0) print();
  print(
    `${open.length} open, ${differences.length - open.length} settled; ${all.files.length} baselines, ${sizeText(all.bytes)}`,
  );
  if (isOver) print(paint('red', `over the budget of ${sizeText(budget)} by ${sizeText(all.bytes - budget)}`));
  for (const { path } of broken) print(paint('red', `no PNG: ${path} (restore it, or \`git lfs pull\`)`));
  for (const { path } of stale) print(paint('yellow', `no run of the last ${all.runs} looked at ${path}`));
  for (const { path } of neverMatched) print(paint('yellow', `no run of the last ${all.runs} matched ${path}`));
  if (open.length > 0) print('\nnext: npx codexqa baselines review, or accept and reject by id');
}

function diff(on: Review, ids: readonly string[], { out, json }: ShowOptions & { readonly out?: string }): void {
  const chosen = ids.length === 0 ? on.differences() : choose(on, ids);
  if (json) {
    print(JSON.stringify(chosen, null, 2));
    return;
  }
  if (chosen.length === 0) print(`nothing differs in ${on.place.run.runId}`);
  for (const difference of chosen) {
    print([differenceLines(difference), ...boxLines(difference)].join('\n'));
    if (out !== undefined) writePictures(on, difference, out);
  }
}

function writePictures(on: Review, { id }: OpenedDifference, out: string): void {
  mkdirSync(out, { recursive: true });
  for (const kind of ['expected', 'actual', 'diff'] as const) {
    const bytes = on.picture(id, kind);
    if (bytes === undefined) continue;
    const path = join(out, `${id}-${kind}.png`);
    writeFileSync(path, bytes);
    print(`            ${path}`);
  }
}

async function decide(
  verb: 'accept' | 'reject' | 'undo',
  on: Review,
  ids: readonly string[],
  { all, reason, by, ...how }: DecideOptions,
): Promise<void> {
  const chosen = all === true ? on.differences().filter(({ state }) => state === 'open') : choose(on, ids);
  if (all !== true && ids.length === 0) throw nothingChosen(verb);
  const word: Word = { by, reason };
  const acceptance = acceptanceOf(how);
  for (const { id, baseline } of chosen) {
    const file = verb === 'accept' ? await on.accept(id, word, acceptance) : await on[verb](id, word);
    print(`${past[verb]}  ${file ?? baseline}`);
  }
  print(`${chosen.length} ${past[verb]}`);
}

/** @throws CLI_OPTION_INVALID */
function acceptanceOf({ add, for: tags }: Pick<DecideOptions, 'add' | 'for'>): Acceptance {
  if (add === true && tags !== undefined) {
    throw new CodexqaError('CLI_OPTION_INVALID', '--add and --for cannot go together', {
      fix: 'accept it for the tags first; --add then puts another picture beside that one',
    });
  }
  if (tags !== undefined) return { kind: 'variant', tags };
  return add === true ? { kind: 'another' } : { kind: 'replace' };
}

const past = { accept: 'accepted', reject: 'rejected', undo: 'undone' } as const;

/** By the beginning of an id, as Git takes commits. @throws CLI_OPTION_INVALID */
function choose(on: Review, ids: readonly string[]): readonly OpenedDifference[] {
  const all = on.differences();
  return ids.map((id) => {
    const [found, another] = all.filter((difference) => difference.id.startsWith(id));
    if (found !== undefined && another === undefined) return found;
    const sentence = `"${id}" ${found === undefined ? 'is no difference' : 'means several differences'} of ${on.place.run.runId}`;
    throw new CodexqaError('CLI_OPTION_INVALID', sentence, { fix: 'list them: npx codexqa baselines status' });
  });
}

function nothingChosen(verb: string): CodexqaError {
  return new CodexqaError('CLI_OPTION_INVALID', `${verb} needs an id or --all`, {
    fix: 'list them: npx codexqa baselines status',
  });
}

function history({ baselines }: Project, part: string, json: boolean): void {
  const decisions = new Ledger(baselines).read().filter(({ baseline, added }) => `${baseline} ${added}`.includes(part));
  if (json) {
    print(JSON.stringify(decisions, null, 2));
    return;
  }
  print(decisions.length === 0 ? 'nothing has been decided yet' : historyTable(decisions));
}

function prune({ root, baselines }: Project, { dryRun, by }: { readonly dryRun?: true; readonly by: string }): void {
  const all = inventory(root, baselines);
  if (all.runs === 0) {
    throw new CodexqaError('RUN_NOT_FOUND', 'no run says which baselines are needed', {
      fix: 'run all specs first: npx codexqa test',
    });
  }
  const stale = staleIn(all);
  if (dryRun !== true)
    removeBaselines(root, baselines, stale, { by, reason: `no run of the last ${all.runs} looked at it` });
  for (const { path } of stale) print(`${dryRun === true ? 'would remove' : 'removed'}  ${path}`);
  print(`${stale.length} of ${all.files.length} baselines${dryRun === true ? ' would go' : ' removed'}`);
}
