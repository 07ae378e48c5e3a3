/** One attempt at a test with its baselines in a folder of its own, for the tests of this room. */
import { join } from 'node:path';
import type { UpdateMode } from './mode.ts';
import type { BaselineTest } from './name.ts';

export interface SampleAttempt {
  readonly mode?: UpdateMode;
  readonly retry?: number;
  readonly project?: string;
  /** Folder of its baselines below `<folder>/baselines`. */
  readonly place?: string;
}

/** Its attachments lie in `<folder>/out/a-test`. */
export function sampleAttempt(
  folder: string,
  { mode = 'default', retry = 0, project = '', place = '' }: SampleAttempt = {},
): BaselineTest {
  const baselines = join(folder, 'baselines');
  return {
    testId: 'a-test',
    titlePath: ['a.spec.ts', 'group', 'adds two numbers'],
    retry,
    attachments: [],
    annotations: [],
    config: { updateSnapshots: mode },
    project: { name: project, outputDir: join(folder, 'out'), snapshotDir: baselines, ignoreSnapshots: false },
    snapshotPath: (...parts: readonly string[]) => join(baselines, place, ...parts),
    outputPath: (...parts: readonly string[]) => join(folder, 'out', 'a-test', ...parts),
  };
}
