/** Which package manager a project uses, told by its lock file. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageManager {
  readonly name: 'npm' | 'pnpm';
  /** A clean install from the lock file. */
  readonly install: string;
  readonly add: string;
  /** Runs a command of an installed package. */
  readonly exec: string;
}

const npm: PackageManager = { name: 'npm', install: 'npm ci', add: 'npm install --save-dev', exec: 'npx' };
const pnpm: PackageManager = {
  name: 'pnpm',
  install: 'pnpm install --frozen-lockfile',
  add: 'pnpm add --save-dev',
  exec: 'pnpm exec',
};

export function packageManagerOf(folder: string): PackageManager {
  if (existsSync(join(folder, 'pnpm-lock.yaml'))) return pnpm;
  const path = join(folder, 'package.json');
  const declared = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { packageManager?: string }) : {};
  return declared.packageManager?.startsWith('pnpm') ? pnpm : npm;
}
