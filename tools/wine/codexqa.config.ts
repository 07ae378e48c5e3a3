/** The project that `npm run test:wine` runs inside Wine, imported by a codexqa.config.ts of its root; pictures of Wine are kept apart from those of real Windows. */
import { defineConfig } from 'codexqa';
import { notes } from '../../fixtures/notes.ts';

export default defineConfig({
  specs: 'specs/desktop',
  lane: 'foreground',
  apps: {
    calculator: './apps/calculator.exe',
    form: './apps/form.exe',
    notes,
    notepad: 'notepad.exe',
    regedit: 'regedit.exe',
    wordpad: 'C:\\Program Files\\Windows NT\\Accessories\\wordpad.exe',
  },
  workers: 1,
  // a busy machine is slow, not wrong
  timeouts: { test: 300_000, action: 30_000, effect: 3_000, launch: 120_000, expect: 30_000 },
  projects: [
    { name: 'wine', ignore: 'uia.spec.ts' },
    // the same specs with the elements of UI Automation, which a stand-in of ours gives in Wine
    { name: 'uia', driver: 'uia', match: ['calculator.spec.ts', 'uia.spec.ts'] },
  ],
  reporters: ['list', 'json', 'junit', 'html'],
});
