import { fileURLToPath } from 'node:url';
import { defineConfig } from 'codexqa';
import { notes } from './fixtures/notes.ts';

const form = fileURLToPath(new URL('fixtures/apps/form.py', import.meta.url));
const form4 = fileURLToPath(new URL('fixtures/apps/form4.py', import.meta.url));
const page = new URL('fixtures/apps/web/form.html', import.meta.url).href;
const chromium = [
  '--force-renderer-accessibility',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--password-store=basic',
  // Chromium refuses its sandbox to root
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The specs of this repository: real applications of six toolkits, each worker on a desktop of its own. */
export default defineConfig({
  specs: 'specs/desktop',
  baselines: 'baselines',
  needles: 'fixtures/needles',
  screen: { width: 1280, height: 800 },
  workers: 4,
  // a busy machine is slow, not wrong
  timeouts: { test: 180_000, action: 30_000, launch: 60_000, expect: 30_000 },
  reporters: [
    'list',
    ['html', { outputFolder: 'reports/html', open: 'never' }],
    ['allure', { resultsDir: 'reports/allure-results' }],
    ['junit', { outputFile: 'reports/junit.xml' }],
    ['json', { outputFile: 'reports/results.json' }],
  ],
  apps: {
    calculator: { command: 'galculator', package: 'galculator' },
    'gnome-calculator': { command: 'gnome-calculator', package: 'gnome-calculator' },
    editor: { command: 'mousepad', args: ['--disable-server'], package: 'mousepad' },
    notes,
    'qt5-editor': { command: 'featherpad', package: 'featherpad' },
    'qt6-settings': { command: 'qt6ct', package: 'qt6ct' },
    puzzle: { command: 'tetzle', package: 'tetzle' },
    form: { command: '/usr/bin/python3', args: [form], package: ['python3-gi', 'gir1.2-gtk-3.0'] },
    'gtk4-form': { command: '/usr/bin/python3', args: [form4], package: ['python3-gi', 'gir1.2-gtk-4.0'] },
    web: { command: 'chromium', args: [...chromium, `--app=${page}`], package: 'chromium' },
    zenity: { command: 'zenity', package: 'zenity' },
  },
});
