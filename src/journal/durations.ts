/** `durations.json`: how long each test takes, committed with the specs so that every machine splits the shards alike. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { median } from '../support/median.ts';
import { histories } from './history.ts';

/** Milliseconds by name. */
export type Durations = ReadonlyMap<string, number>;

export const durationsFile = 'durations.json';
/** Smaller changes of a committed file would only be noise. */
const roundedToMs = 100;

const schema = z.strictObject({ version: z.literal(1), tests: z.record(z.string(), z.number().min(0)) });

/** Undefined when the project has none. @throws CONFIG_INVALID */
export function readDurations(root: string): Durations | undefined {
  const path = join(root, durationsFile);
  if (!existsSync(path)) return undefined;
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(path, 'utf8'))).tests));
  } catch (cause) {
    throw new CodexqaError('CONFIG_INVALID', `${path} is not a file that codexqa durations has written`, {
      fix: 'write it anew: npx codexqa durations',
      cause,
    });
  }
}

/** Medians over the newest runs; only of tests that ran to a good end. */
export function measuredDurations(root: string, mostRuns: number): Durations {
  const measured = histories(root, mostRuns).flatMap(({ name, runs }): (readonly [string, number])[] => {
    const good = runs.filter(({ status }) => status === 'passed' || status === 'flaky');
    if (good.length === 0) return [];
    const typicalMs = median(good.map(({ durationMs, attempts }) => durationMs / Math.max(1, attempts)));
    return [[name, Math.max(roundedToMs, Math.round(typicalMs / roundedToMs) * roundedToMs)]];
  });
  return new Map(measured.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function durationsText(durations: Durations): string {
  return `${JSON.stringify({ version: 1, tests: Object.fromEntries(durations) }, null, 2)}\n`;
}
