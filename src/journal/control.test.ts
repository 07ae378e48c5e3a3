import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { askRun, ControlReader, controlPath, type Wish } from './control.ts';
import { RunFolder } from './run-folder.ts';

const asked = (wish: Wish, by = 'alice') => ({ wish, by, reason: '', at: 1 });

let folder: RunFolder;
test.beforeEach(() => {
  folder = RunFolder.at(mkdtempSync(join(tmpdir(), 'cq-')));
});
test.afterEach(() => rmSync(folder.path, { recursive: true }));

test('a run of which nothing was asked goes on', () => {
  expect(new ControlReader(folder).read().wish).toBe('continue');
});

test('no word is lost to the one that follows at once', () => {
  const reader = new ControlReader(folder);
  const wishes = ['pause', 'continue', 'pause'] as const;
  for (const wish of wishes) askRun(folder, asked(wish));
  expect(reader.asked().map(({ wish }) => wish)).toEqual(wishes);
  expect(reader.read().wish).toBe('pause');
});

test('an abort holds, whatever is asked after it', () => {
  const reader = new ControlReader(folder);
  askRun(folder, asked('abort', 'alice'));
  askRun(folder, asked('pause', 'the watchdog'));
  askRun(folder, asked('continue', 'bob'));
  expect(reader.read()).toMatchObject({ wish: 'abort', by: 'alice' });
});

test('a line that a kill cut short asks nothing and spoils nothing', () => {
  const reader = new ControlReader(folder);
  askRun(folder, asked('pause'));
  appendFileSync(controlPath(folder), '\n{"wish":"abo');
  expect(reader.read().wish).toBe('pause');
  askRun(folder, asked('continue'));
  expect(reader.read().wish).toBe('continue');
});
