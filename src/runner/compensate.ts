/** Rollback: what a test did is undone in reverse order when it failed for good or its run was aborted. */
import { test } from '@playwright/test';
import { annotationTypes, rollbackText } from '../contracts/annotation.ts';
import type { CurrentTest } from './current-test.ts';

const itFailed = ', it failed: ';

/**
 * Each compensation is journaled; one that fails does not keep the others from running. Interrupted tests (Ctrl-C) are not undone:
 * they are resumed.
 */
export async function compensate(running: CurrentTest): Promise<void> {
  const { testInfo, journal, compensations } = running;
  for (const { name, undo } of compensations) {
    const outcome = await test.step(`undo ${name}`, async () => {
      try {
        await undo();
        return { event: 'done', detail: '' } as const;
      } catch (error) {
        return { event: 'failed', detail: error instanceof Error ? error.message : String(error) } as const;
      }
    });
    journal.append({ kind: 'compensation', testId: testInfo.testId, name, ...outcome });
    const failed = outcome.event === 'failed' ? `${itFailed}${outcome.detail}` : '';
    testInfo.annotations.push({ type: annotationTypes.undone, description: `${name}${failed}` });
  }
}

/** How many of the lasting steps were undone. Tests without any say nothing. */
export function annotateRollback({ testInfo, lastingSteps }: CurrentTest): void {
  if (lastingSteps.size === 0) return;
  const ends = testInfo.annotations.filter(({ type }) => type === annotationTypes.undone);
  const stuck = ends.filter(({ description }) => description?.includes(itFailed)).length;
  const description = rollbackText({ steps: lastingSteps.size, undone: ends.length - stuck, stuck });
  testInfo.annotations.push({ type: annotationTypes.rollback, description });
}

/** No attempt follows that could go on from what was done. */
export function failedForGood({ testInfo }: CurrentTest): boolean {
  const { status, expectedStatus, retry, project } = testInfo;
  return status !== expectedStatus && status !== 'interrupted' && retry >= project.retries;
}
