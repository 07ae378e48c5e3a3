/** Holds the tests of a task to its limits (S48): a used-up limit ends the test before its next action. */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestInfo } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import type { PauseGate } from '../contracts/gate.ts';
import { runEnv } from '../contracts/run.ts';
import { type TaskFacts, taskIn, taskTypes } from '../contracts/task.ts';
import { digestOf } from '../support/digest.ts';
import { downgradeNow } from './preflight/downgrade.ts';

/** All workers of a run count in one file a task: a byte an action, appended, so that none is lost between processes. */
export class TaskGate implements PauseGate {
  readonly #inner: PauseGate;
  readonly #task: TaskFacts | undefined;
  readonly #actions: number | undefined;
  readonly #begunAt: number;
  readonly #mostMinutes = downgradeNow()?.mostMinutes ?? Number.POSITIVE_INFINITY;
  #lifted = false;

  constructor(inner: PauseGate, testInfo: TestInfo) {
    this.#inner = inner;
    this.#task = taskIn(testInfo.annotations);
    const folder = this.#task === undefined ? undefined : taskFolder(this.#task.id, testInfo);
    this.#begunAt = folder === undefined ? Date.now() : begunAt(folder);
    this.#actions = folder === undefined ? undefined : openSync(join(folder, 'actions'), 'a');
  }

  /** From here on everything may pass: what undoes a test's steps must work behind its limits, too. */
  lift(): void {
    this.#lifted = true;
  }

  /** @throws RUN_ABORTED, TASK_LIMIT */
  async pass(): Promise<void> {
    await this.#inner.pass();
    if (this.#lifted || this.#task === undefined) return;
    this.assertTime();
    const { actions = Number.POSITIVE_INFINITY } = this.#task.limits ?? {};
    if (this.#count() > actions) throw used(this.#task.id, `${actions} actions`);
  }

  /** @throws TASK_LIMIT */
  assertTime(): void {
    const minutes = Math.min(this.#task?.limits?.minutes ?? Number.POSITIVE_INFINITY, this.#mostMinutes);
    if (Date.now() - this.#begunAt > minutes * 60_000) throw used(this.#task?.id ?? '', `${minutes} minutes`);
  }

  close(): void {
    if (this.#actions !== undefined) closeSync(this.#actions);
  }

  #count(): number {
    if (this.#actions === undefined) return 0;
    writeSync(this.#actions, '.');
    return fstatSync(this.#actions).size;
  }
}

/** Errors of an attempt that the task lists: they stand in the reports with their handling, and do not halt the run (S49). */
export function tellKnownFailure(testInfo: TestInfo): void {
  const { knownFailures = [] } = taskIn(testInfo.annotations) ?? {};
  for (const { message = '' } of testInfo.errors) {
    const plain = stripVTControlCharacters(message);
    const known = knownFailures.find(({ match }) => plain.includes(match));
    if (known === undefined) return;
    const description = `${known.match}: ${known.handling}`;
    testInfo.annotations.push({ type: taskTypes.knownFailure, description });
  }
}

/** A task is done once for each project, and once more for each `--repeat-each`: each time has the whole limits. */
function taskFolder(id: string, { project, repeatEachIndex }: TestInfo): string | undefined {
  const runDir = process.env[runEnv.runDir];
  if (runDir === undefined) return undefined;
  const name = digestOf(JSON.stringify([id, project.name, repeatEachIndex])).slice(0, 16);
  const folder = join(runDir, 'tasks', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** When the first test of the task began, in whichever worker. */
function begunAt(folder: string): number {
  const path = join(folder, 'begun');
  try {
    writeFileSync(path, String(Date.now()), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // another worker may have made the file and not yet written it
  return Number(readFileSync(path, 'utf8')) || Date.now();
}

function used(id: string, what: string): CodexqaError {
  return new CodexqaError('TASK_LIMIT', `the task at ${id} has used up its ${what}`, {
    fix: 'look why it takes so much, or raise the limit in its task()',
  });
}
