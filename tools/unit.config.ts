import { defineConfig } from '@playwright/test';

/** Unit tests stand beside their source; they need no desktop and no processes of their own. */
export default defineConfig({
  testDir: '..',
  testMatch: ['src/**/*.test.ts', 'reporters/**/*.test.ts', 'tools/**/*.test.ts'],
  testIgnore: ['**/*.desktop.test.ts', '**/*.process.test.ts', '**/node_modules/**', '**/dist/**'],
  outputDir: '../test-results/unit',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
});
