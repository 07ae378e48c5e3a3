import { expect, test } from '@playwright/test';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { likelyCauses } from './cause.ts';
import { comparePictures } from './compare.ts';
import { seeded } from './pairs.sample.ts';
import { toBgrx } from './pixels.ts';

const width = 320;
const height = 200;

test('a part that moved as a whole is told with its way, in captures too', () => {
  const expected = textLike(seeded(4));
  const panel = { x: 60, y: 40, width: 120, height: 80 };
  for (const [dx, dy] of [
    [0, 1],
    [-2, 0],
    [3, -4],
  ] as const) {
    const actual = moved(expected, panel, dx, dy);
    const capture = toBgrx(actual, 0) ?? actual;
    for (const shown of [actual, capture]) {
      expect(causes(expected, shown)[0]).toMatchObject({ kind: 'shift', dx, dy });
    }
  }
});

test('another content and a moved part with another content are no shift', () => {
  const expected = textLike(seeded(4));
  expect(causes(expected, textLike(seeded(5)))).toEqual([]);
});

test('a caret is a thin upright bar, a block of that height is not', () => {
  const expected = textLike(seeded(4));
  const bar = filled(expected, { x: 100, y: 60, width: 2, height: 16 });
  expect(causes(expected, bar)).toEqual([{ kind: 'caret', box: { x: 100, y: 60, width: 2, height: 16 } }]);
  expect(causes(expected, filled(expected, { x: 100, y: 60, width: 14, height: 16 }))).toEqual([]);
});

function causes(expected: RawImage, actual: RawImage) {
  return likelyCauses(expected, actual, comparePictures(expected, actual).boxes);
}

/** Dark specks on white, each picture its own. */
function textLike(random: () => number): RawImage {
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let n = 0; n < 6000; n++) {
    const at = Math.floor(random() * width * height) * 4;
    pixels.fill(Math.floor(random() * 90), at, at + 3);
  }
  return { width, height, pixels, layout: 'rgba' };
}

function moved(image: RawImage, panel: Rect, dx: number, dy: number): RawImage {
  const pixels = Uint8Array.from(image.pixels);
  for (let y = panel.y; y < panel.y + panel.height; y++) {
    const from = ((y - dy) * width + panel.x - dx) * 4;
    pixels.set(image.pixels.subarray(from, from + panel.width * 4), (y * width + panel.x) * 4);
  }
  return { ...image, pixels };
}

function filled(image: RawImage, area: Rect): RawImage {
  const pixels = Uint8Array.from(image.pixels);
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) pixels.set([255, 0, 0], (y * width + x) * 4);
  }
  return { ...image, pixels };
}
