import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { inDrillFolder } from './drill-folder.ts';

test('nothing is left of a drill, however it ended, and of one that was killed the next takes it away', async ({}, testInfo) => {
  const root = testInfo.outputPath('p');
  const drills = join(root, '.codexqa', 'drills');
  const write = async (folder: string): Promise<string> => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'file'), '');
    return folder;
  };
  const first = await inDrillFolder(root, write);
  expect(existsSync(first)).toBe(false);
  const broken = inDrillFolder(root, async (folder) => {
    await write(folder);
    throw new Error('killed');
  });
  await expect(broken).rejects.toThrow('killed');
  expect(readdirSync(drills)).toEqual([]);

  await write(join(drills, 'old'));
  await write(join(drills, 'young'));
  const longAgo = new Date(Date.now() - 7_200_000);
  utimesSync(join(drills, 'old'), longAgo, longAgo);
  await inDrillFolder(root, write);
  expect(readdirSync(drills)).toEqual(['young']);
});
