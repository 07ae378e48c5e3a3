/** Applies the resume plan before the first test: what is carried over does not run, and the reason stands in every report. */
import { join } from 'node:path';
import type { FullConfig, Suite, TestCase, TestRun } from '@playwright/test/reporter';
import { annotationTypes, carriedReason } from '../src/contracts/annotation.ts';
import type { Dependencies } from '../src/contracts/journal.ts';
import { forgottenFile } from '../src/contracts/run.ts';
import { chainOf, recordedDependencies } from '../src/journal/chain.ts';
import { dependenciesOf } from '../src/journal/dependencies.ts';
import { resultsOf } from '../src/journal/rebuild.ts';
import { type Decision, type EarlierRun, keepGroupsWhole, planResume } from '../src/journal/resume-plan.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { remember } from '../src/journal/test-memory.ts';
import { replaceFile } from '../src/support/durable-file.ts';
import { relativePath } from '../src/support/relative-path.ts';
import { plannedTest, rootOf } from './test-record.ts';

/** What the results of this run depend on, as things are now. */
export function dependenciesNow(config: FullConfig, suite: Suite): Dependencies {
  const root = rootOf(config);
  const specs = new Set(suite.allTests().map((test) => plannedTest(test, root).file));
  const apps = config.projects.flatMap(({ use }) => {
    const options = (use as { codexqa?: { apps?: Record<string, { command: string }> } }).codexqa;
    return Object.values(options?.apps ?? {}).map(({ command }) => command);
  });
  return dependenciesOf({
    root,
    configFile: config.configFile,
    specs: [...specs].sort(),
    codeFolders: [...new Set([...config.projects.map(({ testDir }) => relativePath(root, testDir)), 'fixtures'])],
    baselineFolders: [...new Set(config.projects.map(({ snapshotDir }) => relativePath(root, snapshotDir)))],
    programs: [...new Set(apps)].sort(),
  });
}

/** @throws JOURNAL_CORRUPT, JOURNAL_NEWER, RUN_NOT_FOUND */
export function decideResume(
  from: RunFolder,
  now: Dependencies,
  { config, suite, testRun }: { readonly config: FullConfig; readonly suite: Suite; readonly testRun: TestRun },
): ReadonlyMap<TestCase, Decision> {
  const root = rootOf(config);
  const tests = suite.allTests();
  const planned = tests.map((test) => plannedTest(test, root));
  const decisions = planResume(earlierRun(from), now, planned);
  const whole = keepGroupsWhole(decisions, serialGroups(suite, testRun));
  return new Map(
    tests.flatMap((test) => {
      const decision = whole.get(test.id);
      return decision === undefined ? [] : [[test, decision] as const];
    }),
  );
}

/** Setup projects are read-only here and run again, which is right: their state is gone. */
export function applyResume(
  decisions: ReadonlyMap<TestCase, Decision>,
  from: RunFolder,
  to: RunFolder,
  testRun: TestRun,
): void {
  const forgotten: Record<string, string> = {};
  for (const [test, decision] of decisions) {
    switch (decision.kind) {
      case 'carried':
        if (isDependency(test)) continue;
        testRun.skip(test, `${carriedReason}, ${decision.why}`);
        test.annotations.push({ type: annotationTypes.carriedOver, description: from.runId });
        continue;
      case 'restart':
        continue;
      case 'run':
        if (decision.forget) forgotten[test.id] = decision.why;
        continue;
    }
  }
  replaceFile(join(to.path, forgottenFile), JSON.stringify(forgotten));
}

function earlierRun(from: RunFolder): EarlierRun {
  const memories = remember(chainOf(from));
  return { results: resultsOf(from), dependencies: recordedDependencies(from), memories };
}

/** Of a setup or teardown project. */
export function isDependency(test: TestCase): boolean {
  const project = test.parent.project();
  return project !== undefined && dependencyNames(test).has(project.name);
}

function dependencyNames(test: TestCase): ReadonlySet<string> {
  let root: Suite = test.parent;
  while (root.parent !== undefined) root = root.parent;
  const projects = root.suites.flatMap((suite) => suite.project() ?? []);
  return new Set(
    projects.flatMap(({ dependencies, teardown }) => [...dependencies, ...(teardown === undefined ? [] : [teardown])]),
  );
}

/** Ids of the tests of each outermost serial suite. */
function serialGroups(suite: Suite, testRun: TestRun): string[][] {
  return suite.suites.flatMap((inner) => {
    const isSerial = inner.type !== 'project' && testRun.mode(inner) === 'serial';
    return isSerial ? [inner.allTests().map(({ id }) => id)] : serialGroups(inner, testRun);
  });
}
