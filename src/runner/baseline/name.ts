/** Where a baseline lies and what its pictures are called in reports; names and numbers as Playwright gives them. */
import { createHash } from 'node:crypto';
import { basename, join, sep } from 'node:path';
import type { FullConfig, FullProject, TestInfo } from '@playwright/test';
import { CodexqaError } from '../../contracts/errors.ts';

export interface BaselineName {
  /** The baseline file, absolute. */
  readonly path: string;
  /** What reports group by, with folders and without extension: `sum`, and `sum-1` for a second look in one test. */
  readonly label: string;
}

/** What of a test a baseline needs to know. */
export interface BaselineTest
  extends Pick<TestInfo, 'testId' | 'titlePath' | 'retry' | 'outputPath' | 'attachments' | 'annotations'> {
  snapshotPath(...name: readonly string[]): string;
  readonly config: Pick<FullConfig, 'updateSnapshots'>;
  readonly project: Pick<FullProject, 'name' | 'outputDir' | 'snapshotDir' | 'ignoreSnapshots'>;
}

/** Longest part of a path that stays clear of the limits of Windows. */
const longest = 100;

interface Counts {
  anonymous: number;
  readonly named: Map<string, number>;
}

const countsOf = new WeakMap<BaselineTest, Counts>();

/**
 * Without a name the title of the test and a running number; `name` may be a path in parts.
 * @throws SPEC_INVALID for a name that is not a `.png` or that leaves the folder
 */
export function nameBaseline(testInfo: BaselineTest, name: string | readonly string[] | undefined): BaselineName {
  const counts = countsOf.get(testInfo) ?? { anonymous: 0, named: new Map() };
  countsOf.set(testInfo, counts);
  const parts = name === undefined ? [anonymousName(testInfo, ++counts.anonymous)] : partsOf(name);
  const path = testInfo.snapshotPath(...parts);
  // Playwright cleans the last part of a lone name, so the label is taken from the path it made
  const base = join(...parts.slice(0, -1), basename(path, '.png'));
  const earlier = counts.named.get(base) ?? 0;
  counts.named.set(base, earlier + 1);
  return { path, label: shorten(earlier === 0 ? base : `${base}-${earlier}`) };
}

function anonymousName(testInfo: BaselineTest, index: number): string {
  return `${shorten([...testInfo.titlePath.slice(1), index].join(' '))}.png`;
}

function partsOf(name: string | readonly string[]): readonly string[] {
  const parts = typeof name === 'string' ? [name] : name;
  const last = parts.at(-1) ?? '';
  if (!last.endsWith('.png') || last === '.png') {
    throw new CodexqaError(
      'SPEC_INVALID',
      `a baseline is a PNG file, but toMatchBaseline was given the name ${JSON.stringify(name)}`,
      {
        fix: `write toMatchBaseline(${JSON.stringify(`${last || 'name'}.png`)})`,
      },
    );
  }
  if (
    join(...parts)
      .split(sep)
      .includes('..')
  ) {
    throw new CodexqaError('SPEC_INVALID', `the baseline name ${JSON.stringify(name)} leaves the folder of baselines`, {
      fix: 'give a name without `..`',
    });
  }
  return parts;
}

/** Keeps both ends and puts a digest between them. */
function shorten(text: string): string {
  if (text.length <= longest) return text;
  const middle = `-${createHash('sha1').update(text).digest('hex').slice(0, 5)}-`;
  const start = Math.floor((longest - middle.length) / 2);
  return text.slice(0, start) + middle + text.slice(start + middle.length - longest);
}
