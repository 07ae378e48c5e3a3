import { defineConfig } from 'codexqa';

export default defineConfig({
  apps: { editor: { command: 'mousepad', args: ['--disable-server'], package: 'mousepad' } },
  reporters: ['list', 'html', 'junit'],
  workers: 2,
});
