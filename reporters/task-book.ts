/** The declared tasks of a run: told before it starts, held to while it runs, judged at its end (S11, S48, S49, S50). */
import type { Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { CodexqaError } from '../src/contracts/errors.ts';
import { runEnv } from '../src/contracts/run.ts';
import { defaultChainDepth, type TaskFacts, taskIn, taskTypes } from '../src/contracts/task.ts';
import type { TaskRecord, TestRecord } from '../src/journal/results.ts';
import { messageOf, plannedTest } from './test-record.ts';

interface Task {
  readonly facts: TaskFacts;
  readonly title: string;
  readonly tests: TestCase[];
  /** What its own function said last; undefined when it has none. */
  held: boolean | undefined;
}

const shownTests = 5;

export class TaskBook {
  readonly #tasks = new Map<string, Task>();
  readonly #isUnattended = process.env[runEnv.supervision] === 'unattended';

  /** @throws TASK_INCOMPLETE for an unattended run that nobody could judge, TASK_LIMIT for one resumed too often */
  begin(suite: Suite, root: string, chainDepth: number): void {
    const without: string[] = [];
    for (const test of suite.allTests()) {
      const facts = taskIn(test.annotations);
      if (facts === undefined) without.push(placeOf(test, root));
      else this.#taskOf(facts, test).tests.push(test);
    }
    if (this.#isUnattended) this.#assertComplete(without);
    for (const { facts, title } of this.#tasks.values()) {
      const most = facts.limits?.chainDepth ?? defaultChainDepth;
      if (chainDepth > most) throw tooDeep(title, chainDepth, most);
    }
  }

  /** A few lines a task, for the person who starts the run. */
  announcement(): string {
    return [...this.#tasks.values()].map(announce).join('');
  }

  testEnded(test: TestCase, { annotations }: TestResult): void {
    const facts = taskIn(test.annotations);
    const said = annotations.findLast(({ type }) => type === taskTypes.held)?.description;
    if (facts !== undefined && said !== undefined) this.#taskOf(facts, test).held = said === 'yes';
  }

  /** Why nothing more may run after this failure; undefined when the run goes on. */
  haltsAfter(test: TestCase, { annotations, errors, retry }: TestResult): string | undefined {
    if (test.ok() || retry < test.retries) return undefined;
    const facts = taskIn(test.annotations);
    const isKnown = annotations.some(({ type }) => type === taskTypes.knownFailure);
    if (isKnown || !(this.#isUnattended || facts?.onError === 'halt')) return undefined;
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

  #taskOf(facts: TaskFacts, test: TestCase): Task {
    const known = this.#tasks.get(facts.id);
    if (known !== undefined) return known;
    const task: Task = { facts, title: groupOf(test), tests: [], held: undefined };
    this.#tasks.set(facts.id, task);
    return task;
  }

  #assertComplete(without: readonly string[]): void {
    const lines = [
      ...without.slice(0, shownTests).map((place) => `${place}: it belongs to no task`),
      ...(without.length > shownTests ? [`and ${without.length - shownTests} more without a task`] : []),
      ...[...this.#tasks.values()].flatMap(withoutRetries),
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

function announce({ facts, title, tests }: Task): string {
  const { kind, risk, reversible, done, stop, onError, limits = {}, knownFailures = [] } = facts;
  const { actions, minutes, chainDepth = defaultChainDepth } = limits;
  const sort = [
    kind,
    risk && `${risk} risk`,
    reversible === undefined ? '' : reversible ? 'reversible' : 'irreversible',
  ];
  const limit = [actions && `${actions} actions`, minutes && `${minutes} min`, `${chainDepth} resumed runs`];
  const after = onError === 'halt' ? 'nothing more runs' : 'the next test runs';
  const known = knownFailures.length === 0 ? '' : `; ${knownFailures.length} known failures are handled`;
  return [
    `\n  task "${title}"${words(sort, ' (', ')')}, ${tests.length === 1 ? '1 test' : `${tests.length} tests`}`,
    `    done      ${done ?? 'is not declared'}`,
    `    pauses    ${stop === undefined ? 'on request' : `${stop}; on request`} (npx codexqa pause)`,
    `    limits    ${words(limit)}`,
    `    failures  ${after}${known}\n`,
  ].join('\n');
}

function words(parts: readonly (string | number | undefined)[], before = '', after = ''): string {
  const said = parts.filter(Boolean);
  return said.length === 0 ? '' : `${before}${said.join(', ')}${after}`;
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
