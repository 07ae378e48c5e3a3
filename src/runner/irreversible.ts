/** `irreversible()`: a step that must never happen twice, whatever is killed in between (S52, S61). */
import { test } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import type { StepState } from '../journal/test-memory.ts';
import { acknowledgeStep } from './acknowledge.ts';
import { type CurrentTest, currentTest } from './current-test.ts';
import { jsonOf } from './plain-json.ts';

export interface IrreversibleOptions<T> {
  /** Looks whether the step has happened; asked when a run was broken off in the middle of it. */
  readonly probe?: (() => 'done' | 'not-done' | Promise<'done' | 'not-done'>) | undefined;
  /** A person must say yes before it begins (S62); without it `checkpoint.acknowledge` of the configuration decides. */
  readonly acknowledge?: boolean | undefined;
  /** Makes up for the step when the test fails for good: a refund, a deletion. */
  readonly compensate?: ((value: T | undefined) => unknown) | undefined;
}

/**
 * Writes down that the step is about to happen, runs it, writes down that it has happened. Once done it is never run again, in no
 * retry and no resumed run; its value is recalled. Broken off in between, `probe` decides, or a person:
 * `npx codexqa test --resume last --resolve "<step>=done"`.
 *
 * @param name unique in its test
 * @throws INTENT_UNRESOLVED, CHECKPOINT_DUPLICATE, CHECKPOINT_NOT_SERIALISABLE, JOURNAL_WRITE_FAILED, and what `approve` throws
 */
export async function irreversible<T>(
  name: string,
  fn: () => T | Promise<T>,
  options: IrreversibleOptions<T> = {},
): Promise<T | undefined> {
  const running = currentTest('irreversible');
  running.claim(name);
  return test.step(`irreversible ${name}`, async () => {
    if (running.rehearsal !== undefined) {
      running.rehearsal.skip(`do the irreversible step "${name}"`, 'nothing in it was called');
      return undefined;
    }
    const before = running.memory.steps.get(name);
    const known = before === undefined ? undefined : await settle(running, name, before, options);
    const value = known?.kind === 'done' ? (known.value as T | undefined) : await carryOut(running, name, fn, options);
    const { compensate } = options;
    running.changed(name, compensate === undefined ? undefined : () => compensate(value));
    return value;
  });
}

async function settle<T>(
  running: CurrentTest,
  name: string,
  state: StepState,
  { probe }: IrreversibleOptions<T>,
): Promise<StepState> {
  if (state.kind !== 'unknown') return state;
  const told = running.resolution(name);
  if (told === undefined && probe === undefined) throw unresolved(name, state.runId);
  const found = told?.state ?? (await probe?.());
  const { testId } = running.testInfo;
  const event = found === 'done' ? 'outcome' : 'not-done';
  running.journal.append({ kind: 'irreversible', testId, name, event, by: told?.by ?? 'probe' });
  return found === 'done' ? { kind: 'done', value: undefined, runId: state.runId } : { kind: 'not-done' };
}

async function carryOut<T>(
  running: CurrentTest,
  name: string,
  fn: () => T | Promise<T>,
  { acknowledge }: IrreversibleOptions<T>,
): Promise<T> {
  const { journal, testInfo } = running;
  const { testId } = testInfo;
  await running.beforeMutation(name);
  await acknowledgeStep(running, name, acknowledge);
  journal.append({ kind: 'irreversible', testId, name, event: 'intent', by: 'step' });
  const value = await fn();
  // it has happened: that is written first, whatever becomes of its value
  const plain = valueOrFault(value, name);
  const kept = plain.fault === undefined ? { value: plain.value } : {};
  journal.append({ kind: 'irreversible', testId, name, event: 'outcome', ...kept, by: 'step' });
  if (plain.fault !== undefined) throw plain.fault;
  return value;
}

function valueOrFault(value: unknown, name: string): { readonly value?: unknown; readonly fault?: unknown } {
  try {
    return { value: jsonOf(value, `step "${name}"`) };
  } catch (fault) {
    return { fault };
  }
}

function unresolved(name: string, runId: string): CodexqaError {
  return new CodexqaError(
    'INTENT_UNRESOLVED',
    `the irreversible step "${name}" was begun in run ${runId} and nobody knows whether it happened`,
    {
      fix: `look, then say so: npx codexqa test --resume last --resolve ${JSON.stringify(`${name}=done`)} (or =not-done)`,
    },
  );
}
