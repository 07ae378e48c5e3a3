import { expect, test } from '@playwright/test';
import pixelmatch from 'pixelmatch';
import type { RawImage } from '../contracts/image.ts';
import { comparePictures, defaultCompareOptions } from './compare.ts';
import { differencePng } from './difference.ts';
import { judgeInJs } from './judge-js.ts';
import { kernel } from './kernel.ts';
import { narrowChange, pairKinds, randomPair, seeded } from './pairs.sample.ts';
import { toBgrx, toRgba } from './pixels.ts';

function oracle(expected: RawImage, actual: RawImage, threshold: number): number {
  const [a, b] = [toRgba(expected).pixels, toRgba(actual).pixels];
  return pixelmatch(a, b, undefined, expected.width, expected.height, { threshold });
}

const judges = { kernel: undefined, javascript: judgeInJs } as const;

for (const kind of pairKinds)
  for (const [name, judge] of Object.entries(judges)) {
    test(`${name} counts what pixelmatch counts: 150 random ${kind} pairs`, () => {
      const random = seeded(kind.length * 7919);
      for (let n = 0; n < 150; n++) {
        const { expected, actual } = randomPair(kind, random);
        const threshold = [0.02, 0.1, 0.2, 0.5][n % 4] ?? 0.1;
        const result = comparePictures(
          expected,
          actual,
          { ...defaultCompareOptions, threshold, faintThreshold: 0.01 },
          judge,
        );
        expect(result.counted, `${kind} ${n}`).toBe(oracle(expected, actual, threshold));
        expect(result.faint + result.counted, `${kind} ${n} faint`).toBe(oracle(expected, actual, 0.01));
      }
    });
  }

test('of a wide picture only the columns that differ are judged, with the same marks', () => {
  const random = seeded(71);
  for (let n = 0; n < 400; n++) {
    const kind = pairKinds[n % 5] ?? 'noise';
    const { expected, actual } = narrowChange(kind, random);
    const options = { ...defaultCompareOptions, threshold: 0.1 };
    const fast = comparePictures(expected, actual, options);
    expect(fast.counted, `${kind} ${n}`).toBe(oracle(expected, actual, 0.1));
    for (const masks of [[], [{ x: 0, y: 0, width: Math.ceil(expected.width * random()), height: expected.height }]]) {
      const masked = { ...options, masks };
      const whole = comparePictures(expected, actual, masked, judgeInJs);
      expect(comparePictures(expected, actual, masked), `${kind} ${n}`).toEqual(whole);
    }
  }
});

test('a capture in bgrx equals its baseline in rgba whatever the fourth byte says', () => {
  const expected: RawImage = { width: 2, height: 1, layout: 'rgba', pixels: Uint8Array.of(1, 2, 3, 255, 9, 8, 7, 255) };
  const actual: RawImage = { width: 2, height: 1, layout: 'bgrx', pixels: Uint8Array.of(3, 2, 1, 0, 7, 8, 9, 77) };
  expect(comparePictures(expected, actual)).toMatchObject({ counted: 0, faint: 0, bands: [], complete: true });
});

test('a change is found where it is, and two far changes are two boxes', () => {
  const expected = plain(200, 100, [240, 240, 240]);
  const actual = paint(paint(expected, { x: 10, y: 20, width: 12, height: 8 }), { x: 150, y: 60, width: 5, height: 5 });
  const result = comparePictures(expected, actual);
  expect(result.boxes).toEqual([
    { x: 10, y: 20, width: 12, height: 8, pixels: 96 },
    { x: 150, y: 60, width: 5, height: 5, pixels: 25 },
  ]);
  expect(result).toMatchObject({ counted: 121, density: 1, ratio: 121 / 20_000 });
});

test('what lies under a mask does not count, and its neighbours do', () => {
  const expected = plain(60, 40, [240, 240, 240]);
  const actual = paint(expected, { x: 5, y: 5, width: 20, height: 10 });
  const masks = [
    { x: 5, y: 5, width: 20, height: 9 },
    { x: 5, y: 5, width: 10, height: 9 },
  ];
  expect(comparePictures(expected, actual, { ...defaultCompareOptions, masks })).toMatchObject({
    counted: 20,
    compared: 60 * 40 - 180,
  });
});

test('it stops once there is nothing left to decide', () => {
  const expected = plain(100, 4000, [255, 255, 255]);
  const actual = plain(100, 4000, [0, 0, 0]);
  const result = comparePictures(expected, actual, { ...defaultCompareOptions, stopAfter: 10 });
  expect(result.complete).toBe(false);
  expect(result.counted).toBeGreaterThan(10);
  expect(result.counted).toBeLessThan(100 * 4000);
});

test('a faint change of a whole panel is seen between the two thresholds', () => {
  const expected = plain(100, 100, [240, 240, 240]);
  const actual = paint(expected, { x: 0, y: 0, width: 50, height: 100 }, [230, 230, 230]);
  expect(comparePictures(expected, actual)).toMatchObject({ counted: 0, faint: 5000 });
});

function plain(width: number, height: number, colour: readonly [number, number, number]): RawImage {
  return paint(
    { width, height, pixels: new Uint8Array(width * height * 4), layout: 'rgba' },
    { x: 0, y: 0, width, height },
    colour,
  );
}

function paint(
  image: RawImage,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  [red, green, blue]: readonly [number, number, number] = [10, 20, 30],
): RawImage {
  const pixels = Uint8Array.from(image.pixels);
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) pixels.set([red, green, blue, 255], (y * image.width + x) * 4);
  }
  return { ...image, pixels };
}

test('a comparison and its picture take less than three frames of memory beyond the two pictures', () => {
  const [width, height] = [1920, 1080];
  const expected = plain(width, height, [255, 255, 255]);
  const actual = toBgrx(plain(width, height, [20, 30, 40]), 0);
  if (actual === undefined || kernel === undefined) throw new Error('the pictures are opaque and the kernel is there');
  const before = process.memoryUsage().arrayBuffers;
  const { counted, bands } = comparePictures(expected, actual);
  const compared = process.memoryUsage().arrayBuffers;
  differencePng(expected, bands, []);
  const painted = process.memoryUsage().arrayBuffers;
  expect(counted).toBe(width * height);
  const kernelBytes = kernel.exports.memory.buffer.byteLength;
  const frame = width * height * 4;
  expect((Math.max(compared, painted) - before + kernelBytes) / frame).toBeLessThan(3);
});
