import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { signingKey } from '../journal/keys.ts';
import { record } from './grounds.sample.ts';
import { RecordBook } from './record-book.ts';

test('records are read back oldest first, by another process as well', ({}, testInfo) => {
  const root = testInfo.outputPath('project');
  new RecordBook(root).add({ ...record('passed'), at: 2000 });
  new RecordBook(root).add({ ...record('failed', 'dry-run'), at: 1000 });
  expect(new RecordBook(root).all().map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
    'dry-run failed',
    'preflight passed',
  ]);
});

test('a record that was changed, or signed with a foreign key, is as if it were not there', ({}, testInfo) => {
  const root = testInfo.outputPath('project');
  const book = new RecordBook(root);
  book.add(record('failed', 'dry-run'));
  const folder = join(root, '.codexqa', 'preflight');
  const path = join(folder, readdirSync(folder)[0] ?? '');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"failed"', '"passed"'));
  expect(book.all()).toEqual([]);
  writeFileSync(path, '{');
  expect(book.all()).toEqual([]);

  const foreign = testInfo.outputPath('elsewhere');
  signingKey(join(foreign, '.codexqa', 'keys'));
  new RecordBook(foreign).add(record('passed', 'dry-run'));
  const theirs = join(foreign, '.codexqa', 'preflight');
  writeFileSync(path, readFileSync(join(theirs, readdirSync(theirs)[0] ?? '')));
  expect(book.all()).toEqual([]);
  writeFileSync(path, text);
  expect(book.all()).toHaveLength(1);
});
