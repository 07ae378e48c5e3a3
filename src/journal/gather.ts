/** Makes one run of several: the shards of a night, brought together from their machines, so that a resumed run continues them as one. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fg from 'fast-glob';
import { CodexqaError } from '../contracts/errors.ts';
import type { Dependencies } from '../contracts/journal.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { createFile, makeFolder, syncFolder } from '../support/durable-file.ts';
import { recordedDependencies } from './chain.ts';
import { groundDifference } from './dependency-change.ts';
import { trustedKeys } from './keys.ts';
import { listedSegments, writeManifest } from './manifest.ts';
import { resultsOf } from './rebuild.ts';
import { type RunResults, type TestRecord, totalsOf, writeResults } from './results.ts';
import { earlierRuns, RunFolder } from './run-folder.ts';
import { isRunId } from './run-id.ts';
import { type Finding, verifyRun } from './verify.ts';
import { JournalWriter } from './writer.ts';

export interface Import {
  readonly folder: RunFolder;
  /** What is incomplete about it: it was killed, or its last line is torn. */
  readonly findings: readonly Finding[];
}

/** How deep below a folder of downloads a run may lie: `artifacts/shard-1/.codexqa/runs/<run>/run.json`. */
const depth = 6;

/** The newest run of those at or below `place`. @throws RUN_NOT_FOUND */
export function runAt(place: string): RunFolder {
  const heads = fg.sync('**/run.json', { cwd: place, dot: true, deep: depth, absolute: true });
  const runs = heads.map((path) => dirname(path)).filter((path) => isRunId(basename(path)));
  const newest = runs.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1)).at(-1);
  if (newest !== undefined) return RunFolder.at(newest);
  throw new CodexqaError('RUN_NOT_FOUND', `there is no run in ${place}`, {
    fix: 'name the folder of a run, or one that has .codexqa/runs of another machine below it',
  });
}

/**
 * Takes a run of another machine, and those it continues, into the project, unchanged. `trustItsKeys`: its public keys become
 * keys that this project knows.
 * @throws JOURNAL_CORRUPT when somebody changed it or its key is unknown, RUNS_DIFFER when another run has its name
 */
export function importRun(root: string, from: RunFolder, trustItsKeys: boolean): Import {
  const own = join(root, '.codexqa');
  if (trustItsKeys) takeKeys(from.keysPath, join(own, 'keys'));
  for (const runId of earlierRuns(from.readHead())) importRun(root, from.sibling(runId), trustItsKeys);
  const { findings } = verifyRun(from, trustedKeys(join(own, 'keys')));
  const changed = findings.find(({ weight }) => weight === 'tampered');
  if (changed !== undefined) {
    throw new CodexqaError('JOURNAL_CORRUPT', `${changed.path}: ${changed.sentence}`, {
      fix: 'bring the run over again; for a machine whose key is new here: --trust-keys',
    });
  }
  return { folder: copyOf(from, join(own, 'runs')), findings };
}

/**
 * A run that stands for all of them, in the order they started: what a later one says of a test counts.
 * @throws RUNS_DIFFER when they did not run on the same ground
 */
export function gatherRuns(
  root: string,
  parts: readonly RunFolder[],
  about: { readonly codexqa: string; readonly argv: readonly string[] },
): RunFolder {
  const ordered = parts.toSorted((a, b) => a.readHead().startedAt - b.readHead().startedAt);
  const dependencies = commonGround(ordered);
  const gathers = ordered.map(({ runId }) => runId);
  const results = ordered.map(resultsOf);
  const folder = RunFolder.create(root, { ...about, gathers });
  const gathered = together(folder.runId, results);
  using journal = JournalWriter.open(folder, 'gather');
  journal.append({ kind: 'run-begin', runId: folder.runId, version: about.codexqa, argv: about.argv });
  journal.append({ kind: 'gathered', runs: gathers });
  if (dependencies !== undefined) journal.append({ kind: 'dependencies', dependencies });
  journal.append({ kind: 'run-end', status: gathered.status, counts: gathered.counts });
  journal.close();
  writeManifest(folder);
  writeResults(folder, gathered);
  const { status, counts } = gathered;
  folder.updateHead({ state: 'done', status, counts, endedAt: Date.now() });
  return folder;
}

function takeKeys(from: string, to: string): void {
  if (!existsSync(from)) return;
  makeFolder(to);
  for (const name of readdirSync(from).filter((file) => file.endsWith('.pub'))) {
    createFile(join(to, name), readFileSync(join(from, name)));
  }
}

/** A kill in the middle leaves no half run behind: it gets its name when it is whole. */
function copyOf(from: RunFolder, runs: string): RunFolder {
  const path = join(runs, from.runId);
  if (existsSync(path)) {
    const known = RunFolder.at(path);
    if (canonicalJson(listedSegments(known)) === canonicalJson(listedSegments(from))) return known;
    throw new CodexqaError('RUNS_DIFFER', `${from.path} is not the run ${from.runId} that this project has`, {
      fix: 'gather it in a fresh checkout, or remove the other one: npx codexqa runs prune',
    });
  }
  makeFolder(runs);
  const coming = join(runs, `.coming-${from.runId}-${process.pid}`);
  rmSync(coming, { recursive: true, force: true });
  cpSync(from.path, coming, { recursive: true });
  renameSync(coming, path);
  syncFolder(runs);
  return RunFolder.at(path);
}

/** One that was killed before it wrote down its ground has no results to carry. */
function commonGround(parts: readonly RunFolder[]): Dependencies | undefined {
  const grounds = parts.flatMap((part) => {
    const dependencies = recordedDependencies(part);
    return dependencies === undefined ? [] : [{ runId: part.runId, dependencies }];
  });
  const [first, ...others] = grounds;
  if (first === undefined) return undefined;
  for (const { runId, dependencies } of others) {
    const difference = groundDifference(first.dependencies, dependencies);
    if (difference === undefined) continue;
    throw new CodexqaError(
      'RUNS_DIFFER',
      `runs ${first.runId} and ${runId} did not have the same ground: ${difference} changed`,
      {
        fix: 'gather runs of one commit, on machines of one image; else start anew',
      },
    );
  }
  const specs = Object.assign({}, ...grounds.map(({ dependencies }) => dependencies.specs)) as Dependencies['specs'];
  const programs = grounds.map(({ dependencies }) => dependencies.applications);
  const applications = Object.assign({}, ...programs) as Dependencies['applications'];
  return { ...first.dependencies, applications, specs };
}

function together(runId: string, parts: readonly RunResults[]): RunResults {
  const tests = [
    ...new Map(parts.flatMap((part) => part.tests.map((test): [string, TestRecord] => [test.testId, test]))).values(),
  ];
  const startedAt = Math.min(...parts.map((part) => part.startedAt));
  const endedAt = Math.max(...parts.map((part) => part.startedAt + part.durationMs));
  return {
    version: 1,
    runId,
    status: statusOf(parts.map(({ status }) => status)),
    startedAt,
    durationMs: endedAt - startedAt,
    ...totalsOf(tests),
    tests,
    tasks: parts.flatMap(({ tasks = [] }) => tasks),
    errors: parts.flatMap(({ errors }) => errors),
  };
}

/** In Playwright's words, the worst of all. */
function statusOf(statuses: readonly string[]): string {
  return ['interrupted', 'timedout', 'failed'].find((status) => statuses.includes(status)) ?? 'passed';
}
