import { expect, test } from '@playwright/test';
import { RunFolder } from './run-folder.ts';
import { signsOf, trippedBefore } from './warning-signs.ts';
import { JournalWriter } from './writer.ts';

interface Made {
  /** Locators that were not found. */
  readonly unclear: number;
  readonly dryRun?: true;
  readonly resumedFrom?: string;
}

/** A run that was killed: its signs are read out of its journal. */
function run(root: string, { unclear, ...origin }: Made): RunFolder {
  const folder = RunFolder.create(root, { codexqa: '0', argv: ['test'], ...origin });
  using journal = JournalWriter.open(folder, 'runner');
  const planned = { testId: 'a', titlePath: ['a'], project: '', file: 'a.spec.ts', line: 1 };
  journal.append({ kind: 'plan', tests: [planned] });
  journal.append({ kind: 'test-begin', testId: 'a', title: 'a', retry: 0 });
  const errorCodes = Array.from({ length: unclear }, () => 'LOCATOR_NOT_FOUND');
  journal.append({ kind: 'test-end', testId: 'a', retry: 0, status: 'failed', durationMs: 1, errorCodes });
  return folder;
}

test('the newest run that did something counts, and a clear one lifts what came before', ({}, testInfo) => {
  const root = testInfo.outputPath('p');
  expect(trippedBefore(root, [])).toBeUndefined();
  const unclear = run(root, { unclear: 3 });
  expect(signsOf(unclear).find(({ name }) => name === 'unclear transitions')?.tripped).toBe(true);
  run(root, { unclear: 0, dryRun: true });
  expect(trippedBefore(root, [])).toMatchObject({ runId: unclear.runId, signs: [{ rule: 'S139', count: 3 }] });
  run(root, { unclear: 0 });
  expect(trippedBefore(root, [])).toBeUndefined();
});

test('a resumed run is not refused for the signs of the run that it continues', ({}, testInfo) => {
  const root = testInfo.outputPath('p');
  const unclear = run(root, { unclear: 3 });
  const resumed = run(root, { unclear: 0, resumedFrom: unclear.runId });
  expect(trippedBefore(root, [unclear, resumed])).toBeUndefined();
});
