/** The package as a user gets it: a tarball, an empty folder to install it in, and commands run there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';

export const repository = join(import.meta.dirname, '..', '..');

interface Packed {
  readonly folder: string;
  /** Runs a program in the folder and gives what it printed; throws when it fails. */
  readonly run: (command: readonly string[]) => string;
}

export const test = base.extend<Packed, { readonly tarball: string }>({
  tarball: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'codexqa-pack-'));
      execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
        cwd: repository,
        stdio: 'pipe',
      });
      await use(join(folder, readdirSync(folder)[0] ?? ''));
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'codexqa-packaged-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  run: async ({ folder }, use) => {
    await use(([program = '', ...args]) =>
      execFileSync(program, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      }),
    );
  },
});

export { expect } from '@playwright/test';
