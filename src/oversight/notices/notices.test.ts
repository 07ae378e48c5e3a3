/** Notices against a receiver on this machine: each format, each way to fail, each way to be told twice. */
import { test as base, expect } from '@playwright/test';
import type { JournalEntry } from '../../contracts/journal.ts';
import type { Channel, Notice } from '../../contracts/notification.ts';
import type { ApprovalFiles } from '../../journal/approval-files.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { publishing } from '../question.sample.ts';
import { newQuestion } from '../question.ts';
import { Courier, type CourierParts } from './courier.ts';
import { deliver, retryAfter } from './deliver.ts';
import { messageFor, webhookSignature } from './messages.ts';
import { isHeld, notifierRole, Outbox, pauseAfter } from './outbox.ts';
import { type Received, Receiver } from './receiver.sample.ts';
import { noticesOf } from './run-notices.ts';

const test = base.extend<{ readonly receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.open();
    process.env['NOTICE_URL'] = receiver.url;
    process.env['NOTICE_SECRET'] = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    process.env['NOTICE_TOPIC'] = 'nights';
    await use(receiver);
    await receiver.close();
  },
});

const hook: Channel = { kind: 'webhook', url: { env: 'NOTICE_URL' }, secret: { env: 'NOTICE_SECRET' } };
const link = 'https://night.example/';

const notice: Notice = {
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

function newRun(root: string, from?: RunFolder): RunFolder {
  return RunFolder.create(root, { codexqa: '0', argv: [], ...(from === undefined ? {} : { resumedFrom: from.runId }) });
}

function asked(folder: RunFolder, files = newQuestion(folder, publishing(), Date.now())): ApprovalFiles {
  const me = { host: '', pid: process.pid, startedAt: '', bootId: '' };
  const at = Date.now();
  files.ask({ runId: folder.runId, at, escalatesAt: at + 30_000, expiresAt: at + 60_000, process: me });
  return files;
}

function only({ received: [first, second] }: Receiver): Received {
  if (first === undefined || second !== undefined) throw new Error('one request was expected');
  return first;
}

function courier(entries: JournalEntry[], more: Partial<CourierParts> = {}): Courier {
  return new Courier({
    notices: () => [notice],
    channels: { hook },
    outbox: new Outbox(),
    journal: { append: (entry) => entries.push(entry) },
    ...more,
  });
}

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

test('ntfy gets text, a priority and an address', async ({ receiver }) => {
  const channel: Channel = {
    kind: 'ntfy',
    server: receiver.url,
    topic: { env: 'NOTICE_TOPIC' },
    token: { env: 'NOTICE_SECRET' },
  };
  expect(await deliver(channel, notice)).toEqual({ kind: 'sent', detail: 'answered 204' });
  const { headers, body } = only(receiver);
  expect(headers.authorization).toBe('Bearer whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  expect(JSON.parse(body)).toEqual({
    topic: 'nights',
    title: notice.what,
    message: expect.stringMatching(
      /^Where: prices.*\nWhy now: .*\nConsequence: .*\nOtherwise: no answer.*\nrows: 12\nhttps:/,
    ),
    priority: 4,
    click: `${link}?question=3fa9`,
  });
});

test('Slack and Teams get blocks in which nothing is markup', async ({ receiver }) => {
  for (const kind of ['slack', 'teams'] as const) {
    expect((await deliver({ kind, url: { env: 'NOTICE_URL' } }, notice)).kind).toBe('sent');
  }
  const [slack, teams] = receiver.received.map(({ body }) => JSON.parse(body));
  expect(slack.text).toBe('Asked: publish &lt;b&gt;prices&lt;/b&gt; &amp; more (high risk)');
  expect(slack.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: notice.what, emoji: false } });
  expect(slack.blocks[1].fields).toHaveLength(5);
  expect(slack.blocks[1].fields.every(({ type }: { type: string }) => type === 'plain_text')).toBe(true);
  expect(slack.blocks[2].text.text).toBe(`<${link}?question=3fa9|Look at it>`);
  const { contentType, content } = teams.attachments[0];
  expect([teams.type, contentType, content.type]).toEqual([
    'message',
    'application/vnd.microsoft.card.adaptive',
    'AdaptiveCard',
  ]);
  expect(content.body.every(({ type }: { type: string }) => type === 'RichTextBlock')).toBe(true);
  expect(JSON.stringify(content.body)).toContain('after a yes: 1,200 customers see it');
  expect(content.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Look at it', url: `${link}?question=3fa9` }]);
});

