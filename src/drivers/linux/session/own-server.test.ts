import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../support/deadline.ts';
import { socketOf } from './folder.ts';
import type { Helper } from './helper.ts';
import { openServer } from './own-server.ts';

/** No server has such a number. */
const number = 900_000 + process.pid;

/** Starts servers that are told to be ready; from the `good`th on their socket is there. */
function servers(good: number): { readonly start: () => Helper; readonly log: string[] } {
  const log: string[] = [];
  let count = 0;
  const start = (): Helper => {
    const place = ++count;
    log.push(`start ${place}`);
    const ready = async () => {
      if (place >= good) writeFileSync(socketOf(number), '');
      return String(number);
    };
    const end = async () => void log.push(`end ${place}`);
    return { ready, end } as unknown as Helper;
  };
  return { start, log };
}

test.beforeEach(() => mkdirSync(dirname(socketOf(number)), { recursive: true }));
test.afterEach(() => rmSync(socketOf(number), { force: true }));

test('a server whose socket has gone is ended, and another one started', async ({}, testInfo) => {
  const { start, log } = servers(2);
  const root = testInfo.outputPath();
  mkdirSync(root, { recursive: true });
  const { display } = await openServer(
    start,
    { id: 'x', root, frames: root },
    Buffer.from('cookie'),
    Deadline.after(60_000),
  );
  expect(display).toEqual({ number, cookie: Buffer.from('cookie') });
  expect(log).toEqual(['start 1', 'end 1', 'start 2']);
  expect(readFileSync(join(root, 'display'), 'utf8')).toBe(`${number}\n`);
});

test('where none gets a socket the third is taken, and connecting says what is wrong', async ({}, testInfo) => {
  const { start, log } = servers(99);
  const root = testInfo.outputPath();
  mkdirSync(root, { recursive: true });
  await openServer(start, { id: 'x', root, frames: root }, Buffer.alloc(0), Deadline.after(60_000));
  expect(log).toEqual(['start 1', 'end 1', 'start 2', 'end 2', 'start 3']);
});
