import { defineConfig } from '@playwright/test';

/** Tests of the Windows driver below the session: they run in Wine only, on the installed package. */
export default defineConfig({
  testDir: '.',
  workers: 1,
  forbidOnly: true,
  // a busy machine is slow, not wrong
  timeout: 600_000,
  expect: { timeout: 60_000 },
});
