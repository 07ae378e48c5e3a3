/**
 * The suites of `npm test`, in order: cheap ones first. Each leaves a Playwright JSON report unless `counts` is false; one that
 * executes no test has failed, unless the machine cannot run it at all (`mayBeSkipped`).
 */
const engine = ['node_modules/@playwright/test/cli.js', 'test'];
const playwright = (name, config) => ({
  name,
  command: process.execPath,
  args: [...engine, '-c', config, '--reporter=dot,json'],
});

export const suites = [
  { name: 'static', command: process.execPath, args: ['tools/check.mjs', '--static'], counts: false },
  playwright('unit', 'tools/unit.config.ts'),
  playwright('process', 'tools/process.config.ts'),
  playwright('desktop', 'tools/desktop.config.ts'),
  playwright('self', 'tools/self.config.ts'),
  {
    name: 'specs',
    command: process.execPath,
    args: ['dist/src/cli/main.js', 'test', '--add-reporter=json'],
  },
  // installs Wine where it may; says in one line why it cannot run, and that counts as skipped
  { name: 'wine', command: process.execPath, args: ['tools/wine/run.mjs'], mayBeSkipped: true },
];

/** Debian packages that the tests need beyond what sessions and the configured applications need. */
export const testPackages = [
  'chromium',
  'imagemagick',
  'xdotool',
  'gcc',
  'libc6-dev',
  'python3-gi',
  'python3-dbusmock',
  'libglib2.0-bin',
  'gir1.2-gtk-3.0',
  'gir1.2-gtk-4.0',
  'libxml2-utils',
  'tesseract-ocr',
  'xserver-xorg-core',
  'xserver-xorg-video-dummy',
  'xserver-xorg-dev',
  'pkg-config',
  'x11-xserver-utils',
];
