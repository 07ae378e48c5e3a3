import { expect, test } from '@playwright/test';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { areasOfColor, carryPainted } from './color-key.ts';
import { seeded } from './pairs.sample.ts';
import { toBgrx } from './pixels.ts';

const [width, height] = [40, 30];

/** A black picture with magenta where `isPainted` says so. */
function painted(isPainted: (x: number, y: number) => boolean): RawImage {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    pixels.set(isPainted(i % width, Math.floor(i / width)) ? [255, 0, 255, 255] : [0, 0, 0, 255], i * 4);
  }
  return { width, height, pixels, layout: 'rgba' };
}

function inside({ x, y, width, height }: Rect, px: number, py: number): boolean {
  return px >= x && py >= y && px < x + width && py < y + height;
}

test('the areas cover every pixel of the colour once, and no other, in either layout', () => {
  const random = seeded(3);
  const blots = Array.from({ length: 200 }, () => random() < 0.5);
  const blob = painted((x, y) => blots[(Math.floor(x / 4) * 7 + Math.floor(y / 3) * 13) % 200] === true);
  for (const image of [blob, toBgrx(blob, 0) ?? blob]) {
    const areas = areasOfColor(image, '#ff00ff');
    const cover = painted((x, y) => areas.some((area) => inside(area, x, y)));
    expect(cover.pixels).toEqual(blob.pixels);
    const covered = areas.reduce((sum, area) => sum + area.width * area.height, 0);
    expect(covered).toBe(blob.pixels.filter((_, i) => i % 4 === 0 && blob.pixels[i] === 255).length);
  }
});

test('a rectangle is one area; a colour that is nowhere has none', () => {
  const rect = { x: 3, y: 4, width: 30, height: 20 };
  expect(
    areasOfColor(
      painted((x, y) => inside(rect, x, y)),
      '#ff00ff',
    ),
  ).toEqual([rect]);
  expect(
    areasOfColor(
      painted(() => true),
      '#ff00ff',
    ),
  ).toEqual([{ x: 0, y: 0, width, height }]);
  expect(
    areasOfColor(
      painted(() => true),
      '#ff00fe',
    ),
  ).toEqual([]);
});

test('a colour all over the picture is no mask', () => {
  const side = 300;
  const pixels = new Uint8Array(side * side * 4);
  for (let i = 0; i < side * side; i++)
    pixels.set((i + Math.floor(i / side)) % 2 === 0 ? [1, 2, 3, 255] : [9, 9, 9, 255], i * 4);
  expect(() => areasOfColor({ width: side, height: side, pixels, layout: 'rgba' }, '#010203')).toThrow(
    /^SPEC_INVALID: the colour #010203 lies in more than 10000 places of the baseline/,
  );
});

test('paint is carried over to a picture of the same size, and to no other', () => {
  const before = painted((x) => x < 5);
  const after = painted(() => false);
  const masks = [
    { mask: 'colour #ff00ff', areas: areasOfColor(before, '#ff00ff'), painted: true as const },
    { mask: '9,9 5x5', areas: [{ x: 9, y: 9, width: 5, height: 5 }] },
  ];
  expect(areasOfColor(carryPainted(before, after, masks), '#ff00ff')).toEqual([{ x: 0, y: 0, width: 5, height }]);
  expect(areasOfColor(after, '#ff00ff')).toEqual([]);
  const smaller = { ...after, height: 10, pixels: after.pixels.subarray(0, width * 10 * 4) };
  expect(carryPainted(before, smaller, masks)).toBe(smaller);
});
