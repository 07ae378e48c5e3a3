/** One attempt on each kind of channel, against a receiver on this machine: what it is sent, and what its answer means. */
import { expect } from '@playwright/test';
import type { Channel } from '../../contracts/notification.ts';
import { deliver, retryAfter } from './deliver.ts';
import { messageFor, webhookSignature } from './messages.ts';
import { hook, link, notice, test } from './notices.sample.ts';
import { type Received, Receiver } from './receiver.sample.ts';

function only({ received: [first, second] }: Receiver): Received {
  if (first === undefined || second !== undefined) throw new Error('one request was expected');
  return first;
}

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

test('a receiver that hangs, or is not there, is worth another attempt', async ({ receiver }) => {
  receiver.answers = [() => {}];
  expect(await deliver(hook, notice, 300)).toMatchObject({ kind: 'later', detail: expect.stringContaining('timeout') });
  const gone = await Receiver.open();
  await gone.close();
  process.env['NOTICE_URL'] = gone.url;
  expect(await deliver(hook, notice)).toMatchObject({ kind: 'later', detail: expect.stringContaining('ECONNREFUSED') });
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-11-23T02:00:00Z');
  expect(retryAfter('7', now)).toBe(7000);
  expect(retryAfter('Mon, 23 Nov 2026 02:00:05 GMT', now)).toBe(5000);
  expect(retryAfter('soon', now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});
