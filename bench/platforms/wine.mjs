/** The cases that run inside Wine, in the project of `npm run test:wine`: set up once for all of them. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lease } from '../../dist/src/support/lease.js';
import { cache, fetchNode, installWine, preparePrefix, startScreen, wineNode } from '../../tools/wine/box.mjs';
import { compileFixtures, installPackage, project } from '../../tools/wine/project.mjs';

const folder = join(project, 'bench');
const bareTest = "import { test } from '@playwright/test';\ntest('does nothing', () => {});\n";
const ourTest = "import { test } from 'codexqa';\ntest('does nothing', () => {});\n";

/** Nobody else uses the prefix meanwhile. */
export async function inWine(body) {
  installWine();
  const lease = await Lease.take(['wine'], { folder: join(cache, 'leases'), waitMs: 0, notify: console.error });
  try {
    mkdirSync(project, { recursive: true });
    fetchNode();
    await compileFixtures();
    installPackage();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    cpSync(join(import.meta.dirname, 'in-wine.mjs'), join(folder, 'in-wine.mjs'));
    const screen = await startScreen();
    try {
      preparePrefix(screen.display);
      return await body(screen);
    } finally {
      screen.stop();
    }
  } finally {
    lease.release();
  }
}

async function node(args, screen) {
  const { exitCode, output } = await wineNode(args, { display: screen.display, cwd: project });
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode} in Wine\n${output}`);
}

/** Times in ms of each tree and each picture of a window. */
export async function driverTimes(screen) {
  await node(['bench/in-wine.mjs'], screen);
  return JSON.parse(readFileSync(join(project, 'bench-times.json'), 'utf8'));
}

/** Whole command lines with one test that does nothing: ours, and Playwright's own. */
export function commandLines(screen) {
  writeFileSync(join(folder, 'bare.spec.ts'), bareTest);
  writeFileSync(join(folder, 'ours.spec.ts'), ourTest);
  writeFileSync(
    join(folder, 'playwright.config.ts'),
    "export default { testMatch: 'bare.spec.ts', reporter: 'line' };\n",
  );
  writeFileSync(
    join(folder, 'codexqa.config.ts'),
    "import { defineConfig } from 'codexqa';\nexport default defineConfig({ specs: '.', playwright: { testMatch: 'ours.spec.ts' }, lane: 'foreground', reporters: ['line'] });\n",
  );
  const cli = 'node_modules/codexqa/dist/src/cli/main.js';
  return {
    ours: () => node([cli, 'test', '--config', 'bench/codexqa.config.ts'], screen),
    'Playwright alone': () =>
      node(['node_modules/@playwright/test/cli.js', 'test', '-c', 'bench/playwright.config.ts'], screen),
  };
}
