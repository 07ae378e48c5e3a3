import { defineConfig } from '@playwright/test';

/** Tests of the Windows driver below the session: they run in Wine only, on the installed package. */
export default defineConfig({ testDir: '.', workers: 1, timeout: 180_000, forbidOnly: true });
