/** A run whose preflight failed a test is shorter, and asks more: the workers read it from the run folder (S127). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Downgrade, downgradeFile, runEnv } from '../../contracts/run.ts';
import type { ProjectOptions } from '../options.ts';

/** As long as a locked session may last at most. */
export const downgradedMinutes = 15;

/** Undefined for a run that is held to nothing but its tasks. */
export function downgradeNow(): Downgrade | undefined {
  const path = join(process.env[runEnv.runDir] ?? '', downgradeFile);
  if (process.env[runEnv.runDir] === undefined || !existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Downgrade;
}

/** Checkpoints wait for a person, too. */
export function downgraded(options: ProjectOptions): ProjectOptions {
  if (downgradeNow() === undefined) return options;
  return { ...options, approvals: { ...options.approvals, acknowledge: 'all' } };
}
