/** What every command about differences begins with: the project, the run that is meant, and who speaks. */
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { RunFolder } from '../journal/run-folder.ts';
import { Review, type ReviewPlace } from '../review/decide.ts';
import { findConfig, readBaselinesFolder } from './config-file.ts';

export interface RunOption {
  readonly run: string;
}

/** @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function projectPlace(): Promise<Omit<ReviewPlace, 'run'>> {
  const config = findConfig(undefined);
  return { root: dirname(config), baselines: await readBaselinesFolder(config) };
}

/** @throws RUN_NOT_FOUND, CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function openReview({ run }: RunOption): Promise<Review> {
  const place = await projectPlace();
  return new Review({ ...place, run: RunFolder.find(place.root, run) });
}

export function withRunOption(command: Command): Command {
  return command.option('--run <run>', 'name of the run, a part of it, or "last"', 'last');
}

export function withNameOption(command: Command): Command {
  return command.option('--by <name>', 'who says so', process.env['CODEXQA_REVIEWER'] ?? userInfo().username);
}
