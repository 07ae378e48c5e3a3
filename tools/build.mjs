/** Builds dist/ from src/ and reporters/: merged JavaScript, declarations, and the files that ship beside them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import fg from 'fast-glob';
import { bundle } from './bundle.mjs';

if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
// whoever checks all types beside it need not have them checked here too
const unchecked = process.argv.includes('--unchecked') ? ['--noCheck'] : [];
const compiler = spawn(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...unchecked],
  { stdio: 'inherit' },
);
const [made, [status]] = await Promise.all([bundle(), once(compiler, 'exit')]);
if (status !== 0) process.exit(status ?? 1);
// of an earlier build
for (const file of await fg(['dist/**/*.js', '!**/page/**'])) if (!made.includes(file)) rmSync(file);
for (const asset of await fg(['src/**/*.{wasm,css,html,xml,sh}', 'src/**/page/*.js'])) cpSync(asset, `dist/${asset}`);
chmodSync('dist/src/cli/main.js', 0o755);
