/** What is told of a run and its questions, and what is no news any more. */
import { expect } from '@playwright/test';
import { asked, link, newRun, test } from './notices.sample.ts';
import { noticesOf } from './run-notices.ts';

test('S75: a question is told with what one decision needs, and with no link that approves', ({}, info) => {
  const folder = newRun(info.outputPath());
  expect(noticesOf(folder, link).map(({ topic }) => topic)).toEqual(['run.broken-off']);
  const files = asked(folder);
  const told = noticesOf(folder, link)[0];
  expect(told).toMatchObject({
    id: `${files.request.id}.asked`,
    what: 'Asked: publish (high risk)',
    where: expect.stringMatching(/^prices › publishes; run .+ on .+/),
    whyNow: 'the run has come to it and waits',
    consequence: 'after a yes: everybody sees it',
    otherwise: expect.stringMatching(/^no answer by \d\d:\d\d means no$/),
    evidence: { rows: '12' },
    look: { url: `${link}?question=${files.request.id}` },
  });
  expect(JSON.stringify(told)).not.toMatch(/approve|decision|digest/);
  files.escalate(Date.now());
  expect(noticesOf(folder, undefined)[0]).toMatchObject({
    topic: 'approval.escalated',
    whyNow: 'half of its time is over',
    look: { command: `npx codexqa approvals show ${files.request.id}` },
  });
  files.settle({ outcome: 'approved', by: 'alice', reason: '', at: Date.now() });
  expect(
    noticesOf(folder, link).map(({ topic }) => topic),
    'what is answered is no news',
  ).toEqual(['run.broken-off']);
});

test('a run that has halted is critical, one that has passed is not', ({}, info) => {
  const folder = newRun(info.outputPath());
  folder.updateHead({ state: 'halted', halted: 'the screen is locked', endedAt: Date.now() });
  expect(noticesOf(folder, link)).toMatchObject([
    { topic: 'run.halted', risk: 'critical', whyNow: 'the screen is locked' },
  ]);
  const other = newRun(info.outputPath());
  other.updateHead({ state: 'done', status: 'passed', counts: { passed: 3, failed: 0 }, endedAt: Date.now() });
  expect(noticesOf(other, link)).toMatchObject([{ topic: 'run.ended', risk: 'low', whyNow: '3 passed' }]);
  const longAgo = Date.now() + 13 * 3_600_000;
  expect(noticesOf(other, link, longAgo), 'nobody wants to hear of it tomorrow').toEqual([]);
});
