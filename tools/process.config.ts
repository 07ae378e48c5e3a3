import { defineConfig } from '@playwright/test';

/** Tests beside their source that start processes of their own: whole runs, writers that are killed, a driver's child. No desktop. */
export default defineConfig({
  testDir: '..',
  testMatch: ['src/**/*.process.test.ts', 'reporters/**/*.process.test.ts'],
  testIgnore: ['**/node_modules/**', '**/dist/**'],
  outputDir: '../test-results/process',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // a busy machine is slow, not wrong
  timeout: 180_000,
  expect: { timeout: 60_000 },
});
