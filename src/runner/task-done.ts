/** Asks a task's own function whether it is done, and writes down what it said (S11, S50). */
import { test } from '@playwright/test';
import { taskIn, taskTypes } from '../contracts/task.ts';
import type { CurrentTest } from './current-test.ts';

type Holds = () => boolean | Promise<boolean>;

/** Functions do not travel: each process that loads the spec has its own, by the place of the declaration. */
const functions = new Map<string, Holds>();

export function rememberDone(taskId: string, holds: Holds): void {
  functions.set(taskId, holds);
}

/** A function that throws has not said yes. */
export async function askDone({ testInfo, journal }: CurrentTest): Promise<void> {
  const facts = taskIn(testInfo.annotations);
  const holds = facts === undefined ? undefined : functions.get(facts.id);
  if (facts?.done === undefined || holds === undefined) return;
  const statement = facts.done;
  const held = await test.step(`done: ${statement}`, async () => {
    try {
      return await holds();
    } catch {
      return false;
    }
  });
  journal.append({ kind: 'done', testId: testInfo.testId, task: facts.id, statement, held });
  testInfo.annotations.push({ type: taskTypes.held, description: held ? 'yes' : 'no' });
}
