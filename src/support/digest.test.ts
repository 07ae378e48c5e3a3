import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { digestOf, digestOfFile } from './digest.ts';

test('agrees with the published test vectors', () => {
  expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(digestOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a file has the digest of its bytes, also when it is read in pieces', ({}, testInfo) => {
  const bytes = Buffer.alloc(600_000, 'codexqa');
  const path = testInfo.outputPath('big.bin');
  writeFileSync(path, bytes);
  expect(digestOfFile(path)).toBe(digestOf(bytes));
});
