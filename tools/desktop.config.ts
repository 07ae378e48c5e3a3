import { defineConfig } from '@playwright/test';

/** Tests beside their source that need a real X server, real buses or real applications. */
export default defineConfig({
  testDir: '..',
  testMatch: ['src/**/*.desktop.test.ts'],
  testIgnore: ['**/node_modules/**', '**/dist/**'],
  outputDir: '../test-results/desktop',
  workers: 2,
  // a busy machine is slow, not wrong
  timeout: 180_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
});
