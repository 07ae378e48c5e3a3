import { defineConfig } from '@playwright/test';

/** The longest begin first, so that no core idles at the end. */
const long = ['baselines', 'examples', 'guides', 'oversee', 'packaging', 'review', 'soak'].map(
  (name) => `${name}.spec.ts`,
);

/** Throw-away projects run by the built command line; `node tools/build.mjs` comes first. */
export default defineConfig({
  testDir: '../specs/self',
  outputDir: '../test-results/self',
  projects: [
    { name: 'long', testMatch: long },
    { name: 'short', testIgnore: long },
  ],
  fullyParallel: true,
  // many of them wait: three keep two cores busy
  workers: 3,
  // many of them run the command line several times over
  timeout: 600_000,
  forbidOnly: true,
  // a busy machine is slow, not wrong
  expect: { timeout: 60_000 },
});
