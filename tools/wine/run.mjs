/**
 * `npm run test:wine`: the packed codexqa, its real command line and Playwright Test inside Wine, on real Win32 applications.
 * Arguments go to `codexqa test` (`--repeat-each=20`; `--update-snapshots` also brings the pictures back into baselines/win32).
 * What the machine or the network lacks is no failure: it is told in one line and counts as skipped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lease } from '../../dist/src/support/lease.js';
import { cache, fetchNode, installWine, Obstacle, preparePrefix, startScreen, wineNode } from './box.mjs';
import { compileFixtures, copySpecs, installPackage, keepBaselines, project } from './project.mjs';
import { withUiaDouble } from './uia-double.mjs';

const args = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
const repeats = Number(args.find((arg) => arg.startsWith('--repeat-each='))?.split('=')[1] ?? 1);
/** One round takes a minute where nothing else runs. */
const suiteTimeoutMs = 600_000 * Math.max(1, repeats / 4);
const cli = 'node_modules/codexqa/dist/src/cli/main.js';
const engine = 'node_modules/@playwright/test/cli.js';

async function timed(title, work) {
  const startedAt = Date.now();
  const result = await work();
  console.log(`== ${title}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

/** One command line inside Wine that leaves a Playwright JSON report; a suite without a report or a test has failed. */
async function suite(title, command, screen, report = join(project, 'reports', `${title}.json`)) {
  const startedAt = Date.now();
  const { exitCode, output } = await wineNode(command, {
    display: screen.display,
    cwd: project,
    timeoutMs: suiteTimeoutMs,
    extra: { PLAYWRIGHT_JSON_OUTPUT_NAME: `Z:${report.replaceAll('/', '\\')}` },
  });
  console.log(
    `\n== ${title} (exit ${exitCode}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n${output.trimEnd()}`,
  );
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).stats : undefined;
  if (stats === undefined || stats.expected + stats.unexpected + stats.flaky === 0) {
    totals.failed += 1;
    return;
  }
  totals.passed += stats.expected;
  totals.failed += stats.unexpected + stats.flaky + (exitCode !== 0 && stats.unexpected + stats.flaky === 0 ? 1 : 0);
  totals.skipped += stats.skipped;
}

async function doctor(screen) {
  const { exitCode, output } = await wineNode([cli, 'doctor'], { display: screen.display, cwd: project });
  console.log(`\n== doctor (exit ${exitCode})\n${output.trimEnd()}`);
  totals[exitCode === 0 ? 'passed' : 'failed'] += 1;
}

/** The throwaway window of ours, by window handles and by UI Automation; what this project declares is not what is asked here. */
async function preflight(screen) {
  const { exitCode, output } = await wineNode([cli, 'preflight', '--json'], { display: screen.display, cwd: project });
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  const sandbox = exitCode === 1 ? JSON.parse(json).sandbox : undefined;
  console.log(`\n== preflight (exit ${exitCode})\n${sandbox === undefined ? output.trimEnd() : lines(sandbox)}`);
  totals[sandbox?.verdict === 'passed' ? 'passed' : 'failed'] += 1;
}

function lines({ verdict, probes }) {
  return [
    `sandbox window: ${verdict}`,
    ...probes.map(({ name, ok, detail }) => `${ok ? 'ok' : 'NO'} ${name}: ${detail}`),
  ].join('\n');
}

async function runInWine() {
  await timed('wine', installWine);
  mkdirSync(project, { recursive: true });
  await timed('node.exe', fetchNode);
  await timed('fixtures', compileFixtures);
  await timed('package', installPackage);
  await timed('specs', copySpecs);
  rmSync(join(project, 'reports'), { recursive: true, force: true });
  const screen = await startScreen();
  try {
    await timed('prefix', () => preparePrefix(screen.display));
    await doctor(screen);
    await suite('driver', [engine, 'test', '-c', 'driver', '--reporter=list,json'], screen);
    await withUiaDouble(screen, async () => {
      await preflight(screen);
      await suite('specs', [cli, 'test', ...args], screen, join(project, 'reports', 'results.json'));
    });
    if (args.some((arg) => arg.startsWith('-u') || arg.startsWith('--update-snapshots'))) keepBaselines();
  } finally {
    screen.stop();
  }
}

/** For `npm test`: the counts, as Playwright's JSON report has them. */
function writeReport(file) {
  const { passed: expected, failed: unexpected, skipped } = totals;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ stats: { expected, unexpected, flaky: 0, skipped } }));
}

// one prefix and one project for all checkouts of this user
const lease = await Lease.take(['wine'], { folder: join(cache, 'leases'), waitMs: 0, notify: console.log });
try {
  await runInWine();
} catch (error) {
  if (!(error instanceof Obstacle)) throw error;
  console.log(`test:wine: not run, ${error.message}`);
  totals.skipped += 1;
} finally {
  lease.release();
}
writeReport(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME']);
console.log(`\ntest:wine: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
