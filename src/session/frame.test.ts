import { expect, test } from '@playwright/test';
import type { RawImage } from '../contracts/image.ts';
import { changedArea, sameWithin, singleColour } from './frame.ts';

function picture(width: number, height: number, points: readonly (readonly [number, number])[] = []): RawImage {
  const pixels = new Uint8Array(width * height * 4);
  for (const [x, y] of points) pixels.set([255, 128, 0], (y * width + x) * 4);
  return { width, height, pixels, layout: 'bgrx' };
}

const origin = { x: 100, y: 50 };
const empty = picture(8, 6);

test('equal frames have no changed area', () => {
  expect(changedArea(empty, picture(8, 6), origin, [])).toBeUndefined();
});

test('the changed area is the smallest rectangle, in screen coordinates', () => {
  const now = picture(8, 6, [
    [2, 1],
    [5, 4],
  ]);
  expect(changedArea(empty, now, origin, [])).toEqual({ x: 102, y: 51, width: 4, height: 4 });
});

test('ignored places do not count, their surroundings do', () => {
  const now = picture(8, 6, [
    [2, 1],
    [3, 1],
    [7, 5],
  ]);
  expect(changedArea(empty, now, origin, [{ x: 102, y: 51, width: 2, height: 1 }])).toEqual({
    x: 107,
    y: 55,
    width: 1,
    height: 1,
  });
  expect(changedArea(empty, now, origin, [{ x: 100, y: 50, width: 8, height: 6 }])).toBeUndefined();
});

test('the fourth byte means nothing', () => {
  const now = picture(8, 6);
  now.pixels[3] = 77;
  expect(changedArea(empty, now, origin, [])).toBeUndefined();
});

test('pixels that do not lie on a word boundary are compared too', () => {
  const shifted = new Uint8Array(8 * 6 * 4 + 1).subarray(1);
  shifted[0] = 9;
  expect(changedArea(empty, { ...empty, pixels: shifted }, origin, [])).toEqual({ x: 100, y: 50, width: 1, height: 1 });
});

test('another size is another picture', () => {
  expect(changedArea(empty, picture(8, 7), origin, [])).toEqual({ x: 100, y: 50, width: 8, height: 7 });
});

test('one colour from edge to edge is told with its name', () => {
  expect(singleColour(empty)).toBe('#000000');
  expect(singleColour(picture(1, 1, [[0, 0]]))).toBe('#0080ff');
  expect(singleColour({ ...picture(1, 1, [[0, 0]]), layout: 'rgba' })).toBe('#ff8000');
  expect(singleColour(picture(8, 6, [[7, 5]]))).toBeUndefined();
});

test('a picture of a place is found in a whole one only where it lies', () => {
  const whole = picture(8, 6, [[3, 2]]);
  const part = picture(3, 2, [[1, 0]]);
  expect(sameWithin(whole, origin, part, { x: 102, y: 52, width: 3, height: 2 })).toBe(true);
  expect(sameWithin(whole, origin, part, { x: 103, y: 52, width: 3, height: 2 })).toBe(false);
  expect(sameWithin(whole, origin, part, { x: 106, y: 52, width: 3, height: 2 })).toBe(false);
  expect(sameWithin(whole, origin, part, { x: 99, y: 52, width: 3, height: 2 })).toBe(false);
});
