/** The project that `npm run test:wine` runs inside Wine; pictures of Wine are kept apart from those of real Windows. */
import { defineConfig } from 'codexqa';

export default defineConfig({
  lane: 'foreground',
  apps: {
    calculator: './apps/calculator.exe',
    form: './apps/form.exe',
    notepad: 'notepad.exe',
    regedit: 'regedit.exe',
    wordpad: 'C:\\Program Files\\Windows NT\\Accessories\\wordpad.exe',
  },
  workers: 1,
  timeouts: { test: 60_000, action: 10_000, effect: 3_000, launch: 30_000 },
  projects: [{ name: 'wine' }],
  reporters: ['list', 'json', 'junit', 'html'],
});
