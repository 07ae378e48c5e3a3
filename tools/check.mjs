/** The quick gate: format and lint, types, import law, dead code, the package, unit tests. Stops at nothing, fails if any step failed. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = 'test-results/check';
const packed = join(folder, `${name}-${version}.tgz`);
const known = 'node_modules/.cache/codexqa/types.tsbuildinfo';
const tool = (command) => join('node_modules', '.bin', command);

/** `npm test` has built already, and runs the unit tests in a suite of their own. */
const isStatic = process.argv.includes('--static');
const build = isStatic ? [] : [['build', [process.execPath, 'tools/build.mjs', '--unchecked']]];

/** Each row is a queue of its own: only its steps need what the step before has made. */
const queues = [
  [
    ...build,
    ['package', ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder]],
    ['package shape', [tool('publint'), '--strict', packed]],
    ['package types', [tool('attw'), packed, '--profile', 'esm-only']],
  ],
  [['types', [tool('tsc'), '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', known]]],
  [
    ['biome', [tool('biome'), 'check', '--error-on-warnings', '.']],
    ['import law', [process.execPath, 'tools/import-check.mjs']],
    ['dead code', [tool('knip')]],
  ],
];
const unitTests = ['unit tests', [tool('playwright'), 'test', '-c', 'tools/unit.config.ts', '--reporter=dot']];

const failed = [];

/** Others may run beside it: what it says comes in one piece, and only when it fails. */
async function run([title, [command, ...args]], output = 'pipe') {
  const startedAt = Date.now();
  const child = spawn(command, args, { stdio: ['ignore', output, output] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (data) => (said += data));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status !== 0) {
    failed.push(title);
    process.stdout.write(said);
  }
  console.log(`check: ${title} ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await Promise.all(
  queues.map(async (steps) => {
    for (const step of steps) await run(step);
  }),
);
if (!isStatic) await run(unitTests, 'inherit');
if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(', ')}`);
  process.exit(1);
}
