import { expect, test } from '@playwright/test';
import { RunFolder } from '../journal/run-folder.ts';
import { approvalFault } from './approval-drill.ts';

function folder(path: string): RunFolder {
  return RunFolder.create(path, { codexqa: '0.0.0', argv: ['drill'] });
}

test('the machinery of approvals holds, whoever may answer', async ({}, testInfo) => {
  const ground = { requester: 'carol', approvers: [{ name: 'alice', key: 'k' }] };
  expect(await approvalFault(folder(testInfo.outputPath('named')), ground)).toBeUndefined();
  expect(await approvalFault(folder(testInfo.outputPath('anybody')), { ...ground, approvers: [] })).toBeUndefined();
});

test('nobody may answer but who starts the run: that is a fault', async ({}, testInfo) => {
  const approvers = [
    { name: 'me', account: 'carol' },
    { name: 'bob', until: '2020-01-01' },
  ];
  const fault = await approvalFault(folder(testInfo.outputPath('alone')), { requester: 'carol', approvers });
  expect(fault).toContain('none of the approvers may answer a run that carol starts');
});
