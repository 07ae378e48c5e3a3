import { defineConfig } from 'codexqa';

/** The fixed job as a user would write it; the picture is a plain screenshot, no comparison. */
export default defineConfig({
  specs: '.',
  workers: 1,
  reporters: ['dot'],
  apps: { calculator: { command: 'galculator' } },
});
