/** Keys of Playwright's own configuration, which people know by heart, and where their meaning stands in ours. */

const passedOn = [
  'forbidOnly',
  'fullyParallel',
  'globalSetup',
  'globalTeardown',
  'globalTimeout',
  'grep',
  'grepInvert',
  'maxFailures',
  'metadata',
  'outputDir',
  'repeatEach',
  'testIgnore',
  'testMatch',
  'webServer',
];

export const playwrightKeys: Readonly<Record<string, string>> = {
  testDir: 'it is called "specs" here',
  snapshotDir: 'it is called "baselines" here',
  timeout: 'it is called "timeouts.test" here',
  expect: 'its time-out is called "timeouts.expect" here',
  use: 'what it holds stands at the top here, or in a project',
  ...Object.fromEntries(passedOn.map((key) => [key, 'it belongs inside "playwright" here'])),
};
