/** The declared tasks of a run: told before it starts, held to while it runs, judged at its end (S11, S48, S49, S50). */
import type { Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { CodexqaError } from '../src/contracts/errors.ts';
import { runEnv } from '../src/contracts/run.ts';
import { defaultChainDepth, type TaskFacts, taskIn, taskTypes } from '../src/contracts/task.ts';
import { flakeRate, histories, type TestHistory } from '../src/journal/history.ts';
import type { ErrorRecord, TaskRecord, TestRecord } from '../src/journal/results.ts';
import { isQuarantined, messageOf, plannedTest } from './test-record.ts';

export interface Task {
  readonly facts: TaskFacts;
  readonly title: string;
  readonly tests: TestCase[];
  /** What its own function said last; undefined when it has none. */
  held: boolean | undefined;
}

const shownTests = 5;
/** Share of flaky results above which a test may not run unattended, and over how many runs. */
const mostFlaky = 0.05;
const flakyOver = 20;

export class TaskBook {
  readonly #tasks = new Map<string, Task>();
  readonly #isUnattended = process.env[runEnv.supervision] === 'unattended';

  /** Before the first test; tests of other shards are among them. @throws TASK_INCOMPLETE, TASK_LIMIT */
  check(suite: Suite, root: string, chainDepth: number): void {
    this.begin(suite);
    if (this.#isUnattended) this.#assertComplete(suite.allTests(), root);
    for (const { facts, title } of this.#tasks.values()) {
      const most = facts.limits?.chainDepth ?? defaultChainDepth;
      if (chainDepth > most) throw tooDeep(title, chainDepth, most);
    }
  }

  begin(suite: Suite): void {
    this.#tasks.clear();
    for (const test of suite.allTests()) {
      const facts = taskIn(test.annotations);
      if (facts !== undefined) this.#taskOf(facts, test).tests.push(test);
    }
  }

  get all(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** Why nothing more may run after this attempt (S49); undefined when the run goes on. */
  testEnded(test: TestCase, { annotations, errors, retry }: TestResult): string | undefined {
    const facts = taskIn(test.annotations);
    const said = annotations.findLast(({ type }) => type === taskTypes.held)?.description;
    if (facts !== undefined && said !== undefined) this.#taskOf(facts, test).held = said === 'yes';
    if (test.ok() || retry < test.retries || isQuarantined(test)) return undefined;
    const isKnown = annotations.some(({ type }) => type === taskTypes.knownFailure);
    const isInterrupted = test.results.at(-1)?.status === 'interrupted';
    if (isKnown || isInterrupted || !(this.#isUnattended || facts?.onError === 'halt')) return undefined;
    const [error] = errors;
    const reason = error === undefined ? 'it did not end' : messageOf(error).split('\n')[0];
    return `"${titleOf(test)}" failed in a way that its task does not list: ${reason}`;
  }

  verdicts(records: readonly TestRecord[]): readonly TaskRecord[] {
    const byId = new Map(records.map((record) => [record.testId, record]));
    return [...this.#tasks.values()].map(({ facts, title, tests, held }) => {
      const own = tests.flatMap(({ id }) => byId.get(id) ?? []);
      return { ...facts, title, tests: tests.length, ...verdict(own, held) };
    });
  }

  /** Of tasks whose tests ended well and that are not done all the same. */
  errors(tasks: readonly TaskRecord[]): readonly ErrorRecord[] {
    return tasks.flatMap(({ title, done, held, why }) => {
      if (held) return [];
      const sentence = `task "${title}" is not done${done === undefined ? '' : ` (${done})`}: ${why}`;
      const { message, code } = new CodexqaError('TASK_NOT_DONE', sentence, {
        fix: 'look at what its tests left behind',
      });
      return [{ code, message }];
    });
  }

  #taskOf(facts: TaskFacts, test: TestCase): Task {
    const known = this.#tasks.get(facts.id);
    if (known !== undefined) return known;
    const task: Task = { facts, title: groupOf(test), tests: [], held: undefined };
    this.#tasks.set(facts.id, task);
    return task;
  }

  #assertComplete(tests: readonly TestCase[], root: string): void {
    const without = tests
      .filter(({ annotations }) => taskIn(annotations) === undefined)
      .map((test) => placeOf(test, root));
    const lines = [
      ...without.slice(0, shownTests).map((place) => `${place}: it belongs to no task`),
      ...(without.length > shownTests ? [`and ${without.length - shownTests} more without a task`] : []),
      ...[...this.#tasks.values()].flatMap(withoutRetries),
      ...tooFlaky(tests, histories(root, flakyOver)),
    ];
    if (lines.length === 0) return;
    throw new CodexqaError(
      'TASK_INCOMPLETE',
      `this run is unattended, and nobody could judge:\n  ${lines.join('\n  ')}`,
      {
        fix: 'put the tests below test.describe(title, task({ … }), …), or run attended',
      },
    );
  }
}

/** S54: a checklist that nobody watches must be allowed a second look. */
function withoutRetries({ facts, title, tests }: Task): readonly string[] {
  const isChecklist = facts.kind === 'ui-regression-checklist';
  if (!isChecklist || tests.every(({ retries }) => retries > 0)) return [];
  return [
    `${facts.id}: "${title}" is a ui-regression-checklist, which needs \`retries: 1\` or more when nobody is there`,
  ];
}

/** The function of the task decides when it has one; else everything must have passed. Either way nothing may be left over. */
function verdict(tests: readonly TestRecord[], held: boolean | undefined): Pick<TaskRecord, 'held' | 'why'> {
  const left = tests.filter(({ status }) => status === 'not-run' || status === 'interrupted').length;
  const rows = tests.flatMap(({ batches = [] }) => batches).reduce((sum, counts) => sum + counts['not-run'], 0);
  const failed = tests.filter(({ status }) => status === 'failed').length;
  if (left > 0) return { held: false, why: `${left} of ${tests.length} tests did not run to their end` };
  if (rows > 0) return { held: false, why: `${rows} rows were not run` };
  if (held !== undefined) return { held, why: held ? 'its own check says so' : 'its own check says no' };
  return failed > 0
    ? { held: false, why: `${failed} of ${tests.length} tests failed` }
    : { held: true, why: `all ${tests.length} tests passed` };
}

/** S54: what shakes needs somebody who looks. Judged once a test has had as many runs as it is judged over. */
export function tooFlaky(tests: readonly Pick<TestCase, 'id'>[], all: readonly TestHistory[]): readonly string[] {
  const planned = new Set(tests.map(({ id }) => id));
  return all.flatMap(({ testId, name, runs }) => {
    const rate = flakeRate(runs);
    if (!planned.has(testId) || runs.length < flakyOver || rate <= mostFlaky) return [];
    return [
      `${name}: flaky in ${(rate * 100).toFixed(0)} % of its last ${flakyOver} runs, at most ${mostFlaky * 100} % may be`,
    ];
  });
}

function tooDeep(title: string, depth: number, most: number): CodexqaError {
  return new CodexqaError('TASK_LIMIT', `task "${title}" was resumed ${depth} times in a row, its limit is ${most}`, {
    fix: 'start it anew, or raise limits.chainDepth when that is meant',
  });
}

/** The describe around the test, or the test itself. */
function groupOf(test: TestCase): string {
  return test.parent.type === 'describe' ? test.parent.title : test.title;
}

function titleOf(test: TestCase): string {
  return test.titlePath().slice(3).join(' › ');
}

function placeOf(test: TestCase, root: string): string {
  const { file, line } = plannedTest(test, root);
  return `${file}:${line}`;
}
