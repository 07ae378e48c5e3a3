import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findCommand } from './command.ts';

test('commands are found as a shell finds them', ({}, testInfo) => {
  const bin = testInfo.outputPath('bin');
  mkdirSync(join(bin, 'folder'), { recursive: true });
  writeFileSync(join(bin, 'tool'), '', { mode: 0o755 });
  writeFileSync(join(bin, 'text'), '', { mode: 0o644 });
  expect(findCommand('tool', `/nowhere:${bin}`, '/')).toBe(join(bin, 'tool'));
  expect(findCommand('text', bin, '/')).toBeUndefined();
  expect(findCommand('folder', bin, '/')).toBeUndefined();
  expect(findCommand('./tool', '', bin)).toBe(join(bin, 'tool'));
  expect(findCommand(join(bin, 'tool'), undefined, '/')).toBe(join(bin, 'tool'));
  expect(findCommand('tool', undefined, '/')).toBeUndefined();
});
