/** What a person reads when a picture is not its baseline. */

import { basename } from 'node:path';
import type { LikelyCause } from '../../contracts/comparison.ts';
import { formatRect, type Rect, type Size } from '../../contracts/geometry.ts';
import type { Comparison } from '../../visual/compare.ts';
import { shownPath } from './file.ts';

const shownBoxes = 3;

/** Which files were at choice. */
export interface Choice {
  readonly session: readonly string[];
  readonly tried: readonly string[];
  readonly others: readonly string[];
}

export function missingSentence(description: string, path: string, written: boolean, choice: Choice): string {
  const done = written ? 'the picture of now was written there' : 'and none was written';
  const sentence = `expected ${description} to match ${shownPath(path)}, but there is no such baseline; ${done}`;
  return [sentence, ...choiceLines(choice)].join('\n    ');
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
  choice: Choice,
  scale: number,
): string {
  const lines = [
    `expected ${description} to match ${shownPath(path)}, but ${reasons.join('; and ')}`,
    ...boxLines(comparison, scale),
    ...causes.map(causeLine),
  ];
  if (comparison.antiAliased > 0)
    lines.push(`${comparison.antiAliased} more pixels are smoothed edges and were not counted`);
  return [...lines, ...choiceLines(choice)].join('\n    ');
}

export function sizeSentence(
  description: string,
  path: string,
  { expected, actual, boxes }: { readonly expected: Size; readonly actual: Size } & Pick<Comparison, 'boxes'>,
  choice: Choice,
  scale: number,
): string {
  const sentence = `expected ${description} to match ${shownPath(path)} of ${size(expected)}, but it is ${size(actual)}${logical(size, actual, scale)}`;
  const common = boxes.length === 0 ? ['the part that both have is the same'] : boxLines({ boxes }, scale);
  return [sentence, ...common, ...choiceLines(choice)].join('\n    ');
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

/** Only where there was a choice: of several accepted pictures, or of a variant. */
function choiceLines({ session, tried, others }: Choice): readonly string[] {
  const names = (paths: readonly string[]): string => paths.map((path) => basename(path)).join(', ');
  const several = tried.length > 1 ? [`none of ${names(tried)} matches; this is the nearest`] : [];
  const passedOver = others.map((path) => shownPath(path)).join(', ');
  const away = others.length === 0 ? '' : `; passed over: ${passedOver}`;
  const isPlain = others.length === 0 && tried.every((path) => !path.includes('@'));
  return isPlain ? several : [...several, `this session is ${session.join(', ')}${away}`];
}

/** The same in logical pixels, where they are others. */
function logical<T extends Size>(format: (sized: T) => string, sized: T, scale: number): string {
  if (scale === 1) return '';
  const scaled = Object.entries(sized).map(([key, value]) => [key, Math.round((value / scale) * 10) / 10]);
  return ` (${format(Object.fromEntries(scaled) as T)} at scale ${scale})`;
}

function boxLines({ boxes }: Pick<Comparison, 'boxes'>, scale: number): readonly string[] {
  const lines = boxes.slice(0, shownBoxes).map(({ pixels, ...box }) => {
    const place = formatRect(box) + logical<Rect>(formatRect, box, scale);
    return `changed at ${place} (${pixels} pixels)`;
  });
  return boxes.length > shownBoxes ? [...lines, `and at ${boxes.length - shownBoxes} more places`] : lines;
}

function size({ width, height }: Size): string {
  return `${width}x${height}`;
}