test('a webhook is signed over its very bytes, id and time', async ({ receiver }) => {
  // the example of the Standard Webhooks libraries
  const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
  expect(webhookSignature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', content)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
  await deliver(hook, notice);
  const { headers, body } = only(receiver);
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers;
  expect(id).toBe(notice.id);
  expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(60_000);
  expect(signature).toBe(webhookSignature(process.env['NOTICE_SECRET'] ?? '', `${id}.${time}.${body}`));
  expect(JSON.parse(body)).toMatchObject({
    specversion: '1.0',
    id: notice.id,
    type: 'dev.codexqa.notice.approval.asked',
    data: { what: notice.what, otherwise: 'no answer by 02:15 means no', look: { url: `${link}?question=3fa9` } },
  });
});

test('what the environment lacks is named', () => {
  expect(() => messageFor({ kind: 'slack', url: { env: 'NOWHERE_URL' } }, notice)).toThrow(
    /NOTIFICATION_INVALID: .*NOWHERE_URL, which is not set\n.*Fix: set NOWHERE_URL/,
  );
});

test('429 with Retry-After and 500 are tried again, with the same id', async ({ receiver }) => {
  const entries: JournalEntry[] = [];
  let now = notice.at;
  receiver.answers = [
    (response) => response.writeHead(429, { 'retry-after': '30' }).end(),
    (response) => response.writeHead(500).end(),
    (response) => response.writeHead(200).end(),
  ];
  const carrying = courier(entries, { now: () => now });
  const waits: (number | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    waits.push(await carrying.round('hook', hook));
    // a moment too early it is not tried
    now += (waits.at(-1) ?? 0) - 1;
    if (round < 2) expect(await carrying.round('hook', hook)).toBe(1);
    now += 1;
  }
  expect(waits).toEqual([30_000, 2000, undefined]);
  expect(entries).toMatchObject([
    { event: 'failed', attempt: 1, detail: 'answered 429', againAt: notice.at + 30_000 },
    { event: 'failed', attempt: 2, detail: 'answered 500' },
    { event: 'sent', attempt: 3, noticeId: notice.id, channel: 'hook' },
  ]);
  expect(await carrying.round('hook', hook), 'told once').toBeUndefined();
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(notice.id));
});

test('a receiver that hangs, or is not there, is worth another attempt', async ({ receiver }) => {
  receiver.answers = [() => {}];
  expect(await deliver(hook, notice, 300)).toMatchObject({ kind: 'later', detail: expect.stringContaining('timeout') });
  const gone = await Receiver.open();
  await gone.close();
  process.env['NOTICE_URL'] = gone.url;
  expect(await deliver(hook, notice)).toMatchObject({ kind: 'later', detail: expect.stringContaining('ECONNREFUSED') });
});

