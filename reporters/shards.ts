/** Shards that take equally long, from the durations the project has committed; the same on every machine. */
import type { FullConfig, Suite, TestCase, TestRun } from '@playwright/test/reporter';
import { type Durations, readDurations } from '../src/journal/durations.ts';
import { testName } from '../src/journal/history.ts';
import { median } from '../src/support/median.ts';
import { isDependency } from './resume.ts';
import { plannedTest, rootOf } from './test-record.ts';

/** Tests that stay together: a file, a serial group, or one test where all run in parallel. */
interface Unit {
  readonly tests: readonly TestCase[];
  readonly name: string;
  readonly durationMs: number;
}

/**
 * Takes the tests of other shards out of the run. Without `durations.json` Playwright's own split stays: what two machines remember of
 * their runs differs, and then a test would be in no shard at all.
 * @throws CONFIG_INVALID
 */
export function balanceShards({
  config,
  suite,
  testRun,
}: {
  config: FullConfig;
  suite: Suite;
  testRun: TestRun;
}): void {
  const { shard } = config;
  const durations = shard === null ? undefined : readDurations(rootOf(config));
  if (shard === null || durations === undefined) return;
  testRun.skipSharding();
  const units = unitsOf(suite, testRun).map((tests) => unit(tests, rootOf(config), durations));
  for (const [index, part] of split(units, shard.total).entries()) {
    if (index !== shard.current - 1) for (const test of part.flatMap(({ tests }) => tests)) testRun.exclude(test);
  }
}

/** The longest first, each to the part that has the least so far. */
export function split<Part extends Pick<Unit, 'name' | 'durationMs'>>(
  units: readonly Part[],
  count: number,
): readonly Part[][] {
  const parts = Array.from({ length: count }, () => ({ units: [] as Part[], durationMs: 0 }));
  const ordered = units.toSorted((a, b) => b.durationMs - a.durationMs || (a.name < b.name ? -1 : 1));
  for (const next of ordered) {
    const least = parts.reduce((best, part) => (part.durationMs < best.durationMs ? part : best));
    least.units.push(next);
    least.durationMs += next.durationMs;
  }
  return parts.map((part) => part.units);
}

/** Setup projects run in every shard. */
function unitsOf(suite: Suite, testRun: TestRun): readonly (readonly TestCase[])[] {
  if (suite.type === 'root' || suite.type === 'project')
    return suite.suites.flatMap((inner) => unitsOf(inner, testRun));
  const tests = suite.allTests();
  const [first] = tests;
  if (first === undefined || isDependency(first)) return [];
  if (testRun.mode(suite) !== 'parallel') return [tests];
  return [...suite.tests.map((test) => [test]), ...suite.suites.flatMap((inner) => unitsOf(inner, testRun))];
}

/** A test that nobody has measured counts as a usual one. */
function unit(tests: readonly TestCase[], root: string, durations: Durations): Unit {
  const usualMs = median([...durations.values()]);
  const names = tests.map((test) => testName(plannedTest(test, root)));
  return {
    tests,
    name: names[0] ?? '',
    durationMs: names.reduce((sum, name) => sum + (durations.get(name) ?? usualMs), 0),
  };
}
