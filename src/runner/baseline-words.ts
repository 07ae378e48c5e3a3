/** What a person reads when a picture is not its baseline. */
import type { LikelyCause } from '../contracts/comparison.ts';
import { formatRect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { Comparison } from '../visual/compare.ts';
import { shownPath } from './baseline-file.ts';

const shownBoxes = 3;

export function missingSentence(description: string, path: string, written: boolean): string {
  const done = written ? 'the picture of now was written there' : 'and none was written';
  return `expected ${description} to match ${shownPath(path)}, but there is no such baseline; ${done}`;
}

export function writtenBeforeSentence(description: string, path: string): string {
  return `expected ${description} to match ${shownPath(path)}, but an earlier try of this run has only just written that baseline`;
}

export function differsSentence(
  description: string,
  path: string,
  reasons: readonly string[],
  comparison: Comparison,
  causes: readonly LikelyCause[],
): string {
  const lines = [
    `expected ${description} to match ${shownPath(path)}, but ${reasons.join('; and ')}`,
    ...boxLines(comparison),
    ...causes.map(causeLine),
  ];
  if (comparison.antiAliased > 0)
    lines.push(`${comparison.antiAliased} more pixels are smoothed edges and were not counted`);
  return lines.join('\n    ');
}

export function sizeSentence(description: string, path: string, expected: RawImage, actual: RawImage): string {
  return `expected ${description} to match ${shownPath(path)} of ${size(expected)}, but it is ${size(actual)}`;
}

export function matchesSentence(description: string, path: string): string {
  return `expected ${description} to differ from ${shownPath(path)}, but it matches`;
}

function causeLine(cause: LikelyCause): string {
  switch (cause.kind) {
    case 'caret':
      return `at ${formatRect(cause.box)} it looks like a text caret`;
    case 'shift':
      return `what lies at ${formatRect(cause.box)} moved by ${cause.dx},${cause.dy}`;
  }
}

function boxLines({ boxes }: Comparison): readonly string[] {
  const lines = boxes.slice(0, shownBoxes).map((box) => `changed at ${formatRect(box)} (${box.pixels} pixels)`);
  return boxes.length > shownBoxes ? [...lines, `and at ${boxes.length - shownBoxes} more places`] : lines;
}

function size({ width, height }: RawImage): string {
  return `${width}x${height}`;
}
