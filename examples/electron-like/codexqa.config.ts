import { defineConfig } from 'codexqa';

const page = new URL('page/tasks.html', import.meta.url).href;

export default defineConfig({
  apps: {
    tasks: {
      command: 'chromium',
      args: [
        // without it Chromium (and Electron) tells nobody what is in the window
        '--force-renderer-accessibility',
        '--no-first-run',
        '--password-store=basic',
        // Chromium refuses its sandbox to root
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--app=${page}`,
      ],
      package: 'chromium',
    },
  },
});
