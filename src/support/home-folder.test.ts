import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { HomeFolder, sweepDeadHomes } from './home-folder.ts';

test('a home is empty, another one after it was renewed, and gone at the end', () => {
  const home = new HomeFolder();
  const first = home.path;
  writeFileSync(join(first, 'file'), '');
  home.renew();
  expect(home.path).not.toBe(first);
  expect(existsSync(first)).toBe(false);
  home.remove();
  expect(existsSync(home.path)).toBe(false);
});

test('the home of a process that is gone is swept, that of a living one is not', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = join(tmpdir(), `codexqa-home-${pid}-left`);
  mkdirSync(left);
  const home = new HomeFolder();
  sweepDeadHomes();
  expect(existsSync(left)).toBe(false);
  expect(existsSync(home.path)).toBe(true);
  home.remove();
});
