import { defineConfig } from '@playwright/test';

/** Unit tests stand beside their source; they need no desktop and no processes of their own. */
export default defineConfig({
  testDir: '..',
  testMatch: ['src/**/*.test.ts', 'reporters/**/*.test.ts', 'tools/**/*.test.ts'],
  testIgnore: ['**/*.desktop.test.ts', '**/*.process.test.ts', '**/node_modules/**', '**/dist/**'],
  outputDir: '../test-results/unit',
  // some wait for quiet pictures: two would leave the processors idle at times
  workers: 3,
  // a busy machine is slow, not wrong
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  forbidOnly: true,
});
