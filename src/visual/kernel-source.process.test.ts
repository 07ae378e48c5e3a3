import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';

test('the shipped kernel is what its source gives', () => {
  expect(execFileSync(process.execPath, ['tools/kernel.mjs', '--check'], { encoding: 'utf8' })).toContain(
    'kernel.wasm',
  );
});
