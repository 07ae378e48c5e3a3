/** What the tests of notices share: a receiver on this machine, one notice, runs with a question. */
import { test as base } from '@playwright/test';
import type { Channel, Notice } from '../../contracts/notification.ts';
import type { ApprovalFiles } from '../../journal/approval-files.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { publishing } from '../question.sample.ts';
import { newQuestion } from '../question.ts';
import { Receiver } from './receiver.sample.ts';

export const test = base.extend<{ readonly receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.open();
    process.env['NOTICE_URL'] = receiver.url;
    process.env['NOTICE_SECRET'] = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    process.env['NOTICE_TOPIC'] = 'nights';
    await use(receiver);
    await receiver.close();
  },
});

export const hook: Channel = { kind: 'webhook', url: { env: 'NOTICE_URL' }, secret: { env: 'NOTICE_SECRET' } };
export const link = 'https://night.example/';

export const notice: Notice = {
  id: '3fa9.asked',
  topic: 'approval.asked',
  risk: 'high',
  what: 'Asked: publish <b>prices</b> & more (high risk)',
  where: 'prices › publishes; run 20261122-151811-azure-eagle on night',
  whyNow: 'the run has come to it and waits',
  consequence: 'after a yes: 1,200 customers see it',
  otherwise: 'no answer by 02:15 means no',
  evidence: { rows: '12' },
  at: 1_700_000_000_000,
  look: { url: `${link}?question=3fa9` },
};

export function newRun(root: string, from?: RunFolder): RunFolder {
  return RunFolder.create(root, { codexqa: '0', argv: [], ...(from === undefined ? {} : { resumedFrom: from.runId }) });
}

export function asked(folder: RunFolder, files = newQuestion(folder, publishing(), Date.now())): ApprovalFiles {
  const me = { host: '', pid: process.pid, startedAt: '', bootId: '' };
  const at = Date.now();
  files.ask({ runId: folder.runId, at, escalatesAt: at + 30_000, expiresAt: at + 60_000, process: me });
  return files;
}
