import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createFile, makeFolder, replaceFile } from './durable-file.ts';

test('replaces a file whole and leaves nothing beside it', ({}, testInfo) => {
  const path = testInfo.outputPath('head.json');
  replaceFile(path, 'one');
  replaceFile(path, 'two', { mode: 0o600 });
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(testInfo.outputPath())).toEqual(['head.json']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('creates a file only once', ({}, testInfo) => {
  const path = testInfo.outputPath('lock');
  expect(createFile(path, 'mine')).toBe(true);
  expect(createFile(path, 'yours')).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(readdirSync(testInfo.outputPath())).toEqual(['lock']);
});

test('makes folders at any depth, also when they exist', ({}, testInfo) => {
  const path = testInfo.outputPath('a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file that outgrows the disk leaves the old content and no half file', ({}, testInfo) => {
  test.skip(process.platform !== 'linux', 'needs a limit on file sizes');
  const path = testInfo.outputPath('head.json');
  writeFileSync(path, 'old');
  const script = testInfo.outputPath('write.ts');
  writeFileSync(
    script,
    `import { replaceFile } from ${JSON.stringify(join(import.meta.dirname, 'durable-file.ts'))};
     process.on('SIGXFSZ', () => {});
     try { replaceFile(${JSON.stringify(path)}, 'x'.repeat(100_000)); } catch (error) { console.log(error.code); }`,
  );
  const jiti = join(import.meta.dirname, '..', '..', 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
  const child = spawnSync('bash', ['-c', `ulimit -f 8; exec "${process.execPath}" "${jiti}" "${script}"`], {
    encoding: 'utf8',
    env: { ...process.env, JITI_FS_CACHE: 'false' },
  });
  expect(child.stdout).toBe('EFBIG\n');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(testInfo.outputPath()).sort()).toEqual(['head.json', 'write.ts']);
  expect(existsSync(path)).toBe(true);
});
