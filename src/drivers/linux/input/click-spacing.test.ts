import { expect, test } from '@playwright/test';
import { ClickSpacing, isMerging, type Press, pointsBeside } from './click-spacing.ts';

const at = (x: number, more: Partial<Press> = {}): Press => ({
  point: { x, y: 50 },
  button: 1,
  count: 1,
  nodeId: 'node',
  ...more,
});

/** Time goes on only while somebody waits for it, and then at once: a busy machine is no part of these tests. */
class StoppedClock implements Disposable {
  readonly #setTimeout = globalThis.setTimeout;
  readonly #now = performance.now;
  waitedMs = 0;

  constructor() {
    performance.now = () => 1000 + this.waitedMs;
    const jump = (work: () => void, ms = 0): void => {
      this.waitedMs += ms;
      queueMicrotask(work);
    };
    globalThis.setTimeout = jump as typeof setTimeout;
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#setTimeout;
    performance.now = this.#now;
  }
}

const wide = () => new ClickSpacing(() => Promise.resolve({ x: 0, y: 40, width: 100, height: 20 }), 1);
const tiny = () => new ClickSpacing(() => Promise.resolve({ x: 5, y: 45, width: 10, height: 10 }), 1);

test('what follows a double click is counted with it wherever it is', () => {
  expect(isMerging(at(10, { count: 2 }), at(200, { count: 3 }), 5)).toBe(true);
  expect(isMerging(at(10), at(10, { count: 2 }), 5)).toBe(true);
  expect(isMerging(at(10), at(200, { count: 2 }), 5)).toBe(false);
});

test('the points beside lie inside the element, the nearest first', () => {
  const bounds = { x: 0, y: 40, width: 30, height: 20 };
  expect(pointsBeside({ x: 15, y: 50 }, bounds, 5)[0]).toEqual({ x: 21, y: 50 });
  expect(pointsBeside({ x: 25, y: 50 }, bounds, 5)[0]).toEqual({ x: 19, y: 50 });
  expect(pointsBeside({ x: 5, y: 5 }, { x: 0, y: 0, width: 10, height: 10 }, 5)).toEqual([]);
});

test('the second press on one place goes beside the first at once', async () => {
  const spacing = wide();
  using clock = new StoppedClock();
  expect(await spacing.place(at(50))).toEqual({ x: 50, y: 50 });
  expect(await spacing.place(at(52))).toEqual({ x: 58, y: 50 });
  expect(await spacing.place(at(50))).toEqual({ x: 50, y: 50 });
  expect(clock.waitedMs).toBe(0);
});

test('a press elsewhere between two on one place does not part them', async () => {
  const spacing = wide();
  await spacing.place(at(50));
  expect(await spacing.place(at(500, { nodeId: 'other' }))).toEqual({ x: 500, y: 50 });
  expect(await spacing.place(at(50))).toEqual({ x: 56, y: 50 });
});

test('another button, and a point of the caller, stay where they are', async () => {
  const spacing = wide();
  await spacing.place(at(50));
  expect(await spacing.place(at(50, { button: 3 }))).toEqual({ x: 50, y: 50 });
  expect(await spacing.place(at(52, { nodeId: undefined }))).toEqual({ x: 52, y: 50 });
});

test('an element too small for that makes the press wait, and only as long as needed', async () => {
  const spacing = tiny();
  using clock = new StoppedClock();
  expect(await spacing.place(at(10))).toEqual({ x: 10, y: 50 });
  await spacing.place(at(500, { nodeId: 'other' }));
  expect(clock.waitedMs).toBe(0);
  expect(await spacing.place(at(10))).toEqual({ x: 10, y: 50 });
  expect(clock.waitedMs).toBe(500);
  expect(await spacing.place(at(500, { nodeId: 'third' }))).toEqual({ x: 500, y: 50 });
  expect(clock.waitedMs).toBe(500);
});
