/** The quick gate: format and lint, types, import law, dead code, unit tests. Stops at nothing, fails if any step failed. */
import { spawnSync } from 'node:child_process';

const steps = [
  ['biome', ['npx', 'biome', 'check', '--error-on-warnings', '.']],
  ['types', ['npx', 'tsc', '-p', 'tsconfig.json']],
  ['import law', ['node', 'tools/import-check.mjs']],
  ['dead code', ['npx', 'knip']],
  ['package shape', ['npx', 'publint', '--strict']],
  ['package types', ['npx', 'attw', '--pack', '.', '--profile', 'esm-only']],
  ['unit tests', ['npx', 'playwright', 'test', '-c', 'tools/unit.config.ts', '--reporter=dot']],
];
const wanted = process.argv.includes('--static') ? steps.slice(0, -1) : steps;
const failed = [];
for (const [name, [command, ...args]] of wanted) {
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) failed.push(name);
  console.log(`check: ${name} ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}
if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(', ')}`);
  process.exit(1);
}
