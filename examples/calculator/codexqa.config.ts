import { defineConfig } from 'codexqa';

export default defineConfig({
  apps: { calculator: { command: 'galculator', package: 'galculator' } },
  screen: { width: 1280, height: 800 },
});
