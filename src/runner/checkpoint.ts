/** `checkpoint()`: a step whose result is kept, so that a retry or a resumed run goes on from there. */
import { test } from '@playwright/test';
import { annotationTypes } from '../contracts/annotation.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { acknowledgeCheckpoint } from './acknowledge.ts';
import { type CurrentTest, currentTest } from './current-test.ts';
import { jsonOf } from './plain-json.ts';

export interface CheckpointOptions<T> {
  /** Brings the desktop to where it was after the step, from what the step returned. Without it the checkpoint is data only. */
  readonly restore?: ((value: T) => unknown) | undefined;
  /** The assertion: must hold after the step, and again after a restore; a remembered checkpoint that fails it is not used. */
  readonly verify?: ((value: T) => boolean | Promise<boolean>) | undefined;
  /** A person must say yes to how things stand before the test goes on (S62); without it `checkpoint.acknowledge` decides. */
  readonly acknowledge?: boolean | undefined;
  /** Undoes the step when the test fails for good or is aborted; newest first. */
  readonly compensate?: ((value: T) => unknown) | undefined;
}

/**
 * Runs `fn` once and keeps its value on the disk. In a retry, or in a run resumed with `--resume`, the value is recalled instead:
 * `restore` and `verify` run, and the test goes on behind the step. After the first step that runs for real everything below runs for
 * real, too.
 *
 * @param name unique in its test
 * @throws CHECKPOINT_DUPLICATE, CHECKPOINT_NOT_SERIALISABLE, CHECKPOINT_NOT_VERIFIED, JOURNAL_WRITE_FAILED, and what `approve` throws
 * @example
 * const order = await checkpoint('order is entered', () => enterOrder(app), { restore: ({ id }) => openOrder(app, id) });
 */
export async function checkpoint<T>(
  name: string,
  fn: () => T | Promise<T>,
  options: CheckpointOptions<T> = {},
): Promise<T> {
  const running = currentTest('checkpoint');
  running.claim(name);
  return test.step(`checkpoint ${name}`, async () => {
    const recalled = await recall(running, name, options);
    const value = recalled === undefined ? await record(running, name, fn, options) : recalled.value;
    const { compensate } = options;
    if (running.rehearsal !== undefined) return value;
    if (compensate !== undefined) running.changed(name, () => compensate(value));
    await acknowledgeCheckpoint(running, name, value, options.acknowledge);
    return value;
  });
}

async function recall<T>(
  running: CurrentTest,
  name: string,
  { restore, verify }: CheckpointOptions<T>,
): Promise<{ readonly value: T } | undefined> {
  const remembered = running.isPastMemory ? undefined : running.memory.checkpoints.get(name);
  if (remembered === undefined) return undefined;
  const value = remembered.value as T;
  await restore?.(value);
  if (verify !== undefined && !(await verify(value))) return undefined;
  write(running, { name, value, verified: verify !== undefined, origin: 'recalled' });
  const { testInfo } = running;
  annotate(running, `${name}: carried over from ${remembered.runId}`);
  const restart = testInfo.annotations.findIndex(({ type }) => type === annotationTypes.restartedAt);
  if (restart >= 0) testInfo.annotations.splice(restart, 1);
  testInfo.annotations.push({ type: annotationTypes.restartedAt, description: name });
  return { value };
}

async function record<T>(
  running: CurrentTest,
  name: string,
  fn: () => T | Promise<T>,
  { verify }: CheckpointOptions<T>,
): Promise<T> {
  running.isPastMemory = true;
  const value = await fn();
  // what was not done is nothing to go on from
  if (running.rehearsal !== undefined) return value;
  const plain = jsonOf(value, `checkpoint "${name}"`);
  if (verify !== undefined && !(await verify(value))) {
    throw new CodexqaError('CHECKPOINT_NOT_VERIFIED', `checkpoint "${name}" was reached, but its verify() says no`, {
      fix: 'the step did not do what it promises, or verify() expects something else',
    });
  }
  write(running, { name, value: plain, verified: verify !== undefined, origin: 'recorded' });
  annotate(running, `${name}: recorded`);
  return value;
}

type CheckpointEntry = Extract<JournalEntry, { kind: 'checkpoint' }>;

function write(
  { testInfo, journal }: CurrentTest,
  facts: Pick<CheckpointEntry, 'name' | 'value' | 'verified' | 'origin'>,
): void {
  journal.append({ kind: 'checkpoint', testId: testInfo.testId, retry: testInfo.retry, ...facts });
}

function annotate(running: CurrentTest, description: string): void {
  running.testInfo.annotations.push({ type: annotationTypes.checkpoint, description });
}
