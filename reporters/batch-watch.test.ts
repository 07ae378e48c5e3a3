import { expect, test } from '@playwright/test';
import { progressText } from './batch-watch.ts';
import { LiveLine } from './live-line.ts';

const counts = { passed: 0, failed: 0, invalid: 0, carried: 0 };

test('progress tells rows, rate and time left; carried rows do not make it look faster', () => {
  const progress = {
    name: 'prices',
    pid: 1,
    startedAt: 0,
    total: 10_000,
    counts: { ...counts, passed: 97, failed: 3 },
  };
  expect(progressText(progress, 10_000)).toBe('prices: 100 of 10000 rows, 3 failed, 10.0 rows/s, 16 min 30 s left');
  const resumed = { ...progress, counts: { passed: 100, failed: 0, invalid: 1, carried: 5000 } };
  expect(progressText(resumed, 10_000)).toBe(
    'prices: 5101 of 10000 rows, 5000 carried over, 1 failed, 10.0 rows/s, 8 min 10 s left',
  );
});

test('a stream has no time left to tell, and nothing is guessed before the first row', () => {
  expect(progressText({ name: 'mails', pid: 1, startedAt: 0, counts: { ...counts, passed: 5 } }, 1000)).toBe(
    'mails: 5 rows, 5.0 rows/s',
  );
  expect(progressText({ name: 'mails', pid: 1, startedAt: 0, total: 9, counts }, 1000)).toBe('mails: 0 of 9 rows');
});

test('the live line makes way for everything else, and for a line that is not whole', () => {
  const written: string[] = [];
  const stream = { columns: 80, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const live = new LiveLine([stream]);
  live.show('one');
  stream.write('  ok 1\n');
  live.show('two');
  stream.write('..');
  live.show('three');
  live.close();
  stream.write('.\n');
  expect(written.join('')).toBe('\r\u001b[2Kone\r\u001b[2K  ok 1\n\r\u001b[2Ktwo\r\u001b[2K...\n');
});
