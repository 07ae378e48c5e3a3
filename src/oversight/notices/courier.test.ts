/** What a courier sends, tries again, holds back, and never sends twice. */
import { expect } from '@playwright/test';
import type { JournalEntry } from '../../contracts/journal.ts';
import type { Channel, Notice } from '../../contracts/notification.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { Courier, type CourierParts } from './courier.ts';
import { asked, hook, link, newRun, notice, test } from './notices.sample.ts';
import { isHeld, notifierRole, Outbox, pauseAfter } from './outbox.ts';
import { Receiver } from './receiver.sample.ts';
import { noticesOf } from './run-notices.ts';

function courier(entries: JournalEntry[], more: Partial<CourierParts> = {}): Courier {
  return new Courier({
    notices: () => [notice],
    channels: { hook },
    outbox: new Outbox(),
    journal: { append: (entry) => entries.push(entry) },
    ...more,
  });
}

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

test('what the receiver refuses for good is not tried again, and no redirect is followed', async ({ receiver }) => {
  const entries: JournalEntry[] = [];
  receiver.answers = [(response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end()];
  const carrying = courier(entries);
  expect(await carrying.round('hook', hook)).toBeUndefined();
  expect(await carrying.round('hook', hook)).toBeUndefined();
  expect(entries).toMatchObject([{ event: 'refused', detail: 'answered 302' }]);
  expect(receiver.received).toHaveLength(1);
});

test('pauses grow to five minutes', () => {
  expect([1, 2, 5, 9, 50].map(pauseAfter)).toEqual([1000, 2000, 16_000, 256_000, 300_000]);
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

test('one look at the run serves all channels', async ({ receiver }) => {
  const entries: JournalEntry[] = [];
  let looks = 0;
  const notices = (): readonly Notice[] => {
    looks++;
    return [notice];
  };
  await courier(entries, { channels: { hook, other: hook }, notices }).empty(60_000);
  expect(receiver.received).toHaveLength(2);
  expect(looks).toBe(1);
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
