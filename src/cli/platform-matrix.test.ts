import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { asOf, platformMatrix, standingText } from './platform-matrix.ts';

test('docs/platforms.md has the very table that the command prints, of the same day', () => {
  const page = readFileSync(new URL('../../docs/platforms.md', import.meta.url), 'utf8');
  expect(page).toContain(`As of ${asOf}.`);
  const rows = page.match(/^\| (?!feature).* \|$/gm);
  expect(rows).toEqual(
    platformMatrix.map(
      ({ feature, linux, windows, macos }) =>
        `| ${feature} | ${standingText(linux)} | ${standingText(windows)} | ${standingText(macos)} |`,
    ),
  );
});
