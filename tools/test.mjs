/**
 * `npm test`: everything the README promises, on a machine that has nothing but Node. Installs system packages, builds,
 * runs each suite, and closes with one line of counts. A suite that executes no test has failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { suites, testPackages } from './suites.mjs';

const reports = resolve('test-results/suites');
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args, env = {}) {
  console.log(`\n== ${title}`);
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  console.log(
    `== ${title}: ${status === 0 ? 'ok' : `FAILED (exit ${status})`}, ${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
  return status === 0;
}

/** Counts of a Playwright JSON report; a flaky test is a failing test. */
function count(file) {
  if (!existsSync(file)) return undefined;
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

function step(title, command, args) {
  const ok = run(title, command, args);
  totals[ok ? 'passed' : 'failed'] += 1;
  return ok;
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const ready =
  step('build', process.execPath, ['tools/build.mjs', '--clean']) &&
  step('system packages', process.execPath, ['dist/src/cli/main.js', 'install-deps', '--with', testPackages.join(',')]);
if (ready) {
  for (const suite of suites.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const file = `${reports}/${suite.name}.json`;
    const ok = run(suite.name, suite.command, suite.args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...suite.env });
    if (suite.counts === false) {
      totals[ok ? 'passed' : 'failed'] += 1;
      continue;
    }
    const counts = count(file);
    const seen = counts === undefined ? 0 : counts.passed + counts.failed + (suite.mayBeSkipped ? counts.skipped : 0);
    if (seen === 0) {
      console.error(`== ${suite.name}: no test was executed`);
      totals.failed += 1;
      continue;
    }
    for (const key of Object.keys(totals)) totals[key] += counts[key];
    if (!ok && counts.failed === 0) totals.failed += 1;
  }
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