test('what the receiver refuses for good is not tried again, and no redirect is followed', async ({ receiver }) => {
  const entries: JournalEntry[] = [];
  receiver.answers = [(response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end()];
  const carrying = courier(entries);
  expect(await carrying.round('hook', hook)).toBeUndefined();
  expect(await carrying.round('hook', hook)).toBeUndefined();
  expect(entries).toMatchObject([{ event: 'refused', detail: 'answered 302' }]);
  expect(receiver.received).toHaveLength(1);
});

test('pauses grow to five minutes; Retry-After is seconds or a date', () => {
  expect([1, 2, 5, 9, 50].map(pauseAfter)).toEqual([1000, 2000, 16_000, 256_000, 300_000]);
  const now = Date.parse('2026-11-23T02:00:00Z');
  expect(retryAfter('7', now)).toBe(7000);
  expect(retryAfter('Mon, 23 Nov 2026 02:00:05 GMT', now)).toBe(5000);
  expect(retryAfter('soon', now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});

test('in quiet hours only what is grave enough goes through; the rest waits for their end', async ({ receiver }) => {
  const quiet = { from: '22:00', to: '07:00', through: 'critical' } as const;
  const at = (time: string) => new Date(`2026-11-23T${time}:00`);
  expect(['21:59', '22:00', '03:00', '06:59', '07:00'].map((time) => isHeld(notice, quiet, at(time)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(isHeld({ ...notice, risk: 'critical' }, quiet, at('03:00'))).toBe(false);
  expect(isHeld(notice, { ...quiet, through: 'high' }, at('03:00'))).toBe(false);
  expect(isHeld(notice, { ...quiet, from: '12:00', to: '13:00' }, at('12:30'))).toBe(true);
  let now = at('03:00').getTime();
  const entries: JournalEntry[] = [];
  const carrying = courier(entries, { quietHours: quiet, now: () => now });
  await carrying.round('hook', hook);
  expect(entries).toEqual([]);
  now = at('07:00').getTime();
  await carrying.round('hook', hook);
  expect(entries).toMatchObject([{ event: 'sent' }]);
  expect(receiver.received).toHaveLength(1);
});

test('a channel may be for grave things only', async ({ receiver }) => {
  const entries: JournalEntry[] = [];
  const pager: Channel = { ...hook, atLeast: 'critical' };
  await courier(entries).round('pager', pager);
  await courier(entries, { notices: () => [{ ...notice, risk: 'critical' }] }).round('pager', pager);
  expect(entries).toMatchObject([{ channel: 'pager', event: 'sent' }]);
  expect(receiver.received).toHaveLength(1);
});

test('the same question of a resumed run is not told again, a new process goes on with the schedule', async ({
  receiver,
}, info) => {
  const first = newRun(info.outputPath());
  const files = asked(first);
  {
    using journal = JournalWriter.open(first, notifierRole);
    receiver.answers = [(response) => response.writeHead(503).end()];
    await courier([], { notices: () => noticesOf(first, link), journal }).round('hook', hook);
  }
  receiver.answers = [(response) => response.writeHead(200).end()];
  const told = noticesOf(first, link).filter(({ topic }) => topic === 'approval.asked');
  const outbox = Outbox.of([first]);
  expect(told.map((each) => outbox.attempts(each, 'hook'))).toEqual([1]);
  {
    using journal = JournalWriter.open(first, notifierRole);
    const later = Date.now() + 1000;
    await courier([], { notices: () => told, outbox, journal, now: () => later }).round('hook', hook);
  }
  const second = newRun(info.outputPath(), first);
  asked(second, files);
  const again = noticesOf(second, link).filter(({ topic }) => topic === 'approval.asked');
  expect(again.map(({ id }) => id)).toEqual(told.map(({ id }) => id));
  expect(again.map((each) => Outbox.of([first, second]).dueAt(each, 'hook'))).toEqual([undefined]);
});

test('a channel whose receiver hangs does not hold up the others', async ({ receiver: _ }) => {
  const hanging = await Receiver.open();
  hanging.answers = [() => {}];
  process.env['HANGING_URL'] = hanging.url;
  const entries: JournalEntry[] = [];
  const slow: Channel = { kind: 'slack', url: { env: 'HANGING_URL' } };
  const carrying = courier(entries, { channels: { slow, hook }, timeoutMs: 60_000 });
  carrying.start();
  await hanging.until(1);
  await expect.poll(() => entries.length).toBe(1);
  await hanging.close();
  await carrying.stop();
  expect(entries).toMatchObject([
    { channel: 'hook', event: 'sent' },
    { channel: 'slow', event: 'failed' },
  ]);
});
