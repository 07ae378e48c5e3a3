import { expect, test } from '@playwright/test';
import { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { baselinePermissions, complaintOf, type Grant, grantedPermissions } from './permissions.ts';

test('the baseline is exactly three, asked for on macOS only, and what cannot be known is unknown (S39)', () => {
  const linux = baselinePermissions('linux', []);
  expect(linux.map(({ name, state }) => [name, state])).toEqual([
    ['screen recording', 'not needed'],
    ['accessibility', 'not needed'],
    ['notifications (optional)', 'not needed'],
  ]);
  const probes = [
    { name: 'Accessibility', ok: false, detail: 'not granted' },
    { name: 'Screen & System Audio Recording', ok: true, detail: 'granted, and tried' },
    { name: 'notifications', ok: true, detail: 'unknown: a process without a bundle cannot ask', optional: true },
  ];
  expect(baselinePermissions('macos', probes).map(({ state }) => state)).toEqual(['granted', 'missing', 'unknown']);
  expect(baselinePermissions('macos', []).map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
});

test('what no run on record has used is flagged, by the verdicts of the journals (S43)', ({}, testInfo) => {
  const root = testInfo.outputPath('project');
  const run = RunFolder.create(root, { codexqa: '0.0.0', argv: ['test'] });
  const inputs = { target: 'Password' };
  const verdict = { kind: 'allow', rule: 'Form', inputs } as const;
  using journal = JournalWriter.open(run, 'worker-0');
  journal.append({ kind: 'verdict', testId: 'a', verb: 'launch', target: 'form', verdict });
  journal.append({ kind: 'verdict', testId: 'a', verb: 'fill', target: 'getByLabel("Password")', verdict });
  const grant = (usedBy: Grant['usedBy'], of: string): Grant => ({ name: of, reason: 'why', usedBy, of });
  const grants = [
    grant('launch', 'form'),
    grant('launch', 'editor'),
    grant('rule', 'form'),
    grant('rule', 'deletions'),
    grant('field', 'Password'),
    grant('field', 'PIN'),
  ];
  expect(grantedPermissions(grants, [run]).map(({ used }) => used)).toEqual([true, false, true, false, true, false]);
  expect(grantedPermissions(grants, []).map(({ used }) => used)).not.toContain(false);
});

test('a permission without a reason of one line is complained about (S42)', () => {
  const permission = { name: 'a', reason: 'prices are read', state: 'granted', used: undefined } as const;
  expect(complaintOf(permission)).toBeUndefined();
  expect(complaintOf({ ...permission, used: false })).toContain('no run on record has used it');
  expect(complaintOf({ ...permission, reason: ' ' })).toContain('nobody has said why');
  expect(complaintOf({ ...permission, reason: 'one\ntwo' })).toContain('longer than one line');
  expect(complaintOf({ ...permission, state: 'missing' })).toContain('not granted');
});
