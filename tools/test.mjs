/**
 * `npm test`: everything the README promises, on a machine that has nothing but Node. Installs system packages, builds,
 * runs each suite, and closes with one line of counts. A suite that executes no test has failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { suites, testPackages } from './suites.mjs';

const reports = resolve('test-results/suites');
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

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

/** Counts of a Playwright JSON report, and its failures by name; a flaky test is a failing test. */
function read(file) {
  if (!existsSync(file)) return undefined;
  const { stats, suites: files = [], errors = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    counts: { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    failures: [...files.flatMap((suite) => failuresIn(suite)), ...errors.map(firstLines)],
  };
}

function failuresIn({ specs, suites: inner = [] }) {
  const failed = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'));
  return [
    ...failed.map(({ file, line, title, tests }) => {
      const results = tests.flatMap((test) => test.results);
      return `${file}:${line} ${title}\n${results.flatMap(({ errors }) => errors.map(firstLines)).join('\n')}`;
    }),
    ...inner.flatMap((suite) => failuresIn(suite)),
  ];
}

/** What an error says, long enough to know the cause: the end of a log may be all that is left of a run. */
function firstLines({ message = '' }) {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, 12);
  return lines.map((line) => `    ${line.slice(0, 240)}`).join('\n');
}

/** What has no report counts as one test. */
function settle(title, ok) {
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(title);
}

function step(title, command, args) {
  const ok = run(title, command, args);
  settle(title, ok);
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
    const report = suite.counts === false ? undefined : read(file);
    if (report === undefined) {
      settle(suite.counts === false ? suite.name : `${suite.name}: no test was executed`, ok && suite.counts === false);
      continue;
    }
    const { counts } = report;
    for (const key of Object.keys(totals)) totals[key] += counts[key];
    failures.push(...report.failures.map((failure) => `${suite.name}: ${failure}`));
    const seen = counts.passed + counts.failed + (suite.mayBeSkipped ? counts.skipped : 0);
    if (seen === 0) settle(`${suite.name}: no test was executed`, false);
    else if (!ok && counts.failed === 0) settle(`${suite.name}: ended with an error outside its tests`, false);
  }
}
if (failures.length > 0) console.log(`\n== failed\n${failures.join('\n')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
