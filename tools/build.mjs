/** Builds dist/ from src/ and reporters/: compiled and merged JavaScript, declarations, and the files that ship beside them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import fg from 'fast-glob';
import { bundleRooms } from './bundle.mjs';

if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
for (const asset of await fg(['src/**/*.{wasm,css,html,xml,sh}', 'src/**/page/*.js'])) cpSync(asset, `dist/${asset}`);
await bundleRooms();
if (existsSync('dist/src/cli/main.js')) chmodSync('dist/src/cli/main.js', 0o755);
