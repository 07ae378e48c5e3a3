import { defineConfig } from 'codexqa';

/** The specs of this repository: real applications of six toolkits, each worker on a desktop of its own. */
export default defineConfig({
  specs: 'specs/desktop',
  baselines: 'baselines',
  screen: { width: 1280, height: 800 },
  workers: 4,
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
    'qt5-editor': { command: 'featherpad', package: 'featherpad' },
    'qt6-settings': { command: 'qt6ct', package: 'qt6ct' },
    puzzle: { command: '/usr/games/tetzle', package: 'tetzle' },
    zenity: { command: 'zenity', package: 'zenity' },
  },
});
