/** Where the tasks of a run are meant to run, and whether the table and the policy let them. */

import { dirname } from 'node:path';
import type { FullProject, Suite, TestCase } from '@playwright/test/reporter';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { type TaskFacts, taskIn } from '../contracts/task.ts';
import { runsBefore } from '../journal/chain.ts';
import { maturityOf } from '../journal/maturity.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { signText } from '../journal/sign-counter.ts';
import { trippedBefore } from '../journal/warning-signs.ts';
import { type Routing, routeOf, signRule } from '../policy/routing.ts';
import { grouped } from '../support/grouped.ts';
import { platformOf } from './drivers.ts';
import type { ProjectOptions } from './options.ts';

export interface PlannedTask {
  readonly project: string;
  readonly options: ProjectOptions;
  /** Undefined: tests without a task. */
  readonly facts: TaskFacts | undefined;
  readonly title: string;
  readonly tests: number;
  readonly retries: number;
  /** Undefined where nobody has to decide: no task, or no policy. */
  readonly routing: Routing | undefined;
}

/** `supervision`: as if the run were to be that, whatever its options say. */
export function plannedTasks(root: Suite, supervision?: ProjectOptions['supervision']): readonly PlannedTask[] {
  return root.suites.flatMap((suite) => {
    const project = suite.project();
    const own = optionsIn(project);
    if (project === undefined || own === undefined) return [];
    const options = supervision === undefined ? own : { ...own, supervision };
    const groups = grouped(suite.allTests(), (test) => taskIn(test.annotations)?.id ?? '');
    return [...groups.values()].map((tests) => planned(tests, project, options));
  });
}

/** @throws ROUTE_REFUSED naming each task that may not run where it is meant to */
export function assertRoutes(root: Suite): void {
  const refused = plannedTasks(root).filter(({ routing, options }) => {
    return routing?.verdict === 'refused' && (options.policy !== undefined || routing.rule === signRule);
  });
  if (refused.length === 0) return;
  const lines = refused.map(({ title, routing }) => `\n  ${title}: ${routing?.why} (${routing?.rule})`);
  throw new CodexqaError('ROUTE_REFUSED', `the policy does not let these tasks run here:${lines.join('')}`, {
    fix: 'run them where they may (npx codexqa plan shows it), or give their kind a route in the policy',
  });
}

function planned(tests: readonly TestCase[], project: FullProject, options: ProjectOptions): PlannedTask {
  const [first] = tests;
  const facts = taskIn(first?.annotations ?? []);
  const title = facts === undefined ? 'tests without a task' : (first?.parent.title ?? facts.id);
  const { retries } = project;
  return {
    project: project.name,
    options,
    facts,
    title,
    tests: tests.length,
    retries,
    routing: facts?.kind === undefined ? undefined : routingOf(facts.kind, facts, retries, options),
  };
}

/** What tripped in the run before this one, in words. Read once a process: each task asks. */
function runBefore(root: string): string | undefined {
  const known = before.get(root);
  if (known !== undefined) return known.words;
  const runDir = process.env[runEnv.runDir];
  const tripped = trippedBefore(root, runDir === undefined ? [] : runWithEarlier(RunFolder.at(runDir)));
  const words = tripped?.signs.map(signText).join('; ');
  before.set(root, { words });
  return words;
}

/** A run of the chain that somebody removed has no say any more. */
function runWithEarlier(folder: RunFolder): readonly RunFolder[] {
  return [...runsBefore(folder), folder];
}

const before = new Map<string, { readonly words: string | undefined }>();

function routingOf(kind: string, { risk }: TaskFacts, retries: number, options: ProjectOptions): Routing {
  const { driver, session, supervision, policy } = options;
  const before = runBefore(dirname(options.configFile));
  return routeOf({
    maturity: () => maturityOf(dirname(options.configFile), Date.now()),
    ...(before === undefined ? {} : { signs: before }),
    kind,
    platform: platformOf(driver),
    lane: session.lane,
    supervision,
    retries,
    risk,
    forbidUnsupervised: policy?.policy.forbidUnsupervised === true,
    overrides: policy?.policy.routes ?? {},
  });
}

/** Of all projects that the run has, in order. */
export function optionsOfProjects(root: Suite): readonly ProjectOptions[] {
  return root.suites.flatMap((suite) => optionsIn(suite.project()) ?? []);
}

function optionsIn(project: FullProject | undefined): ProjectOptions | undefined {
  return (project?.use as { codexqa?: ProjectOptions } | undefined)?.codexqa;
}
