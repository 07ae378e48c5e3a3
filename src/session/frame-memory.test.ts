import { expect, test } from '@playwright/test';
import type { CaptureTarget, DriverSession } from '../contracts/driver.ts';
import type { RawImage } from '../contracts/image.ts';
import { FrameMemory } from './frame-memory.ts';

const area = { x: 0, y: 0, width: 40, height: 30 };
const place = { x: 10, y: 10, width: 6, height: 4 };
const oneFrame = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** A screen on which one dot stands; the memory that was offered is counted. */
class Screen {
  dot = { x: 12, y: 11 };
  readonly offered: (RawImage | undefined)[] = [];
  readonly capabilities = new Set(['capture:screen']);

  async capture(target: CaptureTarget, reuse?: RawImage): Promise<RawImage> {
    if (target.kind !== 'area') throw new Error('only areas are taken here');
    this.offered.push(reuse);
    const { x, y, width, height } = target.area;
    const pixels = new Uint8Array(width * height * 4);
    const [left, top] = [this.dot.x - x, this.dot.y - y];
    if (left >= 0 && top >= 0 && left < width && top < height) pixels[(top * width + left) * 4] = 255;
    return { width, height, pixels, layout: 'bgrx' };
  }
}

function memoryOf(screen: Screen): FrameMemory {
  return new FrameMemory(screen as unknown as DriverSession);
}

test('what looks as it did a frame ago stands still; what is left of the frame is waited for', async () => {
  const screen = new Screen();
  const memory = memoryOf(screen);
  expect(await memory.standsStill(place)).toBe(false);
  const seenAt = performance.now();
  await memory.take(area);
  expect(await memory.standsStill(place)).toBe(true);
  expect(performance.now() - seenAt).toBeGreaterThan(16);
  const waitedAt = screen.offered.length;
  expect(await memory.standsStill(place)).toBe(true);
  expect(screen.offered.length - waitedAt).toBe(1);
});

test('what looks otherwise than in any frame kept has moved, and what moves meanwhile too', async () => {
  const screen = new Screen();
  const memory = memoryOf(screen);
  await memory.take(area);
  await memory.standsStill(place);
  screen.dot = { x: 13, y: 11 };
  expect(await memory.standsStill(place)).toBe(false);
  await memory.take(area);
  const during = memory.standsStill(place);
  screen.dot = { x: 14, y: 11 };
  expect(await during).toBe(false);
});

test('an older frame tells when the newest is too young', async () => {
  const screen = new Screen();
  const memory = memoryOf(screen);
  await memory.take(area);
  await oneFrame();
  await memory.take(area);
  const taken = screen.offered.length;
  expect(await memory.standsStill(place)).toBe(true);
  expect(screen.offered.length - taken).toBe(1);
});

test('a place of one colour, or beyond the frame, proves nothing', async () => {
  const memory = memoryOf(new Screen());
  await memory.take(area);
  await oneFrame();
  expect(await memory.standsStill({ ...place, x: 20 })).toBe(false);
  expect(await memory.standsStill({ ...place, x: 36 })).toBe(false);
});

test('memory is used again, but never that of a kept frame', async () => {
  const screen = new Screen();
  const memory = memoryOf(screen);
  const kept = await memory.take(area);
  const second = await memory.take(area, kept);
  await memory.take(area, kept);
  await memory.take(area, kept);
  await memory.take(area);
  expect(screen.offered).toEqual([undefined, undefined, undefined, second, kept]);
});
