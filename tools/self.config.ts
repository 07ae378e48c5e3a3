import { defineConfig } from '@playwright/test';

/** Throw-away projects run by the built command line; `node tools/build.mjs` comes first. */
export default defineConfig({
  testDir: '../specs/self',
  outputDir: '../test-results/self',
  fullyParallel: true,
  workers: 2,
  // many of them run the command line several times over
  timeout: 600_000,
  forbidOnly: true,
  // a busy machine is slow, not wrong
  expect: { timeout: 60_000 },
});
